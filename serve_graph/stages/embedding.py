"""The embedding stage: a text's dense vector from a model and its n-grams from here (P15)."""

from collections.abc import Sequence
from typing import Literal, Protocol

from serve_graph.contract import TextVectors
from serve_graph.texts import ngrams


class Embedder(Protocol):
    """A model that turns texts into vectors of length one."""

    @property
    def model(self) -> str:
        """The model's name; vectors of different models are never compared."""

    async def embed(
        self, texts: Sequence[str], *, task: Literal["query", "document"]
    ) -> list[tuple[float, ...]]:
        """Return one vector per text; raises ``EmbeddingUnavailable``."""


class EmbeddingStage:
    """Reads a cleaned text in the two ways that the index compares."""

    def __init__(self, *, embedder: Embedder) -> None:
        self._embedder = embedder

    async def run(self, *, text: str, task: Literal["query", "document"]) -> TextVectors:
        """Return both vectors; raises ``EmbeddingUnavailable``."""
        (dense,) = await self._embedder.embed([text], task=task)
        return TextVectors(dense=dense, sparse=ngrams(text), model=self._embedder.model)
