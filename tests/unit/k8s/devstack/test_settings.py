from pathlib import Path

import pytest

from k8s.devstack.errors import StackError
from k8s.devstack.settings import environment_inherited, settings_read


def test_a_bad_variable_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CIVIC_WEB_PORT", "eighty")
    with pytest.raises(StackError, match="CIVIC_WEB_PORT"):
        settings_read()


def test_an_address_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "url").write_text("postgres://elsewhere/civic\n")
    monkeypatch.setenv("CIVIC_DATABASE_URL_FILE", str(tmp_path / "url"))
    assert settings_read().database_url == "postgres://elsewhere/civic"


def test_children_do_not_inherit_what_the_stack_decides(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CIVIC_DATABASE_URL", "postgres://elsewhere/civic")
    monkeypatch.setenv("RAY_ADDRESS", "10.0.0.1:6379")
    monkeypatch.setenv("GEMINI_API_KEY", "key")
    inherited = environment_inherited()
    assert "CIVIC_DATABASE_URL" not in inherited
    assert "RAY_ADDRESS" not in inherited
    assert inherited["GEMINI_API_KEY"] == "key"
