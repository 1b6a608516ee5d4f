import sys
from pathlib import Path

import psutil
import pytest

from k8s.devstack.children import Child, Command
from k8s.devstack.errors import ServerNotReady, StackError


def python(code: str) -> Command:
    return Command(name="step", argv=(sys.executable, "-c", code), cwd=Path("/"))


def test_a_step_gives_what_it_printed():
    assert python("print('made')").run(within_s=30) == "made\n"


def test_a_step_that_fails_is_told_with_the_end_of_its_errors():
    with pytest.raises(StackError, match="no room") as failed:
        python("raise SystemExit('no room')").run(within_s=30)
    assert failed.value.code == "STEP_FAILED"


def test_nothing_runs_on_of_a_program_that_does_not_get_ready(tmp_path: Path):
    log, told = tmp_path / "log", tmp_path / "pid"
    code = f"import os, time; open({str(told)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    with pytest.raises(ServerNotReady) as failed:
        Child.start_ready(python(code), is_ready=lambda: False, within_s=2.0, log=log)
    assert failed.value.code == "SERVER_NOT_READY"
    assert not psutil.pid_exists(int(told.read_text()))
