"""From a claimed job to an applied outcome (P19 to P21, F1, F6, F7)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from django_core.base.jobs import ATTEMPTS_MAX, job_claim
from django_core.base.models import Job, JobState
from django_core.conversations.lifecycle import MessageState, SessionStatus
from django_core.conversations.models import Message, Session
from django_core.feedback.services import CorrectionAsked, session_correct
from django_core.notifications.models import Delivery
from django_core.prompts.models import PromptVersion
from django_core.routing.models import (
    AIAnalysis,
    InjectionLog,
    ModelSpend,
    OutcomeSource,
    PipelineAttempt,
)
from django_core.routing.services import outcome_record
from serve_graph.contract import Failed, ReasonCode
from tests.factories import people
from tests.factories.messages import (
    claim_open,
    injection,
    job_of,
    jobs_run,
    routed,
    submit,
    unsure,
)


def test_routed_session_waits_in_its_department_and_its_staff_are_told_once(
    citizen, water, staff, graph
):
    colleague = people.staff_make(water)
    saved = submit(citizen)
    graph.answers.append(lambda asked: routed(saved.message.pk, water, fence=asked["fence"]))

    jobs_run()

    session = Session.objects.get()
    assert (session.status, session.assigned_department) == (SessionStatus.WAITING, water)
    assert session.confidence == 0.9
    assert Message.objects.get().state == MessageState.ROUTED
    assert (Message.objects.get().language, Message.objects.get().script) == ("ru", "cyrl")
    analysis = AIAnalysis.objects.get()
    assert (analysis.department, analysis.confidence, analysis.index_version) == (water, 0.9, "v1")
    assert set(Delivery.objects.values_list("recipient", flat=True)) == {staff.pk, colleague.pk}
    assert job_of(session).state == JobState.DONE


def test_graph_is_asked_with_fence_threshold_and_the_prompt_in_force(
    citizen, district, water, graph
):
    PromptVersion.objects.create(purpose="ROUTE", version="7", template="Pick.", is_active=True)
    saved = submit(citizen, "   " + "Вода не идёт во всём доме. " * 3)
    graph.answers.append(lambda asked: routed(saved.message.pk, water, fence=asked["fence"]))

    jobs_run()

    (call,) = graph.routes()
    assert call.is_signed
    assert (call.body["attempt"], call.body["fence"]) == (1, 1)
    assert call.body["confidence_threshold"] == district.confidence_threshold
    assert call.body["prompt"] == {"version": "7", "template": "Pick."}
    assert call.body["text"] == saved.message.text.strip()


def test_injection_is_set_aside_and_logged(citizen, water, staff, graph):
    saved = submit(citizen)
    graph.answers.append(injection(saved.message.pk))

    jobs_run()

    log = InjectionLog.objects.get()
    assert (log.risk_score, log.matched, log.citizen) == (0.97, ["OVERRIDE"], citizen)
    assert Session.objects.get().status == SessionStatus.QUARANTINED
    assert Message.objects.get().state == MessageState.QUARANTINED
    assert not Delivery.objects.exists()


def test_unsure_outcome_goes_to_the_operators_with_candidates(citizen, water, graph):
    saved = submit(citizen)
    graph.answers.append(unsure(saved.message.pk, water))

    jobs_run()

    assert Session.objects.get().status == SessionStatus.NEEDS_OPERATOR
    analysis = AIAnalysis.objects.get()
    assert [one["code"] for one in analysis.candidates] == [water.code]
    assert analysis.reason_code == "LOW_CONFIDENCE"


def test_department_outside_the_candidates_is_never_taken(citizen, water, roads, graph):
    saved = submit(citizen)
    outcome = routed(saved.message.pk, water)
    stray = outcome.decision.model_copy(update={"department_id": roads.pk})
    graph.answers.append(outcome.model_copy(update={"decision": stray}))

    jobs_run()

    assert Session.objects.get().status == SessionStatus.NEEDS_OPERATOR
    assert AIAnalysis.objects.get().reason_code == "DECISION_OUTSIDE_CANDIDATES"


def test_department_of_another_district_is_never_taken(citizen, water, graph):
    foreign = people.department_make(people.district_make(code="other", prefix="OT"))
    saved = submit(citizen)
    graph.answers.append(routed(saved.message.pk, foreign))
    jobs_run()
    assert Session.objects.get().status == SessionStatus.NEEDS_OPERATOR


def test_messages_that_waited_are_routed_with_their_session(citizen, water, graph):
    saved = submit(citizen)
    submit(citizen, "Забыл добавить: это уже вторая неделя без воды.")
    graph.answers.append(routed(saved.message.pk, water))
    jobs_run()
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.ROUTED}


def test_failing_graph_is_asked_again_and_then_the_operators_get_it(citizen, graph):
    submit(citizen)
    graph.answers.append(500)
    for _ in range(ATTEMPTS_MAX - 1):
        jobs_run()
        assert Message.objects.get().state == MessageState.QUEUED
    jobs_run()

    assert Session.objects.get().status == SessionStatus.NEEDS_OPERATOR
    assert job_of(Session.objects.get()).state == JobState.DEAD
    codes = set(PipelineAttempt.objects.values_list("error_code", flat=True))
    assert codes == {"GRAPH_ANSWERED_500"}
    assert PipelineAttempt.objects.filter(ended_at=None).count() == 0


@pytest.mark.parametrize("status", [503, 404])
def test_graph_that_is_away_uses_up_no_attempt(citizen, water, graph, status):
    saved = submit(citizen)
    graph.answers.extend([status] * (ATTEMPTS_MAX + 2))
    graph.answers.append(lambda asked: routed(saved.message.pk, water, fence=asked["fence"]))
    for _ in range(ATTEMPTS_MAX + 2):
        jobs_run()
    assert Message.objects.get().state == MessageState.QUEUED

    jobs_run()

    assert Session.objects.get().status == SessionStatus.WAITING


def test_refused_connection_uses_up_no_attempt(citizen, graph):
    submit(citizen)
    graph.stop()
    jobs_run()
    assert (Job.objects.get().state, Job.objects.get().attempts) == (JobState.QUEUED, 0)


def test_retryable_failure_in_an_outcome_is_tried_again(citizen, water, graph):
    saved = submit(citizen)
    failed = Failed(message_uuid=saved.message.pk, fence=1, reason_code="STAGE_FAILED")
    graph.answers.extend(
        [failed, lambda asked: routed(saved.message.pk, water, fence=asked["fence"])]
    )
    jobs_run()
    assert Job.objects.get().state == JobState.QUEUED
    jobs_run()
    assert Session.objects.get().status == SessionStatus.WAITING


def test_final_failure_in_an_outcome_goes_to_the_operators(citizen, graph):
    saved = submit(citizen)
    graph.answers.append(
        Failed(
            message_uuid=saved.message.pk,
            fence=1,
            reason_code="UNKNOWN_DISTRICT",
            retryable=False,
        )
    )
    jobs_run()
    assert Session.objects.get().status == SessionStatus.NEEDS_OPERATOR
    assert AIAnalysis.objects.get().kind == "FAILED"


def test_answer_that_is_no_outcome_is_a_failure(citizen, graph):
    submit(citizen)
    graph.answers.append(200)
    jobs_run()
    assert PipelineAttempt.objects.get().error_code == "GRAPH_ANSWER_INVALID"


@pytest.mark.django_db(transaction=True)
def test_reply_and_callback_at_once_apply_once(citizen, water, staff):
    saved = submit(citizen)
    claim = claim_open(saved)
    outcome = routed(saved.message.pk, water, fence=claim.fence)

    def record(source):
        try:
            return outcome_record(outcome, source=source)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        applied = list(pool.map(record, ["REPLY", "CALLBACK"] * 4))

    assert applied.count(True) == 1
    assert AIAnalysis.objects.count() == 1
    assert Delivery.objects.count() == 1


def test_late_answer_of_a_fenced_off_attempt_changes_nothing(citizen, water, roads):
    saved = submit(citizen)
    claim_open(saved)
    Job.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert job_claim(job_uuid=job_of(saved.session).pk).fence == 2

    assert not outcome_record(routed(saved.message.pk, water, fence=1), source="CALLBACK")
    assert Session.objects.get().status == SessionStatus.ROUTING


def test_answer_that_comes_after_the_lease_but_before_another_claim_still_counts(citizen, water):
    saved = submit(citizen)
    claim_open(saved)
    Job.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert outcome_record(routed(saved.message.pk, water, fence=1), source="CALLBACK")


def test_late_answer_for_a_session_a_person_routed_changes_nothing(citizen, water, roads, operator):
    saved = submit(citizen)
    claim_open(saved)
    asked = CorrectionAsked(department=roads.code, reason="Это яма на дороге")
    session_correct(operator, session_uuid=saved.session.pk, asked=asked)

    assert not outcome_record(routed(saved.message.pk, water, fence=1), source="REPLY")

    assert Session.objects.get().assigned_department == roads
    assert not AIAnalysis.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outcome_takes_three_round_trips_and_one_that_is_late_takes_one(citizen, water, staff):
    for one in (people.citizen_make(citizen.district), citizen):  # The first plans statements.
        saved = submit(one)
        outcome = routed(saved.message.pk, water, fence=claim_open(saved).fence)
        with CaptureQueriesContext(connection) as said:
            assert outcome_record(outcome, source="REPLY")
    # What it is applied to, the states of its messages, and everything else with the commit.
    trips = [query["sql"] for query in said if query["sql"] != "COMMIT"]
    assert (len(trips), trips[-1].endswith("; COMMIT")) == (3, True)
    with CaptureQueriesContext(connection) as said:
        assert not outcome_record(outcome, source="CALLBACK")
    assert len([query for query in said if query["sql"] != "COMMIT"]) == 1


@pytest.mark.parametrize("fence", [None, 7])
def test_outcome_without_the_right_fence_changes_nothing(citizen, water, fence):
    saved = submit(citizen)
    claim_open(saved)
    assert not outcome_record(routed(saved.message.pk, water, fence=fence), source="CALLBACK")
    assert Session.objects.get().status == SessionStatus.ROUTING


def test_district_says_when_a_model_is_asked(citizen, district, water, graph):
    """Not where the search is sure, unless every message is to be judged; never over the cap."""
    asked = []
    for skips, tokens in ((True, 100), (False, 0)):
        district.skips_model_when_sure, district.tokens_per_day_max = skips, tokens
        district.save()
        saved = submit(people.citizen_make(district))
        graph.answers.clear()
        graph.answers.append(routed(saved.message.pk, water))
        jobs_run()
        body = graph.routes()[-1].body
        asked.append((body["skip_model_when_sure"], body["model_allowed"]))
    assert asked == [(True, True), (False, False)]


def test_tokens_of_a_day_are_counted_once_and_end_the_models_day(citizen, district, water, graph):
    """Reply and callback tell of the same run; over the cap an operator decides (S27)."""
    district.tokens_per_day_max = 700
    district.save()
    saved = submit(citizen)
    outcome = routed(saved.message.pk, water).model_copy(update={"tokens_used": 700})
    graph.answers.append(outcome)
    jobs_run()
    outcome_record(outcome, source=OutcomeSource.CALLBACK)

    assert [row.tokens for row in ModelSpend.objects.all()] == [700]

    second = submit(people.citizen_make(district))
    spent = unsure(second.message.pk, water).model_copy(
        update={"reason_code": ReasonCode.BUDGET_SPENT}
    )
    graph.answers.clear()
    graph.answers.append(spent)
    jobs_run()

    assert not graph.routes()[-1].body["model_allowed"]
    assert Session.objects.get(pk=second.session.pk).status == SessionStatus.NEEDS_OPERATOR
    assert AIAnalysis.objects.get(session=second.session).reason_code == "BUDGET_SPENT"
