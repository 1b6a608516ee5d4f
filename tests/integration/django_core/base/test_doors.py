"""Health, metrics, schema and what a person sees of an address that does not exist."""

import pytest

from tests.factories.messages import submit

pytestmark = pytest.mark.django_db


def test_server_is_live_and_ready(client):
    assert client.get("/health/live").status_code == 200
    assert client.get("/health/ready").status_code == 200


def test_metrics_count_messages_in_states(client, citizen):
    submit(citizen)
    body = client.get("/metrics").content.decode()
    assert 'civic_messages_in_state{state="QUEUED"} 1.0' in body
    assert 'civic_messages_in_state{state="NEEDS_OPERATOR"} 0.0' in body
    assert 'civic_oldest_message_age_seconds{state="QUEUED"}' in body
    assert "civic_message_end_to_end_seconds" in body
    assert "civic_corrections_total" in body
    assert 'civic_jobs{kind="ROUTE",state="QUEUED"} 1.0' in body


def test_schema_describes_every_address(client, superuser):
    client.force_login(superuser)
    answer = client.get("/api/v1/schema", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert b"/api/v1/sessions/{session_uuid}/corrections" in answer.content


def test_unknown_address_is_coded(client):
    answer = client.get("/api/v1/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


def test_request_id_travels_back(client):
    assert client.get("/health/live", headers={"X-Request-ID": "abc-12345"})["X-Request-ID"] == (
        "abc-12345"
    )
    assert client.get("/health/live", headers={"X-Request-ID": "a\nb"})["X-Request-ID"] != "a\nb"
