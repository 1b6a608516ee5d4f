"""Long polling: the laptop's way to updates, where no webhook can reach it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.db.utils import InterfaceError, OperationalError
from telegram import Bot

from django_core.notifications.transports import OutcomeUnknown, TransportFailed
from django_core.notifications.transports.telegram import bot_line
from django_core.telegram.bot.reading import WANTED, UpdateMalformed, received_read
from django_core.telegram.services import bot_id_of, update_receive

ASKS_FOR = timedelta(seconds=20)
RESTS = timedelta(seconds=1)

_log = structlog.get_logger("civic.bot")


def poll_run(*, is_stopping: Callable[[], bool]) -> None:
    """Take updates until asked to stop; an update is given back to Telegram until it is kept."""
    after = 0
    _log.info("poll_started")
    while not is_stopping():
        try:
            for body in _updates_get(after):
                _keep(body)
                after = int(body["update_id"]) + 1
        except (OutcomeUnknown, TransportFailed) as away:
            _log.warning("poll_telegram_away", error=type(away).__name__)
            time.sleep(RESTS.total_seconds())
        except (OperationalError, InterfaceError) as error:
            _log.warning("poll_database_away", error=type(error).__name__)
            connection.close()
            time.sleep(RESTS.total_seconds())
    _log.info("poll_stopped")


def _updates_get(after: int) -> list[dict[str, Any]]:
    async def ask(bot: Bot) -> list[dict[str, Any]]:
        found = await bot.get_updates(offset=after, timeout=ASKS_FOR, allowed_updates=WANTED)
        return [update.to_dict() for update in found]

    return bot_line().call(ask, within=ASKS_FOR)


def _keep(body: dict[str, Any]) -> None:
    try:
        received = received_read(body, now=datetime.now(tz=UTC))
    except UpdateMalformed:
        _log.warning("poll_update_malformed")
        return
    if received is not None:
        update_receive(received, bot_id=bot_id_of(settings.TELEGRAM_TOKEN))
