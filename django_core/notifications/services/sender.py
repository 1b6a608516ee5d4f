"""The long-lived sender: one process, woken by the database, safe beside another of its kind."""

import time
from collections.abc import Callable
from datetime import timedelta

import structlog
from django.db import connection
from django.db.utils import InterfaceError, OperationalError

from django_core.base.postgres.news import news_wait
from django_core.notifications.services.rows import CHANNEL
from django_core.notifications.services.send import round_run

LOOKS_AT_LEAST_EVERY = timedelta(seconds=1)
DATABASE_REST = timedelta(seconds=1)

Round = Callable[[], None]
_others: list[Round] = []

_log = structlog.get_logger("civic.sender")


def round_join(other: Round) -> None:
    """Let another room do something short of its own in each round, at least once a second."""
    _others.append(other)


def sender_run(*, is_stopping: Callable[[], bool]) -> None:
    """Send until asked to stop; a database that restarts is waited for."""
    _log.info("sender_started")
    while not is_stopping():
        try:
            for other in _others:
                other()
            if not round_run(is_stopping=is_stopping).is_more:
                news_wait(CHANNEL, within=LOOKS_AT_LEAST_EVERY)
        except (OperationalError, InterfaceError) as error:
            _log.warning("sender_database_away", error=type(error).__name__)
            connection.close()
            time.sleep(DATABASE_REST.total_seconds())
    _log.info("sender_stopped")
