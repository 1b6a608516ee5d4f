"""Locks with names, for counting what has no row of its own to lock."""

from django.db import connection

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def named_lock(name: str) -> None:
    """Wait until nobody else holds ``name``, and hold it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [name])
