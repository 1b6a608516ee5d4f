"""The Gemini client through the real SDK, against a local server that speaks its REST API."""

import math
import time
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
import stamina

from serve_graph.clients.gemini import GeminiAccess, GeminiDecider, GeminiEmbedder
from serve_graph.clients.guard import OPENS_AFTER_FAILURES
from serve_graph.contract_stages import ModelSettings, Prompt
from serve_graph.errors import EmbeddingUnavailable, ModelAnswerInvalid, ModelUnavailable
from tests.fakes.gemini import FakeGemini, Fault, fake_gemini

PROMPT = Prompt(version="v1", text="Which one?", candidate_codes=("water_sewer", "housing"))
SETTINGS = ModelSettings(model="gemini-2.5-pro", temperature=0.2, max_tokens=500)


@pytest.fixture
def gemini() -> Iterator[FakeGemini]:
    with fake_gemini() as fake:
        yield fake


@pytest.fixture(autouse=True)
def no_waiting_between_retries() -> Iterator[None]:
    with stamina.set_testing(testing=True, attempts=3, cap=True):
        yield


@pytest_asyncio.fixture
async def decider(gemini: FakeGemini) -> AsyncIterator[GeminiDecider]:
    decider = GeminiDecider(access=access(gemini))
    yield decider
    await decider.aclose()


@pytest_asyncio.fixture
async def embedder(gemini: FakeGemini) -> AsyncIterator[GeminiEmbedder]:
    embedder = GeminiEmbedder(access=access(gemini), model="gemini-embedding-001", dimensions=256)
    yield embedder
    await embedder.aclose()


def access(gemini: FakeGemini, *, timeout_s: float = 5.0) -> GeminiAccess:
    return GeminiAccess(api_key="test-key", timeout_s=timeout_s, base_url=gemini.url)


async def test_decision_is_one_of_the_candidates(
    gemini: FakeGemini, decider: GeminiDecider
) -> None:
    gemini.choice = "housing"

    answer = await decider.decide(prompt=PROMPT, model=SETTINGS)

    assert (answer.code, answer.confidence, answer.reason) == ("housing", 0.9, "it fits")
    assert answer.model_answered == "gemini-2.5-pro"


async def test_visible_answer_and_thoughts_are_capped_apart(
    gemini: FakeGemini, decider: GeminiDecider
) -> None:
    await decider.decide(prompt=PROMPT, model=SETTINGS)

    config = gemini.requests[0].body["generationConfig"]
    assert config["thinkingConfig"] == {"thinking_budget": 512}
    assert config["maxOutputTokens"] == 500 + 512
    assert config["temperature"] == 0.2
    assert config["responseJsonSchema"]["properties"]["code"]["enum"] == ["water_sewer", "housing"]


async def test_newer_model_gets_a_thinking_level(
    gemini: FakeGemini, decider: GeminiDecider
) -> None:
    newer = SETTINGS.model_copy(update={"model": "gemini-3.8-flash"})

    await decider.decide(prompt=PROMPT, model=newer)

    config = gemini.requests[0].body["generationConfig"]
    assert config["thinkingConfig"] == {"thinking_level": "LOW"}


async def test_successor_answers_for_a_retired_model(
    gemini: FakeGemini, decider: GeminiDecider
) -> None:
    gemini.fail(Fault.GONE)

    answer = await decider.decide(prompt=PROMPT, model=SETTINGS)

    assert answer.model_answered == "gemini-3.8-flash"
    assert len(gemini.requests) == 2


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.MAX_TOKENS, "ANSWER_CUT"),
        (Fault.EMPTY, "ANSWER_EMPTY"),
        (Fault.NO_CANDIDATES, "ANSWER_EMPTY"),
        (Fault.INVALID_JSON, "ANSWER_NOT_VALID"),
        (Fault.UNKNOWN_DEPARTMENT, "ANSWER_NOT_A_CANDIDATE"),
    ],
)
async def test_unusable_answer_is_a_coded_error(
    gemini: FakeGemini, decider: GeminiDecider, fault: Fault, code: str
) -> None:
    gemini.fail(fault)

    with pytest.raises(ModelAnswerInvalid) as caught:
        await decider.decide(prompt=PROMPT, model=SETTINGS)

    assert caught.value.code == code


@pytest.mark.parametrize("fault", [Fault.TOO_MANY, Fault.BROKEN])
async def test_transient_errors_are_tried_again(
    gemini: FakeGemini, decider: GeminiDecider, fault: Fault
) -> None:
    gemini.fail(fault, times=2)

    answer = await decider.decide(prompt=PROMPT, model=SETTINGS)

    assert answer.code == "water_sewer"
    assert len(gemini.requests) == 3


async def test_provider_that_says_when_is_asked_then(
    gemini: FakeGemini, decider: GeminiDecider
) -> None:
    gemini.fail(Fault.TOO_MANY)
    gemini.retry_after_s = 1
    began_s = time.monotonic()

    with stamina.set_testing(testing=False):
        await decider.decide(prompt=PROMPT, model=SETTINGS)

    assert 1 <= time.monotonic() - began_s < 3
    assert len(gemini.requests) == 2


async def test_provider_that_says_too_late_is_not_asked_again(
    gemini: FakeGemini, decider: GeminiDecider
) -> None:
    gemini.fail(Fault.TOO_MANY, times=2)
    gemini.retry_after_s = 30

    with pytest.raises(ModelUnavailable) as caught:
        await decider.decide(prompt=PROMPT, model=SETTINGS)

    assert caught.value.code == "PROVIDER_429"
    assert len(gemini.requests) == 1


async def test_refusal_for_good_is_not_tried_again(
    gemini: FakeGemini, decider: GeminiDecider
) -> None:
    gemini.fail(Fault.DENIED)

    with pytest.raises(ModelUnavailable) as caught:
        await decider.decide(prompt=PROMPT, model=SETTINGS)

    assert caught.value.permanent
    assert len(gemini.requests) == 1


async def test_hanging_provider_costs_one_timeout(gemini: FakeGemini) -> None:
    decider = GeminiDecider(access=access(gemini, timeout_s=0.3))
    gemini.fail(Fault.HANG)

    with pytest.raises(ModelUnavailable) as caught:
        await decider.decide(prompt=PROMPT, model=SETTINGS)

    await decider.aclose()
    assert caught.value.code == "TIMED_OUT"
    assert len(gemini.requests) == 1


async def test_breaker_opens_and_spares_the_provider(
    gemini: FakeGemini, decider: GeminiDecider
) -> None:
    gemini.fail(Fault.BROKEN, times=100)
    for _ in range(2):
        with pytest.raises(ModelUnavailable):
            await decider.decide(prompt=PROMPT, model=SETTINGS)

    with pytest.raises(ModelUnavailable) as caught:
        await decider.decide(prompt=PROMPT, model=SETTINGS)

    assert caught.value.code == "BREAKER_OPEN"
    assert len(gemini.requests) == OPENS_AFTER_FAILURES


async def test_texts_become_vectors_of_length_one(
    gemini: FakeGemini, embedder: GeminiEmbedder
) -> None:
    vectors = await embedder.embed(["suv yo'q", "нет света"], task="document")

    assert [len(vector) for vector in vectors] == [256, 256]
    assert all(math.isclose(math.hypot(*vector), 1.0, rel_tol=1e-6) for vector in vectors)
    assert [item["taskType"] for item in gemini.requests[0].body["requests"]] == [
        "RETRIEVAL_DOCUMENT",
        "RETRIEVAL_DOCUMENT",
    ]


async def test_many_texts_go_in_batches(gemini: FakeGemini, embedder: GeminiEmbedder) -> None:
    vectors = await embedder.embed([f"text {i}" for i in range(130)], task="query")

    assert len(vectors) == 130
    assert [len(request.body["requests"]) for request in gemini.requests] == [100, 30]


async def test_one_vector_for_all_texts_is_refused(
    gemini: FakeGemini, embedder: GeminiEmbedder
) -> None:
    gemini.fail(Fault.ONE_VECTOR)

    with pytest.raises(EmbeddingUnavailable) as caught:
        await embedder.embed(["one", "two"], task="query")

    assert caught.value.permanent
