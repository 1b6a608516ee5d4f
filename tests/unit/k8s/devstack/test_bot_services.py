"""The bot of `make dev`: one on this machine, or the real one when there is a token."""

from pathlib import Path

import pytest

from k8s.devstack.launch import state_plan
from k8s.devstack.services import Layout
from k8s.devstack.settings import DevstackSettings
from k8s.devstack.state import StackState

TOKEN = "123456:a-real-token-of-a-bot-somewhere"  # noqa: S105  # it opens nothing


def _layout(token: str) -> Layout:
    settings = DevstackSettings().model_copy(update={"telegram_token": token})
    state = state_plan(StackState(), settings=settings, supervisor_pid=1)
    return Layout(state_dir=Path("/nowhere"), state=state, settings=settings)


@pytest.mark.parametrize("token", ["", TOKEN])
def test_bot_is_polled_for(token):
    assert "poll" in {service.name for service in _layout(token).services()}


def test_without_a_token_a_local_bot_is_started_and_told_of():
    layout = _layout("")
    told = layout.environment_django
    assert "telegram" in {service.name for service in layout.services()}
    assert told["CIVIC_TELEGRAM_API_URL"] == layout.state.urls["telegram"]
    assert told["CIVIC_TELEGRAM_LINK_URL"].startswith(layout.state.urls["telegram"])


def test_with_a_token_the_real_one_is_used():
    layout = _layout(TOKEN)
    told = layout.environment_django
    assert "telegram" not in {service.name for service in layout.services()}
    assert told["CIVIC_TELEGRAM_TOKEN"] == TOKEN
    assert "CIVIC_TELEGRAM_API_URL" not in told
