"""Corrections move the session and teach the router (P25, P30, F10, F14)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from django_core.audit.models import AuditEntry
from django_core.base.errors import ApplicationError
from django_core.base.models import Job, JobState
from django_core.conversations.lifecycle import Notice, SessionStatus
from django_core.conversations.models import Message, Session
from django_core.conversations.services import Seen, session_end
from django_core.feedback.models import Correction, TeachState
from django_core.feedback.services import CorrectionAsked, session_correct
from django_core.notifications.models import Delivery, DeliveryKind
from tests.factories import people
from tests.factories.messages import TEXT, injection, job_of, jobs_run, routed, submit


@pytest.fixture
def session(citizen, water, staff, graph) -> Session:
    saved = submit(citizen)
    graph.answers.append(routed(saved.message.pk, water))
    jobs_run()
    return Session.objects.get()


def _asked(department, **fields) -> CorrectionAsked:
    return CorrectionAsked(department=department.code, reason="Это яма на дороге", **fields)


def test_correction_moves_the_session_and_tells_the_new_department(session, staff, roads):
    right = people.staff_make(roads)
    correction = session_correct(staff, session_uuid=session.pk, asked=_asked(roads))

    session.refresh_from_db()
    assert (session.assigned_department, session.status) == (roads, SessionStatus.WAITING)
    assert session.assigned_staff is None
    assert correction.previous_department.code == "water_sewer"
    moved = Delivery.objects.get(kind=DeliveryKind.SESSION_MOVED)
    assert (moved.recipient, moved.message.notice) == (right, Notice.SESSION_MOVED)
    assert AuditEntry.objects.filter(action="SESSION_ASSIGNED", actor_uuid=staff.pk).exists()


def test_lesson_reaches_the_graph(session, staff, roads, graph):
    correction = session_correct(staff, session_uuid=session.pk, asked=_asked(roads))
    jobs_run()

    (lesson,) = [call.body for call in graph.calls if call.path == "/v1/learn"]
    assert lesson["correction_uuid"] == str(correction.lesson_uuid)
    assert (lesson["department_code"], lesson["version"], lesson["text"]) == ("roads", 2, TEXT)
    correction.refresh_from_db()
    assert (correction.teach_state, correction.index_version) == (TeachState.TAUGHT, "index-1")


def test_text_corrected_twice_is_one_lesson_with_two_versions(session, operator, water, roads):
    first = session_correct(operator, session_uuid=session.pk, asked=_asked(roads))
    second = session_correct(operator, session_uuid=session.pk, asked=_asked(water))
    jobs_run()

    assert first.lesson_uuid == second.lesson_uuid
    states = Correction.objects.order_by("version").values_list("version", "teach_state")
    assert list(states) == [(1, TeachState.SUPERSEDED), (2, TeachState.TAUGHT)]


def test_lesson_waits_for_a_graph_that_is_away(session, operator, roads, graph):
    graph.learn_status = 503
    correction = session_correct(operator, session_uuid=session.pk, asked=_asked(roads))
    jobs_run()
    assert job_of(session=_subject(correction), kind="TEACH").state == JobState.QUEUED

    graph.learn_status = 200
    jobs_run()

    correction.refresh_from_db()
    assert correction.teach_state == TeachState.TAUGHT


def _subject(correction):
    return Session(pk=correction.lesson_uuid)


def test_staff_of_the_old_department_lose_the_session(session, staff, roads):
    session_correct(staff, session_uuid=session.pk, asked=_asked(roads))
    with pytest.raises(ApplicationError) as refusal:
        session_correct(staff, session_uuid=session.pk, asked=_asked(roads))
    assert refusal.value.code == "SESSION_NOT_FOUND"


def test_author_sees_a_correction_whose_session_has_left_the_department(
    session, staff, water, roads, client_of
):
    """What it did is shown to its author (P31); of the session they see no more (P36)."""
    session_correct(staff, session_uuid=session.pk, asked=_asked(roads))

    def logged(viewer):
        rows = client_of(viewer).get("/api/v1/corrections").json()["results"]
        return [(row["department"], row["number"]) for row in rows]

    assert logged(staff) == [("roads", None)]
    assert logged(people.staff_make(roads)) == [("roads", session.number)]
    assert logged(people.staff_make(water)) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_on_one_view_one_wins(session, district, roads):
    gas = people.department_make(district, code="gas_heating")
    operators = [people.operator_make(district) for _ in range(2)]

    def correct(number):
        asked = _asked((roads, gas)[number], session_version=session.version)
        try:
            session_correct(operators[number], session_uuid=session.pk, asked=asked)
        except ApplicationError as refusal:
            return refusal.code
        else:
            return "OK"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(correct, range(2))) == ["OK", "STALE_VERSION"]
    correction = Correction.objects.get()
    session.refresh_from_db()
    assert session.assigned_department == correction.right_department
    assigned = AuditEntry.objects.get(action="SESSION_ASSIGNED", actor_uuid=correction.author_id)
    refused = AuditEntry.objects.get(action="CORRECTION_REFUSED")
    assert {assigned.actor_uuid, refused.actor_uuid} == {person.pk for person in operators}
    wanted = {assigned.data["department_uuid"], refused.data["department_uuid"]}
    assert wanted == {str(roads.pk), str(gas.pk)}
    assert refused.data["code"] == "STALE_VERSION"


@pytest.mark.django_db(transaction=True)
def test_colleagues_who_correct_at_once_without_a_version_move_it_once(session, water, roads):
    """The second one no longer sees the session, which is in one department only (F14)."""
    gas = people.department_make(water.district, code="gas_heating")
    colleagues = [people.staff_make(water) for _ in range(2)]

    def correct(number):
        try:
            session_correct(
                colleagues[number], session_uuid=session.pk, asked=_asked((roads, gas)[number])
            )
        except ApplicationError as refusal:
            return refusal.code
        else:
            return "OK"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(correct, range(2))) == ["OK", "SESSION_NOT_FOUND"]
    assert AuditEntry.objects.filter(action="CORRECTION_REFUSED").count() == 1


def test_correction_after_a_reply_moves_the_chat_and_all_of_it(
    session, citizen, staff, roads, client_of
):
    """The citizen goes on writing, the old department sees it no longer (F14, P25)."""
    path, right = f"/api/v1/sessions/{session.pk}", people.staff_make(roads)
    for action in ("pick", "confirmations", "replies"):
        client_of(staff).post(f"{path}/{action}", {"text": "Едем"}, format="json")
    asked = {"department": "roads", "reason": "Всё-таки дорога"}
    moved = client_of(staff).post(f"{path}/corrections", asked, format="json")
    assert moved.status_code == 201
    assert client_of(staff).get(path).status_code == 404
    seen = client_of(right).get(path).json()
    assert (seen["status"], seen["is_locked"], seen["is_verified"]) == ("WAITING", False, False)
    assert [row["text"] for row in seen["messages"]][:2] == [TEXT, "Едем"]
    more = client_of(citizen).post(f"{path}/messages", {"text": "Спасибо"}, format="json")
    assert more.status_code == 201


def test_operator_routes_a_session_that_the_pipeline_has_not(citizen, operator, roads):
    saved = submit(citizen)
    correction = session_correct(operator, session_uuid=saved.session.pk, asked=_asked(roads))

    assert correction.previous_department is None
    assert Session.objects.get().status == SessionStatus.WAITING
    assert Job.objects.get(kind="ROUTE").state == JobState.CANCELLED
    assert set(Message.objects.values_list("state", flat=True)) == {"ROUTED"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"department": "nowhere", "reason": "because"}, "DEPARTMENT_UNKNOWN"),
        ({"department": "water_sewer", "reason": "because"}, "CORRECTION_SAME_DEPARTMENT"),
        ({"department": "roads", "reason": " "}, "REASON_INVALID"),
        ({"department": "roads", "reason": "a\x00bcd"}, "REASON_INVALID"),
        ({"department": "roads", "reason": "x" * 1_001}, "REASON_INVALID"),
    ],
)
def test_wrong_correction_is_refused_and_changes_nothing(session, operator, roads, fields, code):
    with pytest.raises(ApplicationError) as refusal:
        session_correct(operator, session_uuid=session.pk, asked=CorrectionAsked(**fields))
    assert refusal.value.code == code
    assert not Correction.objects.exists()


def test_closed_session_is_not_corrected(session, operator, roads):
    session_end(operator, seen=Seen(session.pk))
    with pytest.raises(ApplicationError) as refusal:
        session_correct(operator, session_uuid=session.pk, asked=_asked(roads))
    assert refusal.value.code == "SESSION_CLOSED"


def test_quarantined_session_is_not_corrected(citizen, superuser, roads, graph):
    saved = submit(citizen)
    graph.answers.append(injection(saved.message.pk))
    jobs_run()
    with pytest.raises(ApplicationError) as refusal:
        session_correct(superuser, session_uuid=saved.session.pk, asked=_asked(roads))
    assert refusal.value.code == "SESSION_QUARANTINED"
    refused = AuditEntry.objects.get(action="CORRECTION_REFUSED")
    assert refused.data == {"code": "SESSION_QUARANTINED", "department_uuid": str(roads.pk)}
    assert Session.objects.get().status == SessionStatus.QUARANTINED


def test_quarantined_session_is_decided_about_and_not_ended(citizen, superuser, graph, client_of):
    saved = submit(citizen)
    graph.answers.append(injection(saved.message.pk))
    jobs_run()
    path = f"/api/v1/sessions/{saved.session.pk}/end"
    refused = client_of(superuser).post(path, {}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "SESSION_QUARANTINED")
