"""The whole pipeline with Gemini behind it: real stages, the real SDK, the real index, no Ray."""

import json
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import stamina

from serve_graph.contract import Outcome, ReasonCode, RouteRequest, Stage
from serve_graph.contract_teaching import DepartmentsRequest
from serve_graph.pipeline import Limits, Stages, route
from serve_graph.settings import GraphSettings
from serve_graph.teaching import Teaching
from serve_graph.timing import NoMetrics, Trace
from serve_graph.wiring import GraphArgs, LocalStages, Models
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


@asynccontextmanager
async def opened() -> AsyncIterator[Stages]:
    """Give the stages of this process, and close what they hold."""
    settings, args = GraphSettings.from_environment(), GraphArgs(models=Models.GEMINI)
    local = LocalStages(Stage, args=args, settings=settings)
    try:
        yield Stages(**local.calls)
    finally:
        await local.aclose()


async def routed(text: str, **fields: Any) -> Outcome:
    asked = RouteRequest(message_uuid=uuid.uuid4(), text=text, district=DISTRICT, **fields)
    departments = DepartmentsRequest.model_validate(json.loads(departments_body()))
    async with opened() as stages:
        trace = Trace(deadline_s=60, sink=NoMetrics())
        await Teaching(stages, Limits(), trace).departments_replace(departments)
        trace = Trace(deadline_s=60, sink=NoMetrics())
        return await route(asked, stages=stages, limits=Limits(), trace=trace)


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
