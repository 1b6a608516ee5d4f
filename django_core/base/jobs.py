"""Durable jobs: enqueued in the caller's transaction, rung on commit, claimed with fence and lease.

Every cut-off is the database's ``now()``.  Whoever needs both locks a job before its subject.
"""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import SystemRandom

import structlog
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce, Now

from django_core.base.bell import bell_ring
from django_core.base.job_statements import CHANNEL, CLAIM, FINISH
from django_core.base.lease import lease_kept
from django_core.base.models import ACTIVE, Job, JobState
from django_core.base.postgres.prepared import from_row, run, run_later

RETRY_DELAY_BASE = timedelta(seconds=2)
RETRY_DELAY_MAX = timedelta(seconds=120)
ATTEMPTS_MAX = 6
POSTPONE_DELAY_MAX = timedelta(seconds=8)
POSTPONED_AT_MOST = timedelta(minutes=30)
TRACE = ("request_id", "traceparent")
LEASE_LOST = "LEASE_LOST"
UNEXPECTED = "UNEXPECTED"

_INSERT = """
    INSERT INTO base_job (uuid, kind, subject, payload, state, fence, attempts,
                          is_repeat_wanted, error_code)
    VALUES (%s, %s, %s, %s, 'QUEUED', 0, 0, false, '')
    ON CONFLICT (kind, subject) WHERE state IN ('QUEUED', 'RUNNING') DO NOTHING
"""

_log = structlog.get_logger("civic.jobs")
_dice = SystemRandom()


@dataclass(frozen=True)
class JobClaim:
    """The right to run a job until its lease ends; ``fence`` proves it."""

    job_uuid: uuid.UUID
    kind: str
    subject: uuid.UUID
    fence: int
    attempt: int
    payload: dict[str, str] = field(default_factory=dict)


class JobFailed(Exception):  # noqa: N818  # it names the fact
    """The attempt did not work; a ``permanent`` failure is not tried again."""

    def __init__(self, code: str, *, permanent: bool = False) -> None:
        super().__init__(code, permanent)
        self.code = code
        self.permanent = permanent


class JobPostponed(Exception):  # noqa: N818  # it names the fact
    """The other side cannot be reached: try later without using up an attempt."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _nothing(_claim: JobClaim, _code: str) -> None:
    """Answer for a kind that has nothing to put right."""


@dataclass(frozen=True)
class JobHandler:
    """What a kind of job does; each may be called twice for the same claim's work.

    ``run`` returns true when it has ended the job itself, in the transaction of its work.
    ``queued_again`` and ``given_up`` run in the transaction that changes the job.
    """

    run: Callable[[JobClaim], bool | None]
    given_up: Callable[[JobClaim, str], None] = _nothing
    queued_again: Callable[[JobClaim, str], None] = _nothing


_handlers: dict[str, JobHandler] = {}


def handler_register(kind: str, handler: JobHandler) -> None:
    """Make ``handler`` the one that runs jobs of ``kind``."""
    _handlers[kind] = handler


def job_kinds() -> list[str]:
    """Return all kinds of jobs that there are."""
    return sorted(_handlers)


def job_enqueue(*, kind: str, subject: uuid.UUID, payload: dict[str, str] | None = None) -> None:
    """Insert a job in the caller's transaction and ring when that commits.

    A job of this kind and subject that is still queued is enough; one that runs now is
    marked to run once more, because it may have read what was there before.
    """
    job_uuid = uuid.uuid4()
    with connection.cursor() as cursor:
        carried = json.dumps((payload or {}) | trace_carried())
        cursor.execute(_INSERT, [job_uuid, kind, subject, carried])
        if cursor.rowcount:
            transaction.on_commit(lambda: bell_ring(job_uuid))
            return
    running = Job.objects.filter(kind=kind, subject=subject, state=JobState.RUNNING)
    running.update(is_repeat_wanted=True)


def job_claim(*, job_uuid: uuid.UUID) -> JobClaim | None:
    """Claim a job that is due or whose lease ran out; of two who try, one gets it."""
    rows = run(CLAIM.call(uuid=job_uuid))
    return claim_of(from_row(Job, rows[0])) if rows else None


def job_finish(claim: JobClaim) -> bool:
    """End the job; returns whether the claim still held (compare-and-swap on the fence)."""
    return bool(run(FINISH.call(uuid=claim.job_uuid, fence=claim.fence)))


def job_finish_later(claim: JobClaim) -> None:
    """End a job whose row the caller has locked with what its transaction does next."""
    run_later(FINISH.call(uuid=claim.job_uuid, fence=claim.fence))


def job_fail(claim: JobClaim, *, code: str, permanent: bool = False) -> bool:
    """Queue the job again with full jitter, or give it up; returns whether the claim held."""
    if permanent or claim.attempt >= ATTEMPTS_MAX:
        return _give_up(claim, code=code)
    longest = min(RETRY_DELAY_MAX, RETRY_DELAY_BASE * 2**claim.attempt)
    with transaction.atomic():
        if not _requeue(claim, code=code, delay=longest * _dice.random(), attempts=claim.attempt):
            return False
        _handlers[claim.kind].queued_again(claim, code)
    return True


def job_postpone(claim: JobClaim, *, code: str) -> bool:
    """Queue the job again without counting the attempt, for at most half an hour in all."""
    too_long = Now() - POSTPONED_AT_MOST
    if _held(claim).filter(postponed_since__lt=too_long).exists():
        return _give_up(claim, code=code)
    delay, since = POSTPONE_DELAY_MAX * _dice.random(), Coalesce("postponed_since", Now())
    with transaction.atomic():
        if not _requeue(claim, code=code, delay=delay, attempts=claim.attempt - 1, since=since):
            return False
        _handlers[claim.kind].queued_again(claim, code)
    return True


def job_cancel(*, kind: str, subject: uuid.UUID) -> bool:
    """End an active job because a person did its work; a late answer then changes nothing."""
    active = Job.objects.filter(kind=kind, subject=subject, state__in=ACTIVE)
    ended = active.update(state=JobState.CANCELLED, lease_until=None, ended_at=Now())
    return bool(ended)


def job_run(*, job_uuid: uuid.UUID) -> bool:
    """Claim a job and run its handler; returns whether there was something to do."""
    claim = job_claim(job_uuid=job_uuid)
    if claim is None:
        return False
    if claim.attempt > ATTEMPTS_MAX:  # It ended each of its workers: poison.
        _give_up(claim, code=LEASE_LOST)
        return True
    with structlog.contextvars.bound_contextvars(
        job_uuid=str(claim.job_uuid),
        job_kind=claim.kind,
        fence=claim.fence,
        **{name: claim.payload[name] for name in TRACE if name in claim.payload},
    ):
        _run(claim)
    return True


def _run(claim: JobClaim) -> None:
    try:
        with lease_kept(job_uuid=claim.job_uuid, fence=claim.fence):
            is_ended = _handlers[claim.kind].run(claim)
    except JobPostponed as later:
        _log.info("job_postponed", code=later.code)
        job_postpone(claim, code=later.code)
    except JobFailed as failure:
        _log.warning("job_failed", code=failure.code, permanent=failure.permanent)
        job_fail(claim, code=failure.code, permanent=failure.permanent)
    except Exception:  # noqa: BLE001  # the door of all jobs: logged once, counted, tried again
        _log.exception("job_crashed", attempt=claim.attempt)
        job_fail(claim, code=UNEXPECTED)
    else:
        if not is_ended:
            job_finish(claim)


def trace_carried() -> dict[str, str]:
    """Return what ties the job to the request that made it, through every hop."""
    bound = structlog.contextvars.get_contextvars()
    return {name: str(bound[name]) for name in TRACE if name in bound}


def claim_of(job: Job) -> JobClaim:
    """Return the claim that a running job's row stands for."""
    return JobClaim(
        job_uuid=job.uuid,
        kind=job.kind,
        subject=job.subject,
        fence=job.fence,
        attempt=job.attempts,
        payload=job.payload,
    )


def _held(claim: JobClaim) -> QuerySet[Job]:
    return Job.objects.filter(pk=claim.job_uuid, fence=claim.fence, state=JobState.RUNNING)


def _requeue(
    claim: JobClaim,
    *,
    code: str,
    delay: timedelta,
    attempts: int,
    since: Coalesce | None = None,
) -> bool:
    """Queue the job again; ``since`` is how long it has been waiting for the other side."""
    is_ours = _held(claim).update(
        state=JobState.QUEUED,
        lease_until=None,
        attempts=attempts,
        due_at=Now() + delay,
        rung_at=None,
        postponed_since=since,
        error_code=code,
        is_repeat_wanted=False,
    )
    if is_ours:
        relay_wake()
    return bool(is_ours)


def _give_up(claim: JobClaim, *, code: str) -> bool:
    with transaction.atomic():
        dead = _held(claim).update(
            state=JobState.DEAD, lease_until=None, ended_at=Now(), error_code=code
        )
        if dead:
            _log.error("job_given_up", code=code, job_kind=claim.kind)
            _handlers[claim.kind].given_up(claim, code)
    return bool(dead)


def relay_wake() -> None:
    """Tell the relay, on commit, that a job has a new time to be rung at."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
