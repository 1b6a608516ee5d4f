"""Sessions and messages over HTTP: shapes, bad input, rights (P10, P36, S1, S2, S5)."""

import json
import uuid

import pytest
from rest_framework.test import APIClient

from django_core.conversations.models import Message, Session
from tests.factories import people
from tests.factories.messages import TEXT, injection, jobs_run, routed, staff_message_add, submit

MESSAGES = "/api/v1/messages"


@pytest.fixture
def session(citizen, water, staff, graph) -> Session:
    saved = submit(citizen)
    graph.answers.append(routed(saved.message.pk, water))
    jobs_run()
    return Session.objects.get()


def _post(client, **body):
    return client.post(MESSAGES, body, format="json")


def test_new_message_is_201_and_the_same_id_again_200(citizen, client_of):
    client = client_of(citizen)
    first = _post(client, text=TEXT, client_message_id="a-1")
    again = _post(client, text=TEXT, client_message_id="a-1")

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["message_uuid"] == again.json()["message_uuid"]
    assert first.json()["number"].startswith("YD-")
    assert first.json()["state"] == "QUEUED"


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        ("", 422, "MESSAGE_TOO_SHORT"),
        ("a" * 19, 422, "MESSAGE_TOO_SHORT"),
        ("   " + "a" * 19 + "   ", 422, "MESSAGE_TOO_SHORT"),
        ("a" * 20, 201, None),
        ("я" * 4_000, 201, None),
        ("a" * 4_001, 422, "MESSAGE_TOO_LONG"),
        ("a" * 30 + " " * 30_000, 422, "MESSAGE_TOO_LONG"),
        ("🙏" * 30, 422, "MESSAGE_WITHOUT_WORDS"),
        ("12345 67890 !!! ??? 12345", 422, "MESSAGE_WITHOUT_WORDS"),
        (TEXT + "\x00", 422, "MESSAGE_CHARACTERS_INVALID"),
        (None, 422, "INVALID_REQUEST"),
        (["a"], 422, "INVALID_REQUEST"),
    ],
)
def test_text_is_accepted_or_refused_with_a_code(citizen, client_of, text, status, code):
    answer = _post(client_of(citizen), text=text)
    assert answer.status_code == status
    assert answer.json().get("code") == code
    assert Message.objects.count() == (status == 201)


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        ('{"text": "' + "a" * 30 + '\\ud800"}', 422, "MESSAGE_CHARACTERS_INVALID"),
        ("{", 400, "MALFORMED_REQUEST"),
        ("[]", 400, "MALFORMED_REQUEST"),
        ("[" * 100_000, 400, "MALFORMED_REQUEST"),
        (b"\xff\xfe", 400, "MALFORMED_REQUEST"),
        ('{"text": "' + "a" * 1_000_000 + '"}', 413, "BODY_TOO_LARGE"),
        (json.dumps({"text": TEXT, "client_message_id": "a b"}), 422, "INVALID_REQUEST"),
        (json.dumps({"text": TEXT, "client_message_id": "a" * 65}), 422, "INVALID_REQUEST"),
        (json.dumps({"text": TEXT, "district": "nowhere"}), 422, "DISTRICT_UNKNOWN"),
        (json.dumps({"text": TEXT, "district": "a\x00"}), 422, "INVALID_REQUEST"),
    ],
    ids=[
        "surrogate",
        "cut",
        "list",
        "deep",
        "not utf-8",
        "1 MB",
        "id with space",
        "long id",
        "unknown district",
        "district with NUL",
    ],
)
def test_body_is_refused_with_a_code(citizen, client_of, raw, status, code):
    answer = client_of(citizen).post(MESSAGES, raw, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert set(answer.json()) == {"code", "message", "data"}
    assert not Message.objects.exists()


def test_fields_that_are_not_the_citizens_change_nothing(citizen, client_of, water):
    _post(
        client_of(citizen),
        text=TEXT,
        is_staff_message=True,
        department="water_sewer",
        assigned_department=str(water.pk),
        status="WAITING",
        state="ROUTED",
        sender_kind="STAFF",
    )
    session = Session.objects.get()
    assert (session.status, session.assigned_department) == ("ROUTING", None)
    assert Message.objects.get().sender_kind == "CITIZEN"


def test_locked_message_is_409_and_names_the_session(session, citizen, client_of):
    answer = _post(client_of(citizen), text=TEXT + " Вы где?")
    assert (answer.status_code, answer.json()["code"]) == (409, "SESSION_LOCKED")
    assert answer.json()["data"]["session_uuid"] == str(session.pk)


def test_detail_has_the_shape_of_p10(session, citizen, client_of):
    detail = client_of(citizen).get(f"/api/v1/sessions/{session.pk}").json()

    assert detail["session_uuid"] == str(session.pk)
    assert (detail["number"], detail["status"]) == (session.number, "WAITING")
    assert detail["is_locked"] is True
    assert detail["department"]["code"] == "water_sewer"
    (message,) = detail["messages"]
    assert (message["text"], message["is_staff_message"]) == (TEXT, False)
    assert {"message_uuid", "created_at", "sequence"} <= set(message)


def test_input_stays_locked_until_staff_reply(session, citizen, staff, client_of):
    client = client_of(citizen)
    staff_message_add(session, staff=staff)
    assert client.get(f"/api/v1/sessions/{session.pk}").json()["is_locked"] is False
    assert _post(client, text=TEXT + " Спасибо.").status_code == 201


def test_internal_note_is_not_shown_to_the_citizen(session, citizen, staff, client_of):
    note = staff_message_add(session, staff=staff)
    Message.objects.filter(pk=note.pk).update(visibility="INTERNAL")
    seen = {
        user.kind: len(client_of(user).get(f"/api/v1/sessions/{session.pk}").json()["messages"])
        for user in (citizen, staff)
    }
    assert seen == {"CITIZEN": 1, "STAFF": 2}


def test_others_see_a_session_like_one_that_does_not_exist(session, district, roads, client_of):
    strangers = [
        people.citizen_make(district),
        people.staff_make(roads),
        people.operator_make(people.district_make(code="other", prefix="OT")),
    ]
    for stranger in strangers:
        client = client_of(stranger)
        foreign = client.get(f"/api/v1/sessions/{session.pk}")
        unknown = client.get(f"/api/v1/sessions/{uuid.uuid4()}")
        assert (foreign.status_code, foreign.json()) == (404, unknown.json())
        assert client.get("/api/v1/sessions").json()["count"] == 0


def test_staff_operator_and_superuser_see_it(session, staff, operator, superuser, client_of):
    for viewer in (staff, operator, superuser):
        assert client_of(viewer).get(f"/api/v1/sessions/{session.pk}").status_code == 200


def test_quarantined_session_is_seen_by_citizen_and_superuser_only(
    citizen, water, operator, superuser, graph, client_of
):
    saved = submit(citizen)
    graph.answers.append(injection(saved.message.pk))
    jobs_run()
    path = f"/api/v1/sessions/{saved.session.pk}"
    codes = [client_of(user).get(path).status_code for user in (citizen, superuser, operator)]
    assert codes == [200, 200, 404]
    analysis = client_of(superuser).get(f"{path}/analysis").json()
    assert (analysis["kind"], analysis["matched"]) == ("INJECTION", ["OVERRIDE"])


def test_analysis_shows_candidates_and_attempts_to_staff_only(session, citizen, staff, client_of):
    path = f"/api/v1/sessions/{session.pk}/analysis"
    analysis = client_of(staff).get(path).json()
    assert analysis["candidates"][0]["code"] == "water_sewer"
    assert (analysis["confidence"], len(analysis["attempts"])) == (0.9, 1)
    assert client_of(citizen).get(path).status_code == 403


def test_queue_shows_what_waits_oldest_first(session, staff, district, water, graph, client_of):
    graph.answers.clear()
    later = submit(people.citizen_make(district), TEXT + " Второй дом.")
    graph.answers.append(routed(later.message.pk, water))
    jobs_run()
    page = client_of(staff).get("/api/v1/departments/water_sewer/queue").json()
    assert [row["number"] for row in page["results"]] == [session.number, later.session.number]
    assert page["results"][0]["preview"] == TEXT


def test_queue_is_for_its_own_people(session, citizen, operator, roads, client_of):
    path = "/api/v1/departments/water_sewer/queue"
    viewers = (citizen, people.staff_make(roads), operator)
    assert [client_of(viewer).get(path).status_code for viewer in viewers] == [404, 404, 200]


def test_list_is_narrowed_by_number_status_and_department(session, operator, client_of):
    client = client_of(operator)
    found = {
        query: client.get(f"/api/v1/sessions?{query}").json()["count"]
        for query in (
            f"number={session.number.lower()}",
            "number=YD-0000-0000",
            "status=WAITING",
            "status=CLOSED",
            "department=water_sewer",
            "department=roads",
        )
    }
    assert list(found.values()) == [1, 0, 1, 0, 1, 0]


@pytest.mark.parametrize("query", ["status=%00", "status=OPEN", "opened_from=x", "verdict=MAYBE"])
def test_unknown_filter_is_422(query, db, operator, client_of):
    answer = client_of(operator).get(f"/api/v1/sessions?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_REQUEST")


def test_list_asks_the_database_as_often_for_many_as_for_one(
    district, operator, water, client_of, django_assert_num_queries, graph
):
    client = client_of(operator)
    counts = []
    for _ in range(2):
        saved = [submit(people.citizen_make(district)) for _ in range(3)]
        for one in saved:
            graph.answers.append(routed(one.message.pk, water))
        jobs_run()
        with django_assert_num_queries(6, exact=False) as seen:
            client.get("/api/v1/sessions")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_end_closes_the_session_and_a_new_one_can_open(session, citizen, staff, client_of):
    path = f"/api/v1/sessions/{session.pk}/end"
    assert client_of(staff).post(path).json()["code"] == "SESSION_NOT_PICKED"
    client_of(staff).post(f"/api/v1/sessions/{session.pk}/pick")
    ended = client_of(staff).post(path)
    assert (ended.status_code, ended.json()["status"]) == (200, "CLOSED")
    assert client_of(staff).post(path).json()["code"] == "SESSION_CLOSED"
    assert _post(client_of(citizen), text=TEXT).json()["session_uuid"] != str(session.pk)


def test_citizen_ends_the_own_session_once_its_message_was_checked(
    district, session, citizen, client_of
):
    unchecked = submit(people.citizen_make(district))
    early = client_of(unchecked.session.citizen).post(_end(unchecked.session))
    assert (early.status_code, early.json()["code"]) == (409, "SESSION_BEING_CHECKED")
    assert client_of(unchecked.session.citizen).post(_end(session)).status_code == 404
    assert client_of(citizen).post(_end(session)).json()["status"] == "CLOSED"


def _end(session):
    return f"/api/v1/sessions/{session.pk}/end"


@pytest.mark.parametrize(
    "path", [MESSAGES, "/api/v1/sessions", "/api/v1/departments", "/api/v1/auth/me"]
)
def test_nobody_is_401(path, db):
    answer = APIClient().get(path)
    assert answer.status_code == 401
    assert answer.json()["code"] == "NOT_AUTHENTICATED"


def test_unsafe_request_without_csrf_token_is_403(citizen):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(citizen)
    assert _post(client, text=TEXT).status_code == 403


def test_correction_over_http(session, staff, roads, client_of):
    answer = client_of(staff).post(
        f"/api/v1/sessions/{session.pk}/corrections",
        {"department": "roads", "reason": "Это яма на дороге"},
        format="json",
    )
    assert answer.status_code == 201
    assert (answer.json()["department"], answer.json()["previous_department"]) == (
        "roads",
        "water_sewer",
    )


def test_request_id_travels_from_the_citizen_to_the_graph(citizen, water, graph, client_of):
    headers = {"X-Request-ID": "citizen-request-1"}
    client_of(citizen).post(MESSAGES, {"text": TEXT}, format="json", headers=headers)
    message = Message.objects.get()
    graph.answers.append(routed(message.pk, water))
    jobs_run()
    assert graph.routes()[0].request_id == "citizen-request-1"
