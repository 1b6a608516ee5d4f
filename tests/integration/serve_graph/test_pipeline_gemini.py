"""The whole pipeline with Gemini behind it: real stages, the real SDK, the real index, no Ray."""

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
import stamina

from serve_graph.contract import DepartmentsRequest, Outcome, ReasonCode, RouteRequest, Stage
from serve_graph.pipeline import Limits, Stages, departments_replace, route
from serve_graph.settings import GraphSettings
from serve_graph.timing import Measured, NoMetrics, Trace, measured
from serve_graph.wiring import GraphArgs, Models, stage_made
from tests.fakes.gemini import FakeGemini, Fault, fake_gemini
from tests.integration.serve_graph.conftest import DISTRICT, departments_body
from tests.servers import QdrantServer

WATER = "Uyimizga uch kundan beri ichimlik suvi kelmayapti"
PERSONAL = ("+998 90 123-45-67", "AA1234567", "ism@example.uz")


@pytest.fixture
def gemini(monkeypatch: pytest.MonkeyPatch, qdrant_server: QdrantServer) -> Iterator[FakeGemini]:
    with fake_gemini() as fake, stamina.set_testing(testing=True, attempts=3, cap=True):
        monkeypatch.setenv("GEMINI_API_KEY", "test-key")
        monkeypatch.setenv("CIVIC_GEMINI_BASE_URL", fake.url)
        monkeypatch.setenv("CIVIC_QDRANT_URL", qdrant_server.url)
        yield fake


def plain_stages() -> tuple[Stages, list[Any]]:
    """Return the stages in this process, and what has to be closed after the test."""
    settings = GraphSettings.from_environment()
    args = GraphArgs(models=Models.GEMINI)
    made: dict[str, Any] = {stage.value: stage_made(stage, args, settings) for stage in Stage}

    def call(method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Measured[Any]]]:
        slots = asyncio.Semaphore(4)
        return lambda **arguments: measured(lambda: method(**arguments), slots=slots)

    calls = {name: call(stage.run) for name, stage in made.items()}
    return Stages(**calls, departments=call(made["learning"].departments_replace)), list(
        made.values()
    )


async def routed(text: str, **fields: Any) -> Outcome:
    stages, made = plain_stages()
    asked = RouteRequest(message_uuid=uuid.uuid4(), text=text, district=DISTRICT, **fields)
    departments = DepartmentsRequest.model_validate(json.loads(departments_body()))
    trace = Trace(deadline_s=60, sink=NoMetrics())
    try:
        await departments_replace(departments, stages=stages, limits=Limits(), trace=trace)
        trace = Trace(deadline_s=60, sink=NoMetrics())
        return await route(asked, stages=stages, limits=Limits(), trace=trace)
    finally:
        await _close(made)


async def _close(made: list[Any]) -> None:
    """Close what the stages hold; they themselves live as long as their replica."""
    for stage in made:
        for part in vars(stage).values():
            if hasattr(part, "aclose"):
                await part.aclose()


async def test_gemini_decides_among_the_candidates(gemini: FakeGemini) -> None:
    gemini.choice = "water_sewer"

    outcome = await routed(WATER, confidence_threshold=0.1)

    assert outcome.kind == "ROUTED"
    assert outcome.decision is not None
    assert outcome.decision.code == "water_sewer"
    assert outcome.model_answered == "gemini-2.5-pro"
    assert not outcome.degraded


async def test_personal_data_never_reaches_the_provider(gemini: FakeGemini) -> None:
    await routed(f"{WATER}, {', '.join(PERSONAL)}")

    sent = " ".join(request.text for request in gemini.requests)
    assert "ichimlik suvi" in sent
    assert not [datum for datum in PERSONAL if datum in sent]


async def test_model_that_is_down_leaves_the_search_to_decide(gemini: FakeGemini) -> None:
    gemini.generation_faults.extend([Fault.BROKEN] * 10)

    outcome = await routed(WATER)

    assert outcome.kind in {"ROUTED", "UNSURE"}
    assert outcome.degraded
    assert outcome.reason_code is ReasonCode.MODEL_UNAVAILABLE


async def test_department_the_model_made_up_is_never_taken(gemini: FakeGemini) -> None:
    gemini.generation_faults.extend([Fault.UNKNOWN_DEPARTMENT] * 2)

    outcome = await routed(WATER)

    assert outcome.degraded
    assert outcome.reason_code is ReasonCode.MODEL_ANSWER_INVALID
    assert outcome.decision is None or outcome.decision.code != "somewhere_else"
