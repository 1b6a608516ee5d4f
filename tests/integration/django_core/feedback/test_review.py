"""A correction may not make the router worse, and can be taken back (P31, P32, S24)."""

import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from django_core.audit.models import AuditEntry
from django_core.base.errors import ApplicationError
from django_core.conversations.models import Session
from django_core.feedback.models import Confirmation, Correction, TeachState
from django_core.feedback.services import (
    CorrectionAsked,
    correction_approve,
    correction_undo,
    corrections_undo_of,
    session_correct,
)
from django_core.feedback.services import correct as correct_module
from django_core.feedback.services.correct import OVER_CAP
from django_core.feedback.services.teach import BREAKS_MORE
from django_core.routing.models import AIAnalysis
from serve_graph.contract_teaching import ReplayReply
from tests.factories import people
from tests.factories.messages import jobs_run, routed, session_waiting, submit

POINT = uuid.uuid5(uuid.NAMESPACE_DNS, "point")


@pytest.fixture
def corrected(citizen, water, roads, operator, graph):
    """Correct a session from water to roads; nothing is taught yet."""
    session = session_waiting(citizen, water)
    return session_correct(operator, session_uuid=session.pk, asked=_asked(roads))


def _asked(department) -> CorrectionAsked:
    return CorrectionAsked(department=department.code, reason="Это яма на дороге")


def _confirmed(district, department, operator, text) -> Confirmation:
    session = session_waiting(people.citizen_make(district), department, text)
    return Confirmation.objects.create(
        district=district,
        session=session,
        message=session.messages.get(sender_kind="CITIZEN"),
        department=department,
        author=operator,
    )


def _lessons(graph) -> list[tuple[str, int, bool]]:
    bodies = [call.body for call in graph.calls if call.path == "/v1/learn"]
    return [(one["department_code"], one["version"], one["removed"]) for one in bodies]


def _replays(graph) -> list[dict]:
    return [call.body for call in graph.calls if call.path == "/v1/replay"]


def test_effect_on_confirmed_messages_is_measured_before_the_lesson_counts(
    corrected, district, water, roads, operator, graph
):
    kept = _confirmed(district, water, operator, "Во дворе прорвало трубу с холодной водой")
    moved = _confirmed(district, water, operator, "Яма на дороге у школы, машины бьют колёса")
    session_correct(operator, session_uuid=moved.session_id, asked=_asked(roads))
    graph.replayed = ReplayReply(neighbours=4, fixes=[uuid.uuid4()] * 3)

    jobs_run()

    replay = next(one for one in _replays(graph) if one["lesson"]["text"] == corrected.message.text)
    assert [one["text"] for one in replay["cases"]] == [kept.message.text]
    assert replay["cases"][0]["department_code"] == "water_sewer"
    corrected.refresh_from_db()
    assert corrected.teach_state == TeachState.TAUGHT
    assert (len(corrected.effect["fixes"]), corrected.effect["breaks"]) == (3, [])


def test_lesson_that_breaks_more_than_it_fixes_waits_for_an_operator(
    corrected, operator, client_of, graph
):
    graph.replayed = ReplayReply(neighbours=2, fixes=[uuid.uuid4()], breaks=[uuid.uuid4()] * 2)
    jobs_run()

    corrected.refresh_from_db()
    assert corrected.teach_state == TeachState.HELD
    assert corrected.effect["held_for"] == BREAKS_MORE
    assert _lessons(graph) == []
    assert Session.objects.get(pk=corrected.session_id).assigned_department.code == "roads"

    queue = client_of(operator).get("/api/v1/corrections?teach_state=HELD").json()["results"]
    assert [one["correction_uuid"] for one in queue] == [str(corrected.pk)]
    client_of(operator).post(f"/api/v1/corrections/{corrected.pk}/approve")
    jobs_run()

    corrected.refresh_from_db()
    assert (corrected.teach_state, corrected.approved_by) == (TeachState.TAUGHT, operator)
    assert _lessons(graph) == [("roads", 2, False)]
    assert len(_replays(graph)) == 1
    assert AuditEntry.objects.filter(action="CORRECTION_APPROVED").count() == 1


def test_held_second_version_leaves_the_first_in_force(corrected, water, operator, graph):
    jobs_run()
    graph.replayed = ReplayReply(neighbours=1, breaks=[uuid.uuid4()])
    session_correct(operator, session_uuid=corrected.session_id, asked=_asked(water))
    jobs_run()

    states = Correction.objects.order_by("version").values_list("teach_state", flat=True)
    assert list(states) == [TeachState.TAUGHT, TeachState.HELD]
    assert {code for code, _, _ in _lessons(graph)} == {"roads"}


def test_undoing_removes_the_point_and_lists_what_it_influenced(
    corrected, district, water, operator, superuser, graph
):
    jobs_run()
    Correction.objects.update(point_uuid=POINT)
    other = submit(people.citizen_make(district))
    outcome = routed(other.message.pk, water).model_copy(update={"voter_ids": (POINT,)})
    graph.answers.append(outcome)
    jobs_run()

    undone = correction_undo(operator, correction_uuid=corrected.pk)
    jobs_run()

    assert [session.pk for session in undone.influenced] == [other.session.pk]
    assert AIAnalysis.objects.get(session=other.session).voter_ids == [POINT]
    assert _lessons(graph) == [("roads", 2, False), ("roads", 3, True)]
    corrected.refresh_from_db()
    assert (corrected.teach_state, corrected.undone_by) == (TeachState.REMOVED, operator)
    with pytest.raises(ApplicationError) as refusal:
        correction_undo(superuser, correction_uuid=corrected.pk)
    assert refusal.value.code == "CORRECTION_UNDONE"


def test_undoing_the_last_version_brings_the_one_before_back(corrected, water, operator, graph):
    jobs_run()
    second = session_correct(operator, session_uuid=corrected.session_id, asked=_asked(water))
    jobs_run()
    correction_undo(operator, correction_uuid=second.pk)
    jobs_run()
    correction_undo(operator, correction_uuid=corrected.pk)
    jobs_run()

    assert _lessons(graph) == [
        ("roads", 2, False),
        ("water_sewer", 4, False),
        ("roads", 5, False),
        ("water_sewer", 6, True),
    ]
    assert set(Correction.objects.values_list("teach_state", flat=True)) == {TeachState.REMOVED}


def test_what_was_never_taught_is_not_removed(corrected, operator, graph):
    correction_undo(operator, correction_uuid=corrected.pk)
    jobs_run()
    assert _lessons(graph) == []


def test_staff_teach_so_many_lessons_a_day_and_the_rest_waits(
    district, water, roads, operator, graph, monkeypatch
):
    """The sessions move all the same; one step takes all of it back (S24)."""
    monkeypatch.setattr(correct_module, "STAFF_LESSONS_MAX", 2)
    attacker, honest = people.staff_make(water), people.staff_make(water)
    for author in (attacker, attacker, attacker, honest):
        session = session_waiting(people.citizen_make(district), water)
        session_correct(author, session_uuid=session.pk, asked=_asked(roads))
    jobs_run()

    held = Correction.objects.get(teach_state=TeachState.HELD)
    assert (held.author, held.effect) == (attacker, {"held_for": OVER_CAP})
    assert Session.objects.filter(assigned_department=roads).count() == 4
    assert len(_lessons(graph)) == 3

    assert corrections_undo_of(operator, author_uuid=attacker.pk) == 3
    jobs_run()
    assert sum(removed for _, _, removed in _lessons(graph)) == 2
    kept = Correction.objects.filter(teach_state=TeachState.TAUGHT)
    assert [one.author for one in kept] == [honest]


def test_staff_undo_what_they_taught_although_the_session_has_left_them(
    citizen, staff, water, roads, client_of
):
    session = session_waiting(citizen, water)
    client = client_of(staff)
    asked = {"department": roads.code, "reason": "Это яма на дороге"}
    path = f"/api/v1/sessions/{session.pk}/corrections"
    corrected = client.post(path, asked, format="json").json()
    assert client.get(f"/api/v1/sessions/{session.pk}").status_code == 404
    undone = client.post(f"/api/v1/corrections/{corrected['correction_uuid']}/undo")
    assert (undone.status_code, undone.json()["correction"]["undone_at"] is None) == (200, False)


def test_staff_neither_approve_nor_undo_what_others_taught(corrected, staff):
    for decide in (correction_approve, correction_undo):
        with pytest.raises(ApplicationError) as refusal:
            decide(staff, correction_uuid=corrected.pk)
        assert refusal.value.code in {"OPERATORS_ONLY", "CORRECTION_NOT_FOUND"}
    with pytest.raises(ApplicationError):
        corrections_undo_of(staff, author_uuid=corrected.author_id)


def test_rebuild_sends_departments_and_what_counts_between_two_steps(
    corrected, district, water, operator, graph
):
    jobs_run()
    undone = session_waiting(people.citizen_make(district), water, "Это другая яма на дороге")
    undone = session_correct(
        operator, session_uuid=undone.pk, asked=CorrectionAsked("roads", "Это яма")
    )
    jobs_run()
    correction_undo(operator, correction_uuid=undone.pk)
    jobs_run()
    graph.calls.clear()
    told = StringIO()

    call_command("index_rebuild", stdout=told)

    paths = [call.path for call in graph.calls]
    assert paths == ["/v1/rebuild", "/v1/departments", "/v1/learn", "/v1/rebuild"]
    first, last = graph.calls[0].body, graph.calls[-1].body
    assert (first["step"], last["step"], last["index_version"]) == ("BEGIN", "FINISH", "index-1")
    assert _lessons(graph) == [("roads", 2, False)]
    assert "1 corrections" in told.getvalue()


def test_rebuild_that_fails_says_so(corrected, graph):
    graph.learn_status = 503
    with pytest.raises(CommandError, match="GRAPH_AWAY_503"):
        call_command("index_rebuild")
