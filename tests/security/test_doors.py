"""Oversize, odd and misleading requests to the desk's doors (S18, S32, S33)."""

import time

import pytest
from rest_framework.test import APIClient

from tests.factories import people
from tests.factories.files import attachment_make
from tests.factories.messages import session_talking

QUICK_S = 2.0  # Half a second on an idle machine.


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("sessions", {"words": "%" * 200}),
        ("sessions", {"words": "a" * 10_000}),
        ("sessions", {"page": 10_000}),
        ("sessions", {"page_size": 10**9}),
        ("sessions", {"opened_to": "9999-12-31"}),
        ("sessions", {"opened_from": "0001-01-01"}),
        ("people", {"words": "%_\\" * 30}),
        ("people", {"words": "\x00"}),
        ("audit", {"action": "A" * 4_000}),
        ("audit", {"before_id": "9" * 40}),
        ("statistics", {"since": "0001-01-01", "until": "0001-01-02"}),
        ("statistics", {"since": "9999-12-01", "until": "9999-12-31"}),
        ("statistics", {"department": "'; --"}),
        ("statistics/export", {"table": "../../etc/passwd"}),
        ("corrections", {"session_uuid": "x"}),
        ("pipeline-health", {"minutes": 10**9}),
        ("prompts", {"page_size": "-1"}),
    ],
)
def test_odd_question_is_answered_quickly_and_never_by_an_error_of_ours(
    path, query, superuser, client_of
):
    client = client_of(superuser)
    started = time.perf_counter()
    answer = client.get(f"/api/v1/{path}", query)
    assert answer.status_code in (200, 400, 404, 422), answer.content
    assert time.perf_counter() - started < QUICK_S


@pytest.mark.parametrize("path", ["messages", "files", "people", "prompts"])
def test_megabyte_of_one_letter_and_deep_json_are_refused(path, citizen, client_of):
    client = client_of(citizen)
    deep = '{"text":' + "[" * 100_000 + "]" * 100_000 + "}"
    for body in (b'{"text": "' + b"a" * 11_000_000 + b'"}', deep):
        answer = client.post(f"/api/v1/{path}", body, content_type="application/json")
        assert answer.status_code in (400, 403, 413, 415, 422)


@pytest.mark.parametrize("ending", [".css", "/a.js", ";.png", "%2e%2e/x.css"])
def test_no_private_answer_hides_behind_the_name_of_a_public_one(ending, citizen, client_of):
    """Cache deception: what looks like a style sheet is none (S32)."""
    answer = client_of(citizen).get(f"/api/v1/auth/me{ending}")
    assert answer.status_code == 404
    assert citizen.username not in answer.content.decode()


def test_foreign_host_is_refused(citizen, client_of):
    answer = client_of(citizen).get("/api/v1/auth/me", headers={"Host": "evil.example"})
    assert answer.status_code == 400


def test_file_is_reached_through_its_own_session_and_by_nobody_else(
    citizen, staff, water, roads, client_of
):
    """There is no address of the store to be had: only this door, which asks who comes (S18)."""

    session = session_talking(citizen, staff, water)
    other = session_talking(people.citizen_make(water.district), staff, water)
    file = attachment_make(citizen)
    body = {"text": "Фото.", "file_uuids": [str(file.pk)]}
    client_of(citizen).post(f"/api/v1/sessions/{session.pk}/messages", body, format="json")

    path, wrong = (f"/api/v1/sessions/{one.pk}/files/{file.pk}" for one in (session, other))
    strangers = (other.citizen, people.staff_make(roads))
    assert client_of(citizen).get(path).status_code == 200
    assert [client_of(user).get(path).status_code for user in strangers] == [404, 404]
    assert [client_of(user).get(wrong).status_code for user in (citizen, staff)] == [404, 404]
    assert APIClient().get(path).status_code == 401
