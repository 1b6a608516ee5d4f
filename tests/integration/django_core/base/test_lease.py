"""A lease lives as long as its worker, and no longer."""

import time
import uuid
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from django_core.base import lease
from django_core.base.jobs import job_claim, job_enqueue, job_finish
from django_core.base.lease import LEASE, lease_kept, lease_renew
from django_core.base.models import Job

SOON = timedelta(milliseconds=50)


def _claim():
    subject = uuid.uuid4()
    job_enqueue(kind="TEST", subject=subject)
    return job_claim(job_uuid=Job.objects.get(subject=subject).pk)


def _nearly_over() -> None:
    Job.objects.update(lease_until=Now() + timedelta(seconds=1))


def _is_long() -> bool:
    return Job.objects.filter(lease_until__gt=Now() + LEASE / 2).exists()


def _long_wait() -> bool:
    for _ in range(100):
        if _is_long():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.django_db(transaction=True)
def test_running_job_keeps_its_lease(monkeypatch):
    monkeypatch.setattr(lease, "LEASE_RENEWED_EVERY", SOON)
    claim = _claim()
    with lease_kept(job_uuid=claim.job_uuid, fence=claim.fence):
        _nearly_over()
        assert _long_wait()
    _nearly_over()
    time.sleep(0.2)
    assert not _is_long()


@pytest.mark.django_db(transaction=True)
def test_job_that_never_ends_loses_its_lease(monkeypatch):
    monkeypatch.setattr(lease, "LEASE_RENEWED_EVERY", SOON)
    monkeypatch.setattr(lease, "LEASE_AT_MOST", LEASE)
    claim = _claim()
    with lease_kept(job_uuid=claim.job_uuid, fence=claim.fence):
        _nearly_over()
        time.sleep(0.3)
        assert not _is_long()


@pytest.mark.django_db
def test_ended_claim_renews_nothing():
    claim = _claim()
    assert lease_renew(job_uuid=claim.job_uuid, fence=claim.fence)
    assert not lease_renew(job_uuid=claim.job_uuid, fence=claim.fence + 1)
    job_finish(claim)
    assert not lease_renew(job_uuid=claim.job_uuid, fence=claim.fence)
