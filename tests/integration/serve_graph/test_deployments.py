"""Each stage as a deployment of its own in a real local Ray, called through its handle."""

from typing import Any

import pytest

from serve_graph.contract import Candidate, InjectionReport, Language
from serve_graph.contract_stages import (
    LanguageReading,
    ModelSettings,
    Prompt,
    SearchReading,
    TextVectors,
)
from serve_graph.errors import DistrictUnknown
from tests.integration.serve_graph.conftest import (
    ATTACK,
    DISTRICT,
    WATER,
    Graph,
    learn_request,
)

pytestmark = pytest.mark.timeout(420)  # The first test waits for the cluster.


def vectors_of(graph: Graph, text: str) -> TextVectors:
    reply = graph.call("embedding", text=text, task="query")
    assert isinstance(reply.answer, TextVectors)
    return reply.answer


def search_of(graph: Graph, text: str, district: str = DISTRICT) -> Any:
    languages = (Language.UZ,)
    vectors = vectors_of(graph, text)
    return graph.call("search", vectors=vectors, district=district, languages=languages)


def test_language_deployment_reads_and_masks(cluster: Graph) -> None:
    reply = cluster.call("language", text="Телефоним +998901234567, кўчамизда сув йўқ")

    assert isinstance(reply.answer, LanguageReading)
    assert reply.answer.language is Language.UZ
    assert "901234567" not in reply.answer.cleaned
    assert 0 < reply.service_s <= reply.in_replica_s


def test_injection_deployment_screens(cluster: Graph) -> None:
    attack, appeal = (cluster.call("injection", text=text).answer for text in (ATTACK, WATER))

    assert isinstance(attack, InjectionReport)
    assert attack.is_injection
    assert not appeal.is_injection


def test_embedding_deployment_gives_both_vectors(cluster: Graph) -> None:
    vectors = vectors_of(cluster, WATER)

    assert len(vectors.dense) == 384
    assert len(vectors.sparse.indices) == len(vectors.sparse.values) > 0


def test_search_deployment_finds_three_departments(cluster: Graph) -> None:
    reading = search_of(cluster, WATER).answer

    assert isinstance(reading, SearchReading)
    assert len({candidate.code for candidate in reading.candidates}) == 3
    assert reading.candidates[0].code == "water_sewer"


def test_error_of_a_stage_crosses_the_replicas_as_itself(cluster: Graph) -> None:
    reply = search_of(cluster, WATER, district="nowhere")

    assert isinstance(reply.answer, DistrictUnknown)


def test_prompt_deployment_fences_the_message(cluster: Graph) -> None:
    candidates: tuple[Candidate, ...] = search_of(cluster, WATER).answer.candidates

    prompt = cluster.call("prompt", text=WATER, candidates=candidates, template=None).answer

    assert isinstance(prompt, Prompt)
    assert WATER in prompt.text


def test_decision_deployment_chooses_a_candidate(cluster: Graph) -> None:
    reading = search_of(cluster, WATER).answer
    prompt = cluster.call("prompt", text=WATER, candidates=reading.candidates, template=None).answer
    settings = ModelSettings(model="gemini-2.5-pro", temperature=0.2, max_tokens=500)

    decided = cluster.call("decision", prompt=prompt, reading=reading, model=settings).answer

    assert decided.decision.code == "water_sewer"


def test_learning_deployment_writes_one_point_for_one_correction(cluster: Graph) -> None:
    request = learn_request("Bozor yonida yaroqsiz go'sht sotilyapti", code="public_order")
    vectors = vectors_of(cluster, request.text)

    replies = [
        cluster.call("learning", request=request, language=Language.UZ, vectors=vectors).answer
        for _ in range(2)
    ]

    assert replies[0].point_ids == replies[1].point_ids
    assert len(replies[0].point_ids) == 1


def test_words_alone_of_the_embedding_deployment(cluster: Graph) -> None:
    reply = cluster.call("embedding", way="words", text=WATER)
    assert isinstance(reply.answer, TextVectors)
    assert (reply.answer.dense, reply.answer.dimensions) == ((), 384)
