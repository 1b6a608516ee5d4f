"""The graph's settings: every wrong variable is named, secrets may come from files."""

from pathlib import Path

import pytest

from serve_graph.settings import GraphSettings, SettingsInvalid

KEY = "k" * 32


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CIVIC_QDRANT_URL", "CIVIC_CALLBACK_URL", "GEMINI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CIVIC_SERVICE_KEY", KEY)


def test_defaults_need_only_the_service_key() -> None:
    settings = GraphSettings.from_environment()

    assert settings.service_key.get_secret_value() == KEY
    assert settings.gemini_api_key is None
    assert settings.callback_url is None


def test_every_wrong_variable_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CIVIC_SERVICE_KEY")
    monkeypatch.setenv("CIVIC_GRAPH_TREE", "1")
    monkeypatch.setenv("CIVIC_GRAPH_CONFIDENCE_THRESHOLD", "2")
    monkeypatch.setenv("GEMINI_API_KEY", "")

    with pytest.raises(SettingsInvalid) as caught:
        GraphSettings.from_environment()

    named = {complaint.partition(":")[0] for complaint in caught.value.complaints}
    assert named == {"CIVIC_SERVICE_KEY", "CIVIC_GRAPH_TREE", "CIVIC_GRAPH_CONFIDENCE_THRESHOLD"}


def test_djangos_address_of_the_graph_is_no_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVIC_GRAPH_URL", "http://127.0.0.1:1")

    GraphSettings.from_environment()


def test_short_service_key_is_refused_without_being_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CIVIC_SERVICE_KEY", "too-short")

    with pytest.raises(SettingsInvalid, match="CIVIC_SERVICE_KEY") as caught:
        GraphSettings.from_environment()

    assert "too-short" not in str(caught.value)


def test_secret_comes_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s" * 40 + "\n")
    monkeypatch.delenv("CIVIC_SERVICE_KEY")
    monkeypatch.setenv("CIVIC_SERVICE_KEY_FILE", str(secret))
    monkeypatch.setenv("GEMINI_API_KEY_FILE", str(secret))

    settings = GraphSettings.from_environment()

    assert settings.service_key.get_secret_value() == "s" * 40
    assert settings.gemini_api_key is not None
    assert settings.gemini_api_key.get_secret_value() == "s" * 40


def test_missing_secret_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CIVIC_QDRANT_API_KEY_FILE", str(tmp_path / "absent"))

    with pytest.raises(SettingsInvalid, match="CIVIC_QDRANT_API_KEY_FILE"):
        GraphSettings.from_environment()


def test_every_field_says_what_it_is() -> None:
    assert all(field.description for field in GraphSettings.model_fields.values())
