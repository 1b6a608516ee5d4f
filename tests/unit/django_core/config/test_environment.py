"""Every bad, missing and unknown variable is named at start."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from django_core.config import environment as read


@pytest.fixture
def env() -> read.Environment:
    return read.Environment()


def test_all_problems_are_named_at_once(env, monkeypatch):
    monkeypatch.setenv("CIVIC_T_URL", "ftp://x")
    monkeypatch.setenv("CIVIC_T_FLAG", "perhaps")
    monkeypatch.setenv("CIVIC_T_COUNT", "-1")
    monkeypatch.setenv("CIVIC_T_SECRET", "short")
    env.read("CIVIC_T_URL", read.url("http"), default="")
    env.read("CIVIC_T_FLAG", read.flag, default=False)
    env.read("CIVIC_T_COUNT", read.count, default=0)
    env.required("CIVIC_T_SECRET", read.secret, placeholder="")
    env.required("CIVIC_T_ABSENT", str, placeholder="")
    with pytest.raises(ImproperlyConfigured) as problem:
        env.check()
    for name in ("URL", "FLAG", "COUNT", "SECRET", "ABSENT"):
        assert f"CIVIC_T_{name} " in str(problem.value)


def test_good_variables_are_typed(env, monkeypatch):
    monkeypatch.setenv("CIVIC_T_URL", "http://a/")
    monkeypatch.setenv("CIVIC_T_NAMES", "a, b,")
    assert env.read("CIVIC_T_URL", read.url("http"), default="") == "http://a"
    assert env.read("CIVIC_T_NAMES", read.names, default=list[str]()) == ["a", "b"]
    env.check()


def test_secret_comes_from_a_file(env, monkeypatch, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("s" * 40 + "\n", encoding="utf-8")
    monkeypatch.setenv("CIVIC_T_FILED_FILE", str(secret))
    assert env.required("CIVIC_T_FILED", read.secret, placeholder="") == "s" * 40
    env.check()


def test_unknown_variable_is_named(env, monkeypatch):
    monkeypatch.setenv("CIVIC_DATABSE_URL", "typo")
    assert "CIVIC_DATABSE_URL" in env.unknown()
