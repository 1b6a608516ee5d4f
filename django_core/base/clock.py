"""The one clock that all processes share."""

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """Return the database's time, for what another machine compares with its own (F11)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
