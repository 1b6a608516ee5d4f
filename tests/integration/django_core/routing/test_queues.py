"""The operator queue, routing by hand, and the quarantine (P20, P21, S5, S28)."""

import pytest

from django_core.base.models import Job
from django_core.conversations.lifecycle import MessageState, SessionStatus
from django_core.conversations.models import Message, Session
from django_core.feedback.models import Confirmation, Correction
from django_core.notifications.models import Delivery
from django_core.routing.models import InjectionLog
from tests.factories import people
from tests.factories.messages import TEXT, injection, jobs_run, routed, submit, unsure

QUEUE = "/api/v1/operator-queue"
QUARANTINE = "/api/v1/quarantine"


@pytest.fixture
def unrouted(citizen, water, graph) -> Session:
    """The pipeline leaned to water and was not sure."""
    saved = submit(citizen)
    graph.answers.append(unsure(saved.message.pk, water))
    jobs_run()
    return Session.objects.get()


@pytest.fixture
def quarantined(citizen, superuser, graph) -> Session:
    saved = submit(citizen)
    graph.answers.append(injection(saved.message.pk))
    jobs_run()
    submit(citizen, TEXT + " Ещё раз.")
    return Session.objects.get()


@pytest.fixture
def post(client_of):
    def run(actor, path, **body):
        answer = client_of(actor).post(path, body, format="json")
        return answer.status_code, answer.json()

    return run


def test_operator_sees_what_nobody_could_route_with_suggestions(unrouted, operator, client_of):
    (row,) = client_of(operator).get(QUEUE).json()["results"]
    assert (row["number"], row["reason_code"]) == (unrouted.number, "LOW_CONFIDENCE")
    assert [one["code"] for one in row["suggestions"]] == ["water_sewer"]
    assert row["preview"] == TEXT
    analysis = unrouted.analyses.get()
    assert (row["confidence"], row["reason"]) == (analysis.confidence, analysis.reason)
    (candidate,) = analysis.candidates
    assert row["suggestions"][0]["description"] == candidate["description"]


def test_queue_is_refused_to_others(unrouted, staff, citizen, district, client_of):
    codes = [client_of(actor).get(QUEUE).status_code for actor in (staff, citizen)]
    assert codes == [403, 403]
    stranger = people.operator_make(people.district_make(code="other", prefix="OT"))
    assert client_of(stranger).get(QUEUE).json()["count"] == 0


def test_taking_the_first_candidate_confirms_it(unrouted, operator, staff, post):
    code, body = post(operator, f"/api/v1/sessions/{unrouted.pk}/route", department="water_sewer")
    assert (code, body["status"], body["is_verified"]) == (200, "WAITING", False)
    assert Confirmation.objects.get().department.code == "water_sewer"
    assert not Correction.objects.exists()
    assert Delivery.objects.filter(recipient=staff, kind="SESSION_ROUTED").exists()


def test_taking_another_department_corrects_and_teaches(unrouted, operator, roads, post):
    path = f"/api/v1/sessions/{unrouted.pk}/route"
    assert post(operator, path, department="roads")[0] == 200
    correction = Correction.objects.get()
    assert (correction.previous_department, correction.right_department) == (None, roads)
    assert Job.objects.filter(kind="TEACH", subject=correction.lesson_uuid).exists()
    assert post(operator, path, department="roads")[1]["code"] == "SESSION_ALREADY_ROUTED"


def test_only_operators_route_by_hand(unrouted, staff, citizen, post):
    path = f"/api/v1/sessions/{unrouted.pk}/route"
    codes = [post(actor, path, department="water_sewer")[0] for actor in (staff, citizen)]
    assert codes == [403, 403]


def test_superuser_is_told_and_sees_text_risk_and_what_matched(quarantined, superuser, client_of):
    (row,) = client_of(superuser).get(f"{QUARANTINE}?verdict=PENDING").json()["results"]
    assert (row["text"], row["risk_score"], row["matched"]) == (TEXT, 0.97, ["OVERRIDE"])
    assert row["citizen_uuid"] == str(quarantined.citizen_id)
    assert (row["channel"], row["is_citizen_active"], row["decided_by"]) == ("WEB", True, None)
    assert Delivery.objects.filter(kind="SESSION_QUARANTINED", recipient=superuser).exists()


def test_quarantine_is_refused_to_others(quarantined, staff, operator, citizen, client_of, post):
    for actor in (staff, operator, citizen):
        assert client_of(actor).get(QUARANTINE).status_code == 403
        for action in ("release", "reject"):
            assert post(actor, f"{QUARANTINE}/{quarantined.pk}/{action}")[0] == 403


def test_released_message_goes_on_after_the_injection_stage(
    quarantined, superuser, water, graph, post
):
    graph.answers.clear()
    graph.answers.append(lambda asked: routed(asked["message_uuid"], water, fence=asked["fence"]))
    code, body = post(superuser, f"{QUARANTINE}/{quarantined.pk}/release", reason="Обычный текст")
    assert (code, body["status"]) == (200, "ROUTING")
    states = list(Message.objects.order_by("sequence").values_list("state", flat=True))
    assert states == [MessageState.QUEUED, MessageState.RECEIVED]

    jobs_run()

    assert graph.routes()[-1].body["injection_cleared"] is True
    quarantined.refresh_from_db()
    assert quarantined.status == SessionStatus.WAITING
    assert InjectionLog.objects.get().verdict == "RELEASED"


def test_rejected_message_closes_its_session_with_a_notice(
    quarantined, superuser, operator, citizen, client_of, post
):
    code, body = post(superuser, f"{QUARANTINE}/{quarantined.pk}/reject", reason="Атака")
    assert (code, body["status"], body["close_reason"]) == (200, "CLOSED", "REJECTED")
    seen = client_of(citizen).get(f"/api/v1/sessions/{quarantined.pk}").json()
    assert seen["messages"][-1]["notice"] == "SESSION_CLOSED"
    at_desk = client_of(operator)
    assert at_desk.get(f"/api/v1/sessions?words={TEXT.split()[0]}").json()["count"] == 0
    assert at_desk.get(f"/api/v1/sessions/{quarantined.pk}").status_code == 404
    again = post(superuser, f"{QUARANTINE}/{quarantined.pk}/release")
    assert again[1]["code"] == "NOT_QUARANTINED"
    reopened = post(superuser, f"/api/v1/sessions/{quarantined.pk}/reopen")
    assert reopened[1]["code"] == "SESSION_REJECTED"


def test_health_links_the_dashboards_of_the_installation(operator, client_of, settings):
    settings.DASHBOARDS_URL = "https://grafana.example.uz"
    body = client_of(operator).get("/api/v1/pipeline-health").json()
    assert body["dashboards_url"] == "https://grafana.example.uz"
