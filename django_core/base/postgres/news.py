"""Waiting for a ``NOTIFY``: one ``LISTEN`` a connection, and one return for all that has come."""

from datetime import timedelta
from weakref import WeakKeyDictionary

from django.db import connection
from psycopg import Connection

_listening: WeakKeyDictionary[Connection, set[str]] = WeakKeyDictionary()


def news_wait(channel: str, *, within: timedelta) -> None:
    """Return when there is news on the channel, or after ``within``.

    News that came while the caller was busy count as one: whoever looks sees all of it.
    """
    connection.ensure_connection()
    raw: Connection = connection.connection
    channels = _listening.setdefault(raw, set())
    if channel not in channels:
        raw.execute(f"LISTEN {channel}")
        channels.add(channel)
    for _notice in raw.notifies(timeout=within.total_seconds(), stop_after=1):
        pass  # All that has arrived is taken, so that it wakes nobody a second time.
