"""The relay rings what is due, unclaimed or lost, and nothing else."""

import signal
import subprocess
import sys
import uuid
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from django_core.base import relay
from django_core.base.bell import bell_publish, bell_ring
from django_core.base.job_statements import CHANNEL
from django_core.base.jobs import job_claim, job_enqueue, relay_wake
from django_core.base.models import Job
from django_core.base.postgres.news import news_wait
from django_core.base.relay import RINGS_AGAIN_AFTER, relay_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def rung(monkeypatch):
    rings = []

    def publish(job_uuid):
        rings.append(job_uuid)
        return True

    monkeypatch.setattr(relay, "bell_publish", publish)
    return rings


def _job() -> Job:
    subject = uuid.uuid4()
    job_enqueue(kind="TEST", subject=subject)
    return Job.objects.get(subject=subject)


def test_fresh_job_is_left_to_its_own_ring(rung):
    _job()
    assert relay_round().rung == 0


def test_job_that_nobody_claimed_for_half_a_minute_is_rung_again_once(rung):
    job = _job()
    Job.objects.update(rung_at=Now() - RINGS_AGAIN_AFTER - timedelta(seconds=1))
    relay_round()
    relay_round()
    assert rung == [job.pk]


def test_job_to_retry_is_rung_when_it_is_due(rung):
    job = _job()
    Job.objects.update(rung_at=None, due_at=Now() + timedelta(seconds=60))
    assert relay_round().rung == 0
    Job.objects.update(due_at=Now())
    relay_round()
    assert rung == [job.pk]


def test_job_whose_lease_ran_out_is_rung(rung):
    job = _job()
    job_claim(job_uuid=job.pk)
    assert relay_round().rung == 0
    Job.objects.update(lease_until=Now() - timedelta(seconds=1), rung_at=Now() - RINGS_AGAIN_AFTER)
    relay_round()
    assert rung == [job.pk]


def test_oldest_jobs_are_rung_first(rung):
    waiting = [_job() for _ in range(3)]
    Job.objects.update(rung_at=None)
    relay_round()
    assert rung == [job.pk for job in waiting]


def test_ring_that_the_broker_does_not_take_is_tried_again(monkeypatch):
    _job()
    Job.objects.update(rung_at=None)
    monkeypatch.setattr(relay, "bell_publish", lambda _uuid: False)
    assert relay_round().unheard == 1
    assert Job.objects.get().rung_at is None


@pytest.mark.django_db(transaction=True)
def test_news_of_a_retry_wake_the_relay_early():
    woken = Event()

    def wait():
        try:
            news_wait(CHANNEL, within=relay.LOOKS_AT_LEAST_EVERY)
            woken.set()
        finally:
            connection.close()

    thread = Thread(target=wait)
    started = monotonic()
    thread.start()
    while not woken.is_set() and monotonic() - started < 5:
        relay_wake()
        sleep(0.05)
    thread.join()
    assert monotonic() - started < 0.9


def test_ringing_never_waits_for_a_broker_that_is_away():
    started = monotonic()
    for _ in range(50):
        bell_ring(uuid.uuid4())
    assert monotonic() - started < 1


def test_ring_reaches_a_real_broker(valkey_server):
    assert bell_publish(uuid.uuid4())


@pytest.mark.django_db(transaction=True)
def test_relay_command_ends_on_sigterm(valkey_server, monkeypatch):
    database = dict(connection.settings_dict)
    url = f"postgres://{database['USER']}:{database['PASSWORD']}@127.0.0.1:{database['PORT']}"
    monkeypatch.setenv("CIVIC_DATABASE_URL", f"{url}/{database['NAME']}")
    child = subprocess.Popen(  # our own command
        [sys.executable, "-m", "django_core.manage", "relay"],
        cwd=Path(settings.BASE_DIR).parent,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert any("relay_started" in line for line in child.stderr)
        child.send_signal(signal.SIGTERM)
        _output, errors = child.communicate(timeout=10)
        assert child.returncode == 0
        assert "relay_stopped" in errors
    finally:
        child.kill()
        child.wait()
