"""Fixtures of the bot: the local Bot API, the settings of a bot, and people with phones."""

from collections.abc import Callable, Iterator

import pytest
from rest_framework.response import Response
from rest_framework.test import APIClient

from django_core.notifications.services import sender_round
from tests.factories.messages import jobs_run, routed
from tests.fakes.bot_api import BOT_ID, TOKEN, LocalBotApi, Phone

SECRET = "for-tests-only-webhook-secret-0123456789"  # noqa: S105  # it opens nothing
WEBHOOK = f"/telegram/v1/webhook/{BOT_ID}"
ROUNDS_MAX = 150
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture(scope="session")
def bot_api_server() -> Iterator[LocalBotApi]:
    server = LocalBotApi()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def bot_api(bot_api_server: LocalBotApi, settings) -> Iterator[LocalBotApi]:
    settings.TELEGRAM_TOKEN = TOKEN
    settings.TELEGRAM_API_URL = bot_api_server.url
    settings.TELEGRAM_WEBHOOK_SECRET = SECRET
    settings.TELEGRAM_LINK_URL = "https://t.me/civic_local_bot"
    settings.PUBLIC_URL = "https://civic.example"
    settings.NOTIFY_BY = ["TELEGRAM", "WEB"]
    yield bot_api_server
    bot_api_server.faults()


@pytest.fixture
def phone(bot_api: LocalBotApi) -> Phone:
    return Phone(bot_api.url)


@pytest.fixture
def deliver() -> Callable[..., Response]:
    """Return what brings an update to the webhook, as Telegram does."""

    def post(update: object, *, secret: str = SECRET, path: str = WEBHOOK) -> Response:
        return APIClient().post(path, update, format="json", headers={HEADER: secret})

    return post


@pytest.fixture
def tell(deliver) -> Callable[..., None]:
    """Return what brings an update to the bot and lets it answer."""

    def bring(update: object) -> None:
        assert deliver(update).status_code == 200
        everything_run()

    return bring


@pytest.fixture
def routes_to_water(graph, water) -> None:
    """Let the pipeline find one department for everything."""
    graph.answers.append(lambda asked: routed(asked["message_uuid"], water, fence=asked["fence"]))


def everything_run() -> None:
    """Run the jobs and send what there is to be sent, until nothing is left."""
    for _round in range(ROUNDS_MAX):
        if not jobs_run() + sender_round():
            return
    message = "there is always something left to do"
    raise AssertionError(message)
