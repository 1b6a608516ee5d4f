"""What Prometheus reads: facts of the database, counters of all processes, and who is gone."""

import os
import subprocess
import sys
import threading
from datetime import timedelta

import httpx
import pytest
from django.db.models.functions import Now
from prometheus_client.parser import text_string_to_metric_families

from django_core.base.models import Job, JobState
from django_core.base.status import status_serve
from django_core.conversations.models import Message, Session
from django_core.notifications.models import Delivery
from django_core.routing.models import OutcomeSource
from django_core.routing.services import outcome_record
from k8s.devstack.ports import LOOPBACK, port_free
from serve_graph.contract import ReasonCode
from tests.factories.messages import jobs_run, routed, session_waiting, submit

pytestmark = pytest.mark.django_db

# A process of Prometheus' own making: it holds a gauge in the folder and is gone.
GONE = """
import os
from prometheus_client import Counter, Gauge
Gauge("civic_gone", "x", multiprocess_mode="livesum").set(7)
Counter("civic_kept", "x").inc(3)
os._exit(9)
"""


def values(text):
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def waiting(citizen, water):
    return session_waiting(citizen, water)


@pytest.fixture
def read(client):
    def facts():
        return values(client.get("/metrics").content.decode())

    return facts


def test_oldest_unrouted_message_counts_from_its_saving(citizen, read):
    assert read()[("civic_oldest_unrouted_message_age_seconds",)] == 0
    submit(citizen)
    Message.objects.update(created_at=Now() - timedelta(minutes=5))
    found = read()
    assert 300 <= found[("civic_oldest_unrouted_message_age_seconds",)] < 330
    # Its state is new, and says less.
    assert found[("civic_oldest_message_age_seconds", ("state", "QUEUED"))] < 30
    assert found[("civic_sessions", ("status", "ROUTING"))] == 1


def test_job_that_is_due_and_unclaimed_is_seen_and_a_postponed_one_is_not(citizen, read):
    submit(citizen)
    Job.objects.update(due_at=Now() - timedelta(seconds=90))
    found = read()
    assert 90 <= found[("civic_oldest_due_job_age_seconds",)] < 120
    assert found[("civic_jobs", ("kind", "ROUTE"), ("state", "QUEUED"))] == 1
    assert found[("civic_jobs", ("kind", "ROUTE"), ("state", JobState.DEAD))] == 0
    Job.objects.update(postponed_since=Now())
    assert read()[("civic_oldest_due_job_age_seconds",)] == 0


def test_session_that_should_have_closed_is_seen(waiting, read):
    Session.objects.update(closes_at=Now() - timedelta(minutes=20), overdue_at=Now())
    found = read()
    assert 1200 <= found[("civic_clocks_late_seconds",)] < 1230
    assert found[("civic_sessions_overdue",)] == 1


def test_delivery_that_nobody_sends_is_seen(waiting, staff, read):
    Delivery.objects.create(
        district=waiting.district,
        message=waiting.messages.first(),
        recipient=staff,
        kind="MESSAGE_NEW",
        due_at=Now() - timedelta(minutes=10),
    )
    found = read()
    assert found[("civic_deliveries_waiting",)] >= 1
    assert 600 <= found[("civic_oldest_due_delivery_age_seconds",)] < 630


def test_run_is_counted_once_with_its_model_its_reason_and_its_tokens(citizen, water, graph, read):
    def counted():
        found = read()
        labels = (("degraded", "true"), ("model", "m-1"), ("reason", "MODEL_UNAVAILABLE"))
        decisions = found.get(("civic_decisions_total", *labels), 0)
        return decisions, found.get(("civic_model_tokens_total", ("model", "m-1")), 0)

    before = counted()
    saved = submit(citizen)
    told = {"model_answered": "m-1", "reason_code": ReasonCode.MODEL_UNAVAILABLE}
    outcome = routed(saved.message.pk, water).model_copy(
        update={**told, "degraded": True, "tokens_used": 700}
    )
    graph.answers.append(outcome)
    jobs_run()
    outcome_record(outcome, source=OutcomeSource.CALLBACK)
    assert counted() == (before[0] + 1, before[1] + 700)


def test_tokens_and_connections_are_told(district, read):
    found = read()
    named = ("district", district.code)
    assert found[("civic_model_tokens_today", named)] == 0
    assert found[("civic_model_tokens_per_day_max", named)] == district.tokens_per_day_max
    used = sum(value for name, value in found.items() if name[0] == "civic_database_connections")
    assert 0 < used < found[("civic_database_connections_max",)]


def test_requests_are_counted_by_pattern_and_never_by_what_a_client_made_up(client, read):
    client.generic("BREW", "/api/v1/sessions/0b4ab04a-77d5-4b35-8b2e-a1d2b9b8a2f1")
    client.get("/nothing/+998901234567")
    labels = {name[1:] for name in read() if name[0] == "civic_http_request_duration_seconds_count"}
    routes = {dict(label)["route"] for label in labels}
    assert "none" in routes
    assert "OTHER" in {dict(label)["method"] for label in labels}
    assert not [route for route in routes if "0b4ab04a" in route or "9989" in route]


def test_what_a_killed_process_held_is_gone_and_what_it_counted_stays(tmp_path, settings, client):
    settings.METRICS_DIR = str(tmp_path)
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}  # noqa: TID251  # a child inherits it
    command = [sys.executable, "-c", GONE]
    subprocess.run(command, env=environment, check=False, timeout=60)  # noqa: S603  # our own arguments
    assert list(tmp_path.glob("gauge_livesum_*.db"))
    found = values(client.get("/metrics").content.decode())
    assert ("civic_gone",) not in found
    assert found[("civic_kept_total",)] == 3


def test_process_without_a_door_says_that_it_lives_and_what_it_counts(settings):
    assert status_serve() is None
    settings.STATUS_PORT = port_free()
    server = status_serve()
    assert server is not None
    try:
        with httpx.Client(base_url=f"http://{LOOPBACK}:{settings.STATUS_PORT}") as http:
            assert http.get("/health/live").json() == {"status": "live"}
            assert "civic_database_connection_wait_seconds" in http.get("/metrics").text
            assert http.get("/admin/").status_code == 404
    finally:
        server.shutdown()
        server.server_close()
    assert "status" not in {thread.name for thread in threading.enumerate() if thread.is_alive()}
