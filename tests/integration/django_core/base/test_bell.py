"""The bell makes nobody wait and belongs to no transaction, also while the broker hangs (F3)."""

import os
import signal
import uuid
from collections.abc import Iterator
from time import monotonic

import pytest
from django.db import connection, transaction

from django_core.base import jobs
from django_core.base.bell import bell_publish
from django_core.base.jobs import job_enqueue
from django_core.base.lease import LEASE_AT_MOST
from django_core.base.models import Job
from django_core.config.celery import app
from tests.factories.messages import TEXT
from tests.factories.people import citizen_make

ENQUEUES_WITHIN_S = 1.0
SUBMITS = 8
# The socket's own time, twice: one try to publish may open a connection and then write.
PUBLISHES_WITHIN_S = 12.0


@pytest.fixture
def hanging_broker(valkey_process) -> Iterator[None]:
    """Valkey takes connections and never answers."""
    os.kill(valkey_process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(valkey_process.pid, signal.SIGCONT)


@pytest.fixture
def rings(monkeypatch) -> list[bool]:
    """For each ring, whether the transaction of its job was open still."""
    seen: list[bool] = []
    monkeypatch.setattr(jobs, "bell_ring", lambda _uuid: seen.append(connection.in_atomic_block))
    return seen


@pytest.mark.django_db(transaction=True)
def test_hanging_broker_makes_no_request_wait(hanging_broker, district, client_of):
    took_s = [_submit_s(client_of(citizen_make(district))) for _ in range(SUBMITS)]
    assert Job.objects.count() == SUBMITS
    assert max(took_s[1:]) < ENQUEUES_WITHIN_S  # The first one of a process loads its code.


def _submit_s(client) -> float:
    began_at = monotonic()
    answer = client.post("/api/v1/messages", {"text": TEXT}, format="json")
    assert answer.status_code == 201
    return monotonic() - began_at


def test_publishing_to_a_hanging_broker_ends_by_itself(hanging_broker):
    began_at = monotonic()
    assert not bell_publish(uuid.uuid4())
    assert monotonic() - began_at < PUBLISHES_WITHIN_S


@pytest.mark.django_db(transaction=True)
def test_bell_is_rung_after_the_commit_and_not_in_the_transaction(rings):
    with transaction.atomic():
        job_enqueue(kind="TEST", subject=uuid.uuid4())
        assert rings == []
    assert rings == [False]


@pytest.mark.django_db(transaction=True)
def test_bell_is_not_rung_for_what_was_rolled_back(rings):
    with transaction.atomic():
        job_enqueue(kind="TEST", subject=uuid.uuid4())
        transaction.set_rollback(True)
    assert rings == []


def test_times_of_a_task_its_lease_and_the_broker_stand_in_their_order():
    """A task that the broker gives back finds its job claimable, and none runs twice (F1)."""
    conf, options = app.conf, app.conf.broker_transport_options
    longest_lease_s = LEASE_AT_MOST.total_seconds()
    assert conf.task_soft_time_limit < conf.task_time_limit < longest_lease_s
    assert longest_lease_s < options["visibility_timeout"]
    assert (options["unacked_restore_interval"], options["unacked_restore_throttle"]) == (2, 1)
    assert (options["socket_timeout"], conf.task_acks_late) == (5, True)
    assert conf.task_reject_on_worker_lost
    assert not conf.task_publish_retry
