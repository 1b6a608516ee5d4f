"""While the other side is away a few try; when it is back the oldest are served first (F6)."""

import uuid
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from django_core.base import relay
from django_core.base.job_statements import WOKEN_BY_SUCCESS
from django_core.base.jobs import job_claim, job_enqueue, job_finish
from django_core.base.models import Job
from django_core.base.relay import PASSED_OVER_AT_MOST, PROBES, relay_round

pytestmark = pytest.mark.django_db
WAITING = 3 * PROBES


@pytest.fixture
def rung(monkeypatch):
    rings = []
    monkeypatch.setattr(relay, "bell_publish", lambda job_uuid: rings.append(job_uuid) or True)
    return rings


@pytest.fixture
def waiting() -> list[Job]:
    """Jobs that were postponed and are due, the oldest first."""
    jobs = [_job() for _ in range(WAITING)]
    Job.objects.update(postponed_since=Now(), rung_at=None)
    return jobs


def _job(kind: str = "TEST") -> Job:
    subject = uuid.uuid4()
    job_enqueue(kind=kind, subject=subject)
    return Job.objects.get(subject=subject)


def _keys(jobs: list[Job]) -> list[uuid.UUID]:
    return [job.pk for job in jobs]


def test_only_the_oldest_of_a_kind_try_while_the_other_side_is_away(waiting, rung):
    other = _job("OTHER")
    Job.objects.filter(pk=other.pk).update(postponed_since=Now(), rung_at=None)
    relay_round()
    assert rung == [*_keys(waiting[:PROBES]), other.pk]


def test_success_wakes_the_oldest_that_wait(waiting, rung):
    Job.objects.update(due_at=Now() + timedelta(seconds=30))
    job_finish(job_claim(job_uuid=_job().pk))
    relay_round()
    assert rung == _keys(waiting[:WOKEN_BY_SUCCESS])


def test_nobody_is_passed_over_for_ever(waiting, rung):
    long_ago = Now() - PASSED_OVER_AT_MOST - timedelta(seconds=1)
    Job.objects.update(due_at=long_ago)
    relay_round()
    assert rung == _keys(waiting)
