"""The lease of a running job: kept alive by its worker, so it ends soon after the worker does.

A worker that is killed tells nobody; its job is claimable again when the lease it no longer renews
has ended (F1).  The bound is for a worker that lives but never comes to an end.
"""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from datetime import timedelta
from time import monotonic

import structlog
from django.db import connection
from django.db.models.functions import Now
from django.db.utils import InterfaceError, OperationalError

from django_core.base.models import Job, JobState

LEASE = timedelta(seconds=20)
LEASE_RENEWED_EVERY = timedelta(seconds=5)
LEASE_AT_MOST = timedelta(seconds=90)

_log = structlog.get_logger("civic.jobs")


@contextmanager
def lease_kept(*, job_uuid: uuid.UUID, fence: int) -> Iterator[None]:
    """Renew a claim's lease while the block runs, up to its longest time.

    Most jobs end before the first renewal: they cost a thread that sleeps, and no query.
    """
    done = threading.Event()
    keeper = threading.Thread(
        target=copy_context().run, args=(_keep, job_uuid, fence, done), name="lease", daemon=True
    )
    keeper.start()
    try:
        yield
    finally:
        done.set()  # Nobody waits for the keeper: its database may hang.


def lease_renew(*, job_uuid: uuid.UUID, fence: int) -> bool:
    """Move the end of a lease; returns whether the claim still holds."""
    held = Job.objects.filter(pk=job_uuid, fence=fence, state=JobState.RUNNING)
    return bool(held.update(lease_until=Now() + LEASE))


def _keep(job_uuid: uuid.UUID, fence: int, done: threading.Event) -> None:
    last_at = monotonic() + (LEASE_AT_MOST - LEASE).total_seconds()
    is_held = True
    while is_held and not done.wait(LEASE_RENEWED_EVERY.total_seconds()) and monotonic() < last_at:
        try:
            is_held = lease_renew(job_uuid=job_uuid, fence=fence)
        except (OperationalError, InterfaceError) as error:
            _log.warning("lease_not_renewed", job_uuid=str(job_uuid), error=type(error).__name__)
        finally:
            connection.close()
