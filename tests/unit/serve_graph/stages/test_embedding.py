"""Both readings of a text, by the real offline model (P15)."""

import asyncio
import math

import pytest

from serve_graph.clients.offline import OFFLINE_EMBEDDING_MODEL, OfflineEmbedder
from serve_graph.contract import TEXT_MAX_CHARS
from serve_graph.stages.embedding import EmbeddingStage

STAGE = EmbeddingStage(embedder=OfflineEmbedder())


async def test_a_text_gets_a_unit_vector_and_its_ngrams() -> None:
    vectors = await STAGE.run(text="Ko'chada chiroq yonmayapti", task="query")
    assert vectors.model == OFFLINE_EMBEDDING_MODEL
    assert len(vectors.dense) == 384
    assert math.isclose(math.fsum(value**2 for value in vectors.dense), 1.0, rel_tol=1e-3)
    assert vectors.sparse.indices


async def test_words_are_the_same_ngrams_without_the_model() -> None:
    """What the search has while the embedding is away (P20), and where it would have looked."""
    text = "Ko'chada chiroq yonmayapti"
    whole, words = await STAGE.run(text=text, task="query"), await STAGE.words(text=text)
    assert (words.dense, words.sparse, words.model) == ((), whole.sparse, whole.model)
    assert words.dimensions == len(whole.dense)


@pytest.mark.parametrize("text", ["", "🙂", "\0", "\ud800", "ў" * TEXT_MAX_CHARS])
async def test_hard_texts_get_finite_vectors(text: str) -> None:
    vectors = await STAGE.run(text=text, task="query")
    assert all(math.isfinite(value) for value in vectors.dense)


async def test_a_nul_does_not_cut_the_text() -> None:
    cut = await STAGE.run(text="Uyda", task="query")
    whole = await STAGE.run(text="Uyda\0 gaz yo'q, batareyalar sovuq", task="query")
    assert whole.dense != cut.dense


async def test_texts_embedded_at_once_get_what_they_get_alone() -> None:
    texts = ["Gaz yo'q", "Нет воды", "Yo'lda chuqur"]
    alone = [await STAGE.run(text=text, task="document") for text in texts]
    together = await asyncio.gather(*(STAGE.run(text=text, task="document") for text in texts))
    assert together == alone
