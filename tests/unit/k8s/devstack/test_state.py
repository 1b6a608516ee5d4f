import stat
from pathlib import Path

import pytest

from k8s.devstack.state import (
    StackAlreadyRuns,
    StackNotRunning,
    StackState,
    is_locked,
    state_load,
    state_lock,
    state_read,
    state_write,
)


def test_secrets_are_generated_once_and_kept(tmp_path: Path):
    first = state_load(tmp_path)
    state_write(tmp_path, first)
    assert state_load(tmp_path).secrets == first.secrets
    assert StackState().secrets != first.secrets


def test_only_the_owner_can_read_the_state(tmp_path: Path):
    state_write(tmp_path, StackState())
    assert stat.S_IMODE((tmp_path / "state.json").stat().st_mode) == 0o600


def test_a_state_that_cannot_be_read_is_replaced(tmp_path: Path):
    (tmp_path / "state.json").write_text("{")
    assert state_load(tmp_path).ports == {}


def test_a_folder_is_held_by_one_at_a_time(tmp_path: Path):
    with state_lock(tmp_path):
        assert is_locked(tmp_path)
        with pytest.raises(StackAlreadyRuns), state_lock(tmp_path):
            pytest.fail("the second lock was given")
    assert not is_locked(tmp_path)


def test_a_folder_without_a_stack_is_told(tmp_path: Path):
    state_write(tmp_path, StackState(urls={"web": "http://127.0.0.1:1"}))
    with pytest.raises(StackNotRunning):
        state_read(tmp_path)


def test_a_running_stack_is_found(tmp_path: Path):
    with state_lock(tmp_path):
        state_write(tmp_path, StackState(urls={"web": "http://127.0.0.1:1"}, dev_password="p"))  # noqa: S106  # not a real one
        assert state_read(tmp_path).web_url == "http://127.0.0.1:1"
