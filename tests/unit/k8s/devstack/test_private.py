import pytest

from k8s.devstack.private import OTHERS, folder_private, settings_private


def test_a_private_stack_uses_no_server_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch,
):
    for name in OTHERS:
        monkeypatch.setenv(f"CIVIC_{name.upper()}", "given://elsewhere")
    settings = settings_private(web_pages=True)
    assert {getattr(settings, name) for name in OTHERS} == {""}
    assert settings.web_pages


def test_a_private_folder_is_gone_at_the_end():
    with folder_private("test") as folder:
        assert folder.stat().st_mode & 0o777 == 0o711
    assert not folder.exists()
