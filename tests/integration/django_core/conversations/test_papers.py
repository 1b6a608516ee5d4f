"""Objections, outcomes, successors, transcripts and the citizen's panel (P25, P26, P39, S6)."""

import pytest
from rest_framework.test import APIClient

from django_core.accounts.models import User
from django_core.audit.models import AuditEntry
from django_core.conversations.models import Session
from django_core.feedback.services import CorrectionAsked, session_correct
from django_core.notifications.models import Delivery
from tests.factories import people
from tests.factories.messages import (
    TEXT,
    jobs_run,
    routed,
    session_talking,
    session_waiting,
    submit,
)


@pytest.fixture
def waiting(citizen, water, staff, operator) -> Session:
    return session_waiting(citizen, water)


@pytest.fixture
def talking(citizen, water, staff) -> Session:
    return session_talking(citizen, staff, water)


@pytest.fixture
def at(client_of):
    """Do or read something of a session as somebody."""

    def run(user, session, what="", **body):
        client, path = client_of(user), f"/api/v1/sessions/{session.pk}{what and '/'}{what}"
        return client.post(path, body, format="json") if body else client.get(path)

    return run


def test_objection_is_told_to_staff_and_operators_and_moves_nothing(
    waiting, citizen, staff, operator, at
):
    before = Session.objects.values().get(pk=waiting.pk)
    said = at(citizen, waiting, "objections", reason="Это дорога, не вода")
    assert said.status_code == 201
    told = before | {"event_sequence": before["event_sequence"] + 1}
    assert Session.objects.values().get(pk=waiting.pk) == told
    told = Delivery.objects.filter(kind="SESSION_DISPUTED").values_list("recipient", flat=True)
    assert set(told) == {staff.pk, operator.pk}
    for viewer in (citizen, staff, operator):
        shown = at(viewer, waiting).json()
        assert shown["is_disputed"] is True
        assert [row["reason"] for row in shown["objections"]] == ["Это дорога, не вода"]
    again = at(citizen, waiting, "objections", reason="Ещё раз")
    assert (again.status_code, again.json()["code"]) == (409, "ALREADY_OBJECTED")


def test_objection_to_a_department_is_over_when_the_session_moves(
    waiting, citizen, roads, operator, at
):
    at(citizen, waiting, "objections", reason="Это дорога")
    asked = CorrectionAsked(department=roads.code, reason="Это дорога")
    session_correct(operator, session_uuid=waiting.pk, asked=asked)
    assert at(citizen, waiting).json()["is_disputed"] is False
    assert at(citizen, waiting, "objections", reason="И не дорога").status_code == 201


def test_objection_before_there_is_a_department_is_refused(citizen, at):
    session = submit(citizen).session
    refused = at(citizen, session, "objections", reason="Нет")
    assert (refused.status_code, refused.json()["code"]) == (409, "SESSION_NOT_IN_DEPARTMENT")


def test_end_says_what_came_of_it_and_a_new_session_goes_on(talking, citizen, staff, client_of, at):
    ended = at(staff, talking, "end", outcome="RESOLVED").json()
    body = {"text": TEXT + " Опять.", "follows_session_uuid": str(talking.pk)}
    saved = client_of(citizen).post("/api/v1/messages", body, format="json")
    session = Session.objects.get(pk=saved.json()["session_uuid"])
    assert (ended["close_outcome"], ended["close_reason"]) == ("RESOLVED", "ENDED")
    assert at(citizen, session).json()["follows"]["number"] == talking.number


def test_session_of_another_or_an_open_one_cannot_be_gone_on_from(
    talking, district, client_of, staff, at
):
    stranger = people.citizen_make(district)
    at(staff, talking, "end", outcome="REFUSED")
    body = {"text": TEXT, "follows_session_uuid": str(talking.pk)}
    refused = client_of(stranger).post("/api/v1/messages", body, format="json")
    assert (refused.status_code, refused.json()["code"]) == (422, "FOLLOWED_SESSION_UNKNOWN")


def test_outcome_that_is_none_is_refused(talking, staff, at):
    assert at(staff, talking, "end", outcome="PERHAPS").status_code == 422


def test_transcript_is_text_without_what_the_reader_may_not_see(talking, citizen, staff, at):
    at(staff, talking, "notes", text="Позвонить в четверг.")
    theirs, ours = (at(user, talking, "transcript") for user in (citizen, staff))
    assert theirs.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert theirs.headers["Content-Disposition"] == f'attachment; filename="{talking.number}.txt"'
    assert TEXT in theirs.content.decode()
    assert "Мы выехали." in theirs.content.decode()
    assert "четверг" not in theirs.content.decode()
    assert "четверг" in ours.content.decode()


def test_citizen_is_shown_masked_and_the_look_is_written_down(talking, citizen, staff, water, at):
    User.objects.filter(pk=citizen.pk).update(phone="+998901234567", name="Anvar")
    shown = at(staff, talking, "citizen").json()
    assert (shown["name"], shown["phone_masked"]) == ("Anvar", "+998•••••••67")
    assert (shown["channels"], shown["earlier_sessions"]) == (["WEB"], [])
    entry = AuditEntry.objects.get(action="CITIZEN_SEEN")
    assert (entry.actor_uuid, entry.subject_uuid) == (staff.pk, citizen.pk)


def test_earlier_sessions_are_those_in_the_viewers_sight(
    talking, citizen, staff, operator, roads, at
):
    at(staff, talking, "end", outcome="RESOLVED")
    second = session_waiting(citizen, roads, TEXT + " Дорога.")
    worker = people.staff_make(roads)
    seen = {
        viewer.pk: [
            row["number"] for row in at(viewer, second, "citizen").json()["earlier_sessions"]
        ]
        for viewer in (worker, operator)
    }
    assert seen == {worker.pk: [], operator.pk: [talking.number]}


def test_correction_that_voted_is_named(citizen, water, roads, operator, graph, at):
    first = submit(citizen)
    graph.answers.append(routed(first.message.pk, roads))
    jobs_run()
    asked = CorrectionAsked(department=water.code, reason="Это вода")
    correction = session_correct(operator, session_uuid=first.session.pk, asked=asked)
    jobs_run()
    correction.refresh_from_db()
    other = people.citizen_make(water.district)
    second = submit(other)
    graph.answers.clear()
    outcome = routed(second.message.pk, water)
    graph.answers.append(outcome.model_copy(update={"voter_ids": (correction.point_uuid,)}))
    jobs_run()
    (voter,) = at(operator, second.session, "voters").json()
    assert (voter["department"], voter["number"]) == ("water_sewer", first.session.number)
    client = APIClient()
    client.force_login(operator)
    log = client.get("/api/v1/corrections", {"department": "water_sewer"}).json()
    assert [(row["number"], row["teach_state"]) for row in log["results"]] == [
        (first.session.number, "TAUGHT")
    ]


def test_inbox_is_counted_and_narrowed_by_its_queues(talking, citizen, staff, water, client_of, at):
    other = session_waiting(people.citizen_make(water.district), water, TEXT + " Ещё.")
    at(staff, talking, "hold", session_version=talking.version)
    client = client_of(staff)

    def found(**wanted):
        rows = client.get("/api/v1/sessions", wanted).json()["results"]
        return [row["number"] for row in rows]

    counts = client.get("/api/v1/queue-counts").json()
    assert counts == {"unassigned": 1, "mine": 1, "held": 1, "overdue": 0, "closed": 0}
    assert found(is_unassigned=True) == [other.number]
    assert found(is_held=True) == found(is_mine=True) == [talking.number]
    assert found(is_oldest_first=True) == [talking.number, other.number]
    rows = client.get("/api/v1/sessions", {"is_unassigned": True}).json()["results"]
    assert rows[0]["preview"] == TEXT + " Ещё."
