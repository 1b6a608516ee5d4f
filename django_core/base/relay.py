"""The relay rings what is due and unclaimed: jobs to retry, and those whose ring got lost."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import Now, RowNumber
from django.db.utils import InterfaceError, OperationalError

from django_core.base.bell import bell_publish
from django_core.base.job_statements import CHANNEL
from django_core.base.models import Job, JobState
from django_core.base.postgres.news import news_wait

RINGS_AGAIN_AFTER = timedelta(seconds=30)
BATCH = 200
# While the other side is away only the oldest few of a kind try it (F6).  The others wait for a
# success to wake them, or for this long, should just those few be the ones that cannot succeed.
PROBES = 4
PASSED_OVER_AT_MOST = timedelta(seconds=120)
LOOKS_AT_LEAST_EVERY = timedelta(seconds=1)
BROKER_REST = timedelta(seconds=1)

_log = structlog.get_logger("civic.relay")


@dataclass(frozen=True)
class RelayRound:
    """What one look at the queue did."""

    rung: int
    unheard: int


def relay_round() -> RelayRound:
    """Ring every job that is due; publishing happens after the transaction."""
    due = _due_take()
    unheard: list[uuid.UUID] = []
    for position, job_uuid in enumerate(due):
        if not bell_publish(job_uuid):
            unheard = due[position:]
            break
    if unheard:
        Job.objects.filter(pk__in=unheard, state=JobState.QUEUED).update(rung_at=None)
    return RelayRound(rung=len(due) - len(unheard), unheard=len(unheard))


def relay_run(*, is_stopping: Callable[[], bool]) -> None:
    """Ring until asked to stop; a database that restarts is waited for."""
    _log.info("relay_started")
    while not is_stopping():
        try:
            done = relay_round()
            if done.unheard:
                _log.warning("relay_broker_away", jobs=done.unheard)
                time.sleep(BROKER_REST.total_seconds())
            elif done.rung < BATCH:
                news_wait(CHANNEL, within=LOOKS_AT_LEAST_EVERY)
        except (OperationalError, InterfaceError) as error:
            _log.warning("relay_database_away", error=type(error).__name__)
            connection.close()
            time.sleep(BROKER_REST.total_seconds())
    _log.info("relay_stopped")


def _due_take() -> list[uuid.UUID]:
    """Mark as rung, oldest first, what nobody else is ringing right now."""
    unrung = Q(rung_at=None) | Q(rung_at__lt=F("due_at")) | Q(rung_at__lt=Now() - RINGS_AGAIN_AFTER)
    is_turn = Q(postponed_since=None) | Q(pk__in=_probes())
    is_turn |= Q(due_at__lt=Now() - PASSED_OVER_AT_MOST)
    waiting = Q(state=JobState.QUEUED, due_at__lte=Now()) & unrung & is_turn
    lost = Q(state=JobState.RUNNING, lease_until__lt=Now()) & (
        Q(rung_at__lt=F("lease_until")) | unrung
    )
    with transaction.atomic():
        rows = Job.objects.select_for_update(skip_locked=True).filter(waiting | lost)
        due = list(rows.order_by("created_at").values_list("pk", flat=True)[:BATCH])
        if due:
            Job.objects.filter(pk__in=due).update(rung_at=Now())
    return due


def _probes() -> QuerySet[Job, uuid.UUID]:
    """Return the oldest postponed jobs of each kind."""
    place = Window(RowNumber(), partition_by=F("kind"), order_by=("created_at", "uuid"))
    postponed = Job.objects.filter(state=JobState.QUEUED, postponed_since__isnull=False)
    return postponed.annotate(place=place).filter(place__lte=PROBES).values_list("pk", flat=True)
