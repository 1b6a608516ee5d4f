"""Durable jobs: claim by compare-and-swap, retries, postponing, giving up."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from django_core.base import jobs
from django_core.base.jobs import (
    ATTEMPTS_MAX,
    RETRY_DELAY_MAX,
    JobFailed,
    JobHandler,
    JobPostponed,
    handler_register,
    job_claim,
    job_enqueue,
    job_finish,
    job_run,
)
from django_core.base.lease import LEASE
from django_core.base.models import Job, JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def outcomes(monkeypatch):
    """What the handler of TEST jobs raises next; and what it was told afterwards."""

    class Outcomes:
        errors: list[Exception]
        claims: list[jobs.JobClaim]
        given_up: list[str]
        queued_again: list[str]

    seen = Outcomes()
    seen.errors, seen.claims, seen.given_up, seen.queued_again = [], [], [], []

    def run(claim):
        seen.claims.append(claim)
        if seen.errors:
            raise seen.errors.pop(0)

    monkeypatch.setattr(jobs, "_handlers", {})
    handler_register(
        "TEST",
        JobHandler(
            run=run,
            given_up=lambda _claim, code: seen.given_up.append(code),
            queued_again=lambda _claim, code: seen.queued_again.append(code),
        ),
    )
    return seen


def _job() -> Job:
    job_enqueue(kind="TEST", subject=uuid.uuid4(), payload={"a": "b"})
    return Job.objects.get()


def _due() -> None:
    Job.objects.update(due_at=Now())


def _lease_ends() -> None:
    Job.objects.update(lease_until=Now() - timedelta(seconds=1))


def test_job_of_a_rolled_back_transaction_never_existed():
    with transaction.atomic():
        _job()
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_second_job_of_a_subject_is_the_first_one():
    job = _job()
    job_enqueue(kind="TEST", subject=job.subject)
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_claims_one_wins():
    job = _job()

    def claim(_number):
        try:
            return job_claim(job_uuid=job.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        claims = [one for one in pool.map(claim, range(8)) if one is not None]
    assert [one.fence for one in claims] == [1]


def test_claim_carries_payload_fence_and_a_lease_of_the_database_clock():
    job = _job()
    claim = job_claim(job_uuid=job.pk)
    assert claim.payload == {"a": "b"}
    left = Job.objects.filter(
        lease_until__gt=Now() + LEASE - timedelta(seconds=5), lease_until__lte=Now() + LEASE
    )
    assert left.exists()


def test_lease_that_ran_out_can_be_claimed_and_fences_the_first_off():
    job = _job()
    first = job_claim(job_uuid=job.pk)
    assert job_claim(job_uuid=job.pk) is None
    _lease_ends()

    second = job_claim(job_uuid=job.pk)

    assert second.fence == 2
    assert not job_finish(first)
    assert job_finish(second)


def test_failure_is_tried_again_with_jitter_and_then_given_up(outcomes):
    job = _job()
    outcomes.errors = [JobFailed("BROKEN") for _ in range(ATTEMPTS_MAX)]
    for attempt in range(1, ATTEMPTS_MAX + 1):
        _due()
        assert job_run(job_uuid=job.pk)
        job.refresh_from_db()
        if attempt < ATTEMPTS_MAX:
            assert job.state == JobState.QUEUED
            assert Job.objects.filter(due_at__lte=Now() + RETRY_DELAY_MAX, rung_at=None).exists()

    assert (job.state, job.error_code) == (JobState.DEAD, "BROKEN")
    assert outcomes.given_up == ["BROKEN"]
    assert len(outcomes.queued_again) == ATTEMPTS_MAX - 1


def test_permanent_failure_is_given_up_at_once(outcomes):
    job = _job()
    outcomes.errors = [JobFailed("REFUSED", permanent=True)]
    job_run(job_uuid=job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DEAD, 1)


def test_unexpected_error_counts_as_a_failure(outcomes):
    job = _job()
    outcomes.errors = [ZeroDivisionError()]
    job_run(job_uuid=job.pk)
    job.refresh_from_db()
    assert (job.state, job.error_code) == (JobState.QUEUED, jobs.UNEXPECTED)


def test_postponing_uses_up_no_attempt_and_ends_after_half_an_hour(outcomes):
    job = _job()
    outcomes.errors = [JobPostponed("AWAY") for _ in range(ATTEMPTS_MAX + 3)]
    for _ in range(ATTEMPTS_MAX + 2):
        _due()
        job_run(job_uuid=job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)
    assert Job.objects.filter(due_at__lte=Now() + jobs.POSTPONE_DELAY_MAX).exists()

    Job.objects.update(postponed_since=Now() - jobs.POSTPONED_AT_MOST - timedelta(seconds=1))
    _due()
    job_run(job_uuid=job.pk)

    job.refresh_from_db()
    assert job.state == JobState.DEAD
    assert outcomes.given_up == ["AWAY"]


def test_job_that_ends_every_worker_is_given_up(outcomes):
    job = _job()
    for _ in range(ATTEMPTS_MAX):
        assert job_claim(job_uuid=job.pk) is not None
        _lease_ends()

    job_run(job_uuid=job.pk)

    assert outcomes.claims == []
    assert outcomes.given_up == [jobs.LEASE_LOST]


def test_job_enqueued_while_it_runs_runs_once_more(outcomes):
    job = _job()
    claim = job_claim(job_uuid=job.pk)
    job_enqueue(kind="TEST", subject=job.subject)

    assert job_finish(claim)

    job.refresh_from_db()
    assert (job.state, job.attempts, job.is_repeat_wanted) == (JobState.QUEUED, 0, False)


def test_cancelled_job_answers_no_claim():
    job = _job()
    claim = job_claim(job_uuid=job.pk)
    assert jobs.job_cancel(kind="TEST", subject=job.subject)
    assert not job_finish(claim)
    assert not job_run(job_uuid=job.pk)
