"""The memory of vectors: exact texts, bounded, apart by task."""

from collections.abc import Sequence
from typing import Literal

import pytest

from serve_graph.clients.cache import CachedEmbedder
from serve_graph.errors import EmbeddingUnavailable
from tests.unit.serve_graph.plain_stages import broken


class CountingEmbedder:
    model, dimensions = "counting", 2

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.failure: Exception | None = None

    async def embed(
        self, texts: Sequence[str], *, task: Literal["query", "document"]
    ) -> list[tuple[float, ...]]:
        if self.failure:
            raise self.failure
        self.asked += [f"{task}:{text}" for text in texts]
        return [(float(len(text)), 1 / 3) for text in texts]


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


async def test_the_same_text_is_embedded_once(embedder: CountingEmbedder) -> None:
    cached = CachedEmbedder(embedder)

    first = await cached.embed(["suv yo'q", "нет света"], task="query")
    second = await cached.embed(["нет света", "suv yo'q"], task="query")

    assert second == list(reversed(first))
    assert embedder.asked == ["query:suv yo'q", "query:нет света"]


async def test_a_text_is_another_one_as_document(embedder: CountingEmbedder) -> None:
    cached = CachedEmbedder(embedder)

    await cached.embed(["suv"], task="query")
    await cached.embed(["suv"], task="document")

    assert embedder.asked == ["query:suv", "document:suv"]


async def test_only_what_is_new_is_asked(embedder: CountingEmbedder) -> None:
    cached = CachedEmbedder(embedder)
    await cached.embed(["a"], task="query")

    vectors = await cached.embed(["b", "a", "bb", "b"], task="query")

    assert embedder.asked == ["query:a", "query:b", "query:bb"]
    assert [vector[0] for vector in vectors] == [1.0, 1.0, 2.0, 1.0]


async def test_the_text_used_least_lately_is_forgotten(embedder: CountingEmbedder) -> None:
    cached = CachedEmbedder(embedder, texts_max=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        await cached.embed([text], task="query")

    assert embedder.asked == ["query:a", "query:b", "query:c", "query:b"]


async def test_a_failure_is_not_remembered(embedder: CountingEmbedder) -> None:
    cached = CachedEmbedder(embedder)
    embedder.failure = broken(EmbeddingUnavailable)
    with pytest.raises(EmbeddingUnavailable):
        await cached.embed(["a"], task="query")

    embedder.failure = None

    assert await cached.embed(["a"], task="query") == [(1.0, 1 / 3)]


async def test_texts_that_no_provider_could_read_have_keys_too(embedder: CountingEmbedder) -> None:
    cached = CachedEmbedder(embedder)

    assert len(await cached.embed(["\0", "\ud800", ""], task="query")) == 3
