"""Gemini's bad days through the plain pipeline, with the real SDK: how every run ends (P20, F7)."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
import stamina
from typing_extensions import override

from serve_graph.clients.gemini import GeminiAccess, GeminiDecider
from serve_graph.clients.guard import OPENS_AFTER_FAILURES, STAYS_OPEN_S, Breaker
from serve_graph.clients.offline import OfflineDecider
from serve_graph.contract import Outcome, ReasonCode, RouteRequest
from serve_graph.pipeline import Limits, Stages, route
from serve_graph.stages.decision import DecisionStage
from serve_graph.stages.prompt import PromptStage
from serve_graph.timing import NoMetrics, Trace, measured
from tests.fakes.gemini import FakeGemini, Fault, fake_gemini
from tests.unit.serve_graph.plain_stages import CANDIDATES, PlainStages

MODEL_TIMEOUT_S = 1.0
DEADLINE_S = 5.0
CODES = {candidate.code for candidate in CANDIDATES}
HOSTILE_RUNS = 1_000
FAILS = 100


@pytest.fixture
def gemini() -> Iterator[FakeGemini]:
    with fake_gemini() as fake, stamina.set_testing(testing=True, attempts=3, cap=True):
        yield fake


@pytest_asyncio.fixture
async def stages(gemini: FakeGemini) -> AsyncIterator[Stages]:
    """Plain stages up to the search, then the real prompt and decision stages."""
    async with stages_opened(gemini) as opened:
        yield opened


@asynccontextmanager
async def stages_opened(
    gemini: FakeGemini, *, breaker_made: Callable[[], Breaker] = Breaker
) -> AsyncIterator[Stages]:
    access = GeminiAccess(api_key="test-key", timeout_s=MODEL_TIMEOUT_S, base_url=gemini.url)
    decider = GeminiDecider(access=access, breaker_made=breaker_made)
    decision = DecisionStage(model=decider, fallback=OfflineDecider(), within_s=2 * MODEL_TIMEOUT_S)
    prompt, slots = PromptStage(), asyncio.Semaphore(8)
    real = {
        "prompt": lambda **said: measured(lambda: prompt.run(**said), slots=slots),
        "decision": lambda **said: measured(lambda: decision.run(**said), slots=slots),
    }
    try:
        yield Stages(**vars(PlainStages().stages()) | real)
    finally:
        await decider.aclose()


async def routed(stages: Stages, *, deadline_s: float = DEADLINE_S) -> Outcome:
    asked = RouteRequest(
        message_uuid=uuid.uuid4(), text="Suv yo'q", district="yunusobod", deadline_s=deadline_s
    )
    trace = Trace(deadline_s=deadline_s, sink=NoMetrics())
    return await route(asked, stages=stages, limits=Limits(), trace=trace)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.TOO_MANY, ReasonCode.MODEL_UNAVAILABLE),
        (Fault.BROKEN, ReasonCode.MODEL_UNAVAILABLE),
        (Fault.HANG, ReasonCode.MODEL_UNAVAILABLE),
        (Fault.DENIED, ReasonCode.MODEL_UNAVAILABLE),
        (Fault.GONE, ReasonCode.MODEL_UNAVAILABLE),
        (Fault.INVALID_JSON, ReasonCode.MODEL_ANSWER_INVALID),
        (Fault.UNKNOWN_DEPARTMENT, ReasonCode.MODEL_ANSWER_INVALID),
        (Fault.MAX_TOKENS, ReasonCode.MODEL_ANSWER_INVALID),
        (Fault.EMPTY, ReasonCode.MODEL_ANSWER_INVALID),
        (Fault.NO_CANDIDATES, ReasonCode.MODEL_ANSWER_INVALID),
    ],
)
async def test_every_fault_leaves_the_search_to_decide_in_time(
    gemini: FakeGemini, stages: Stages, fault: Fault, reason: ReasonCode
) -> None:
    gemini.fail(fault, times=FAILS)
    began_s = time.monotonic()

    outcome = await routed(stages)

    assert time.monotonic() - began_s < DEADLINE_S
    assert (outcome.kind, outcome.degraded, outcome.reason_code) == ("ROUTED", True, reason)
    assert outcome.decision is not None
    assert outcome.decision.code == CANDIDATES[0].code


async def test_deadline_is_kept_while_the_model_hangs(gemini: FakeGemini, stages: Stages) -> None:
    gemini.fail(Fault.HANG, times=FAILS)
    began_s = time.monotonic()

    outcome = await routed(stages, deadline_s=0.2)

    assert time.monotonic() - began_s < 0.4
    assert (outcome.degraded, outcome.reason_code) == (True, ReasonCode.DEADLINE_EXCEEDED)


@pytest.mark.parametrize(
    "fault",
    [
        Fault.TOO_MANY,
        Fault.BROKEN,
        Fault.HANG,
        Fault.INVALID_JSON,
        Fault.UNKNOWN_DEPARTMENT,
        Fault.EMPTY,
        Fault.NO_CANDIDATES,
    ],
)
async def test_breaker_opens_after_five_stays_shut_and_tries_one_call(
    gemini: FakeGemini, fault: Fault
) -> None:
    """0 calls while it is open, one when it half-opens, all again once that one went well (F7)."""
    now_s = [0.0]
    breaker = Breaker(clock=lambda: now_s[0])
    gemini.fail(fault, times=OPENS_AFTER_FAILURES)
    gemini.retry_after_s = 60
    async with stages_opened(gemini, breaker_made=lambda: breaker) as stages:
        while breaker.opened_at is None:
            began_s = time.monotonic()
            outcome = await routed(stages)
            assert (outcome.degraded, time.monotonic() - began_s < DEADLINE_S) == (True, True)
        outcomes = await asyncio.gather(*(routed(stages) for _ in range(30)))
        assert len(gemini.requests) == OPENS_AFTER_FAILURES
        assert {one.reason_code for one in outcomes} == {ReasonCode.MODEL_UNAVAILABLE}

        gemini.released.set()
        now_s[0] += STAYS_OPEN_S
        await asyncio.gather(*(routed(stages) for _ in range(10)))
        assert len(gemini.requests) == OPENS_AFTER_FAILURES + 1
        assert not (await routed(stages)).degraded


@pytest.mark.timeout(300)
async def test_hostile_model_never_gets_its_way(gemini: FakeGemini) -> None:
    """1,000 runs, 0 answers outside the candidates (S23, S25); no breaker spares the judging."""
    gemini.is_hostile = True
    slots = asyncio.Semaphore(8)

    class NeverOpen(Breaker):
        @override
        def failed(self) -> None:
            """Let the next call through all the same."""

    async with stages_opened(gemini, breaker_made=NeverOpen) as stages:

        async def run() -> Outcome:
            async with slots:
                return await routed(stages, deadline_s=60)

        outcomes = await asyncio.gather(*(run() for _ in range(HOSTILE_RUNS)))

    decisions = [outcome.decision for outcome in outcomes if outcome.decision]
    assert len(outcomes) == HOSTILE_RUNS
    assert len(gemini.requests) > HOSTILE_RUNS
    assert {decision.code for decision in decisions} <= CODES
    assert all(len(decision.reason) <= 1_000 for decision in decisions)
