"""Facts about the queue and the database, read at scrape time; no person looks at these."""

from django.db import connection
from django.db.models import Min
from django.db.models.functions import Extract, Now

from django_core.base.models import Job, JobState

# Connections of other roles are counted, but their state is none of ours.
_CONNECTIONS = """
    SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' GROUP BY 1
"""


def job_overdue_s() -> float:
    """Return for how many seconds the oldest job has been due and unclaimed.

    Jobs that are postponed because the other side is away wait for it, not for a worker.
    """
    due = Job.objects.filter(state=JobState.QUEUED, due_at__lt=Now(), postponed_since=None)
    return float(due.aggregate(age=Extract(Now() - Min("due_at"), "epoch"))["age"] or 0)


def database_connections() -> dict[str, int]:
    """Return how many connections this database has, by what they do."""
    with connection.cursor() as cursor:
        cursor.execute(_CONNECTIONS)
        return dict(cursor.fetchall())


def database_connections_max() -> int:
    """Return how many connections the server takes."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_connections")
        return int(cursor.fetchone()[0])
