"""The order of the stages and what becomes of every failure (P12 to P21), without Ray."""

import uuid
from typing import Any

import pytest

from serve_graph.contract import (
    InjectionReport,
    Language,
    Outcome,
    ReasonCode,
    RouteRequest,
    Script,
    Stage,
    StageOutcome,
)
from serve_graph.contract_stages import DecisionReading, SearchReading
from serve_graph.errors import (
    DistrictUnknown,
    EmbeddingUnavailable,
    IndexUnavailable,
    ModelUnavailable,
    StageBusy,
)
from serve_graph.pipeline import Limits, route
from serve_graph.timing import NoMetrics, Trace
from tests.unit.serve_graph.plain_stages import CANDIDATES, PlainStages, broken, decision

TEXT = "Hovlimizda suv yo'q, +998901234567"


def request(**fields: Any) -> RouteRequest:
    return RouteRequest(message_uuid=uuid.uuid4(), text=TEXT, district="yunusobod", **fields)


async def routed(plain: PlainStages, asked: RouteRequest | None = None) -> Outcome:
    asked = asked or request()
    trace = Trace(deadline_s=asked.deadline_s, sink=NoMetrics())
    return await route(asked, stages=plain.stages(), limits=Limits(), trace=trace)


def outcomes_of(outcome: Outcome) -> dict[Stage, StageOutcome]:
    return {timing.stage: timing.outcome for timing in outcome.timings}


async def test_sure_decision_is_routed_with_everything_that_was_learned() -> None:
    outcome = await routed(PlainStages(), request(attempt=2, fence=7))

    assert outcome.kind == "ROUTED"
    assert outcome.decision == decision(0.9)
    assert (outcome.attempt, outcome.fence) == (2, 7)
    assert outcome.candidates == CANDIDATES
    assert (outcome.model_answered, outcome.prompt_version) == ("plain-model", "v1")
    assert outcome.index_version == "index-1"
    assert [timing.stage for timing in outcome.timings] == list(Stage)[:6]
    assert not outcome.degraded


async def test_stages_after_language_see_the_masked_text_only() -> None:
    plain = PlainStages()

    await routed(plain)

    later = [arguments for name, arguments in plain.asked if name in {"embedding", "prompt"}]
    assert all("+998901234567" not in arguments["text"] for arguments in later)


async def test_decider_is_told_in_which_language_and_script_to_give_its_reason() -> None:
    plain = PlainStages(script=Script.CYRILLIC)

    await routed(plain)

    (model,) = [arguments["model"] for name, arguments in plain.asked if name == "decision"]
    assert (model.language, model.script) == (Language.UZ, Script.CYRILLIC)


async def test_injection_ends_the_run_and_cancels_the_embedding() -> None:
    report = InjectionReport(is_injection=True, risk_score=0.97, matched=("ignore_rules",))
    plain = PlainStages(injection=report, delays_s={"embedding": 5.0, "injection": 0.01})

    outcome = await routed(plain)

    assert outcome.kind == "INJECTION"
    assert outcome.injection == report
    assert outcomes_of(outcome)[Stage.EMBEDDING] is StageOutcome.CANCELLED
    assert "search" not in plain.names()


async def test_released_message_is_not_screened_again() -> None:
    report = InjectionReport(is_injection=True, risk_score=0.97)
    plain = PlainStages(injection=report)

    outcome = await routed(plain, request(injection_cleared=True))

    assert outcome.kind == "ROUTED"
    assert "injection" not in plain.names()


async def test_low_confidence_goes_to_an_operator_with_the_candidates() -> None:
    plain = PlainStages(decided=DecisionReading(decision=decision(0.4)))

    outcome = await routed(plain)

    assert (outcome.kind, outcome.reason_code) == ("UNSURE", ReasonCode.LOW_CONFIDENCE)
    assert outcome.candidates == CANDIDATES


async def test_threshold_of_the_request_counts_before_the_graphs_own() -> None:
    plain = PlainStages(decided=DecisionReading(decision=decision(0.4)))

    outcome = await routed(plain, request(confidence_threshold=0.3))

    assert outcome.kind == "ROUTED"


async def test_no_candidates_is_unsure_and_asks_no_model() -> None:
    plain = PlainStages(reading=SearchReading(index_version="index-1"))

    outcome = await routed(plain)

    assert outcome.reason_code is ReasonCode.NO_CANDIDATES
    assert "decision" not in plain.names()


@pytest.mark.parametrize("stage", ["prompt", "decision"])
@pytest.mark.parametrize(("top", "kind"), [(0.7, "ROUTED"), (0.55, "UNSURE")])
async def test_confident_search_decides_while_the_model_is_down(
    stage: str, top: float, kind: str
) -> None:
    reading = SearchReading(
        candidates=CANDIDATES, probabilities=(top, 0.2, 0.1), index_version="index-1"
    )
    plain = PlainStages(reading=reading, failures={stage: broken(ModelUnavailable)})

    outcome = await routed(plain)

    assert (outcome.kind, outcome.degraded) == (kind, True)
    assert outcome.reason_code is ReasonCode.MODEL_UNAVAILABLE
    assert outcome.decision is not None
    assert outcome.decision.code == "water"


async def test_department_outside_the_candidates_is_never_routed() -> None:
    stranger = CANDIDATES[0].model_copy(update={"department_id": uuid.uuid4(), "code": "other"})
    decided = DecisionReading(decision=decision(0.99, candidate=stranger))

    outcome = await routed(PlainStages(decided=decided))

    assert outcome.reason_code is ReasonCode.MODEL_ANSWER_INVALID
    assert outcome.decision is not None
    assert outcome.decision.code == "water"


@pytest.mark.parametrize(
    ("stage", "error", "reason", "retryable"),
    [
        ("language", RuntimeError("boom"), ReasonCode.STAGE_FAILED, True),
        ("injection", RuntimeError("boom"), ReasonCode.STAGE_FAILED, True),
        ("embedding", RuntimeError("boom"), ReasonCode.STAGE_FAILED, True),
        ("search", broken(IndexUnavailable), ReasonCode.INDEX_UNAVAILABLE, True),
        ("search", broken(DistrictUnknown, permanent=True), ReasonCode.UNKNOWN_DISTRICT, False),
    ],
)
async def test_failed_stage_becomes_a_failed_outcome_with_its_reason(
    stage: str, error: Exception, reason: ReasonCode, *, retryable: bool
) -> None:
    outcome = await routed(PlainStages(failures={stage: error}))

    assert outcome.kind == "FAILED"
    assert (outcome.reason_code, outcome.retryable) == (reason, retryable)
    assert StageOutcome.ERROR in outcomes_of(outcome).values()


@pytest.mark.parametrize("permanent", [True, False])
async def test_search_by_words_alone_while_the_embedding_is_away(*, permanent: bool) -> None:
    plain = PlainStages(failures={"embedding": broken(EmbeddingUnavailable, permanent=permanent)})

    outcome = await routed(plain)

    assert (outcome.kind, outcome.degraded) == ("ROUTED", True)
    assert outcome.reason_code is ReasonCode.EMBEDDING_UNAVAILABLE
    (searched,) = (said for name, said in plain.asked if name == "search")
    assert searched["vectors"].dense == ()
    embedded = [t.outcome for t in outcome.timings if t.stage is Stage.EMBEDDING]
    assert embedded == [StageOutcome.ERROR, StageOutcome.OK]


async def test_words_alone_that_are_not_sure_leave_the_candidates_to_an_operator() -> None:
    plain = PlainStages(
        failures={"embedding": broken(EmbeddingUnavailable)},
        decided=DecisionReading(decision=decision(0.7)),
    )
    trace = Trace(deadline_s=5, sink=NoMetrics())
    limits = Limits(degraded_threshold=0.8)
    outcome = await route(request(), stages=plain.stages(), limits=limits, trace=trace)

    assert (outcome.kind, outcome.degraded) == ("UNSURE", True)
    assert outcome.reason_code is ReasonCode.EMBEDDING_UNAVAILABLE
    assert outcome.candidates == CANDIDATES


async def test_attack_is_seen_while_the_embedding_is_away() -> None:
    report = InjectionReport(is_injection=True, risk_score=0.97)
    plain = PlainStages(injection=report, failures={"embedding": broken(EmbeddingUnavailable)})

    assert (await routed(plain)).kind == "INJECTION"


async def test_unexpected_error_of_the_model_costs_only_its_opinion() -> None:
    outcome = await routed(PlainStages(failures={"decision": RuntimeError("boom")}))

    assert (outcome.kind, outcome.degraded) == ("ROUTED", True)
    assert outcome.reason_code is ReasonCode.STAGE_FAILED


async def test_deadline_before_the_search_fails_the_run() -> None:
    plain = PlainStages(delays_s={"search": 5.0})

    outcome = await routed(plain, request(deadline_s=0.05))

    assert (outcome.kind, outcome.reason_code) == ("FAILED", ReasonCode.DEADLINE_EXCEEDED)
    assert outcomes_of(outcome)[Stage.SEARCH] is StageOutcome.TIMEOUT


async def test_deadline_in_the_model_leaves_the_searchs_choice() -> None:
    plain = PlainStages(delays_s={"decision": 5.0})

    outcome = await routed(plain, request(deadline_s=0.05))

    assert (outcome.kind, outcome.degraded) == ("ROUTED", True)
    assert outcome.reason_code is ReasonCode.DEADLINE_EXCEEDED


@pytest.mark.parametrize("stage", ["language", "embedding", "decision"])
async def test_full_queue_is_told_to_the_caller(stage: str) -> None:
    with pytest.raises(StageBusy):
        await routed(PlainStages(failures={stage: broken(StageBusy)}))


async def test_a_sure_search_may_spare_the_model_if_the_request_says_so() -> None:
    plain = PlainStages()
    await routed(plain, request(confidence_threshold=0.7, skip_model_when_sure=True))
    await routed(plain, request(confidence_threshold=0.7))

    asked = [said["model"].skip_from for name, said in plain.asked if name == "decision"]
    assert asked == [0.7, None]


async def test_a_spent_budget_leaves_the_candidates_to_an_operator() -> None:
    """Also when the search alone would be sure enough to take the first (S27)."""
    plain = PlainStages(decided=DecisionReading(reason_code=ReasonCode.BUDGET_SPENT))
    outcome = await routed(plain, request(model_allowed=False, confidence_threshold=0.1))

    assert (outcome.kind, outcome.reason_code) == ("UNSURE", ReasonCode.BUDGET_SPENT)
    assert outcome.candidates == CANDIDATES
    asked = dict(plain.asked)
    assert not asked["injection"]["judge_allowed"]
    assert not asked["decision"]["model"].is_allowed


async def test_tokens_of_all_models_are_told() -> None:
    plain = PlainStages(
        injection=InjectionReport(is_injection=False, risk_score=0.4, tokens_used=30),
        decided=DecisionReading(decision=decision(0.9), tokens_used=700),
    )
    assert (await routed(plain)).tokens_used == 730
