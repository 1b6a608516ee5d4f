"""Forgetting live events: they only bridge the time that a tab was away."""

from django.conf import settings
from django.db import connection

# What is looked at is younger than what is deleted, so that no replay is half there.
_DELETE = """
    DELETE FROM realtime_event e USING conversations_session s
    WHERE s.uuid = e.session_uuid AND s.closed_at < now() - make_interval(days => %(days)s)
        AND e.happened_at < now() - make_interval(days => %(days)s)
"""


def events_expire() -> int:
    """Forget the events of sessions that were closed long ago; returns how many.

    Whoever asks for them is told to load the session anew (``feed_render``), a day before they go.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DELETE, {"days": settings.LIVE_EVENTS_KEPT_DAYS + 1})
        return int(cursor.rowcount)
