import pytest

from k8s.stage_operator.settings import PREFIX, OperatorSettings, SettingsInvalid
from tests.servers import ROOT


@pytest.fixture(autouse=True)
def namespace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVIC_OPERATOR_NAMESPACE", "civic")


def test_namespace_is_all_that_must_be_said() -> None:
    assert OperatorSettings.from_environment().http_port == 8090


def test_every_bad_or_unknown_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVIC_OPERATOR_INTERVAL_S", "soon")
    monkeypatch.setenv("CIVIC_OPERATOR_HTTP_PORT", "tcp://10.0.0.1:8090")
    monkeypatch.setenv("CIVIC_OPERATOR_INTERVALL_S", "3")
    monkeypatch.setenv("CIVIC_OPERATOR_NAMESPACE", "")

    with pytest.raises(SettingsInvalid) as caught:
        OperatorSettings.from_environment()
    for name in ("INTERVAL_S", "HTTP_PORT", "INTERVALL_S: no such setting", "NAMESPACE"):
        assert f"{PREFIX}{name}" in str(caught.value)


def test_every_setting_is_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    missing = [
        name for name in OperatorSettings.model_fields if f"{PREFIX}{name.upper()}=" not in example
    ]
    assert not missing
