"""The embedding stage: a text's dense vector from a model and its n-grams from here (P15)."""

from collections.abc import Sequence
from typing import Literal, Protocol, TypeAlias

from serve_graph.contract_stages import TextVectors
from serve_graph.gist import Gist
from serve_graph.ngrams import Ngrams

Task: TypeAlias = Literal["query", "document"]


class Embedder(Protocol):
    """A model that turns texts into vectors of length one."""

    @property
    def model(self) -> str:
        """The model's name; vectors of different models are never compared."""

    @property
    def dimensions(self) -> int:
        """How many numbers one vector has."""

    async def embed(self, texts: Sequence[str], *, task: Task) -> list[tuple[float, ...]]:
        """Return one vector per text; raises ``EmbeddingUnavailable``."""


class EmbeddingStage:
    """Reads a cleaned text in the two ways that the index compares; of a long message its gist."""

    def __init__(self, *, embedder: Embedder) -> None:
        self._embedder = embedder
        self._ngrams = Ngrams.load()
        self._gist = Gist.load()

    async def run(self, *, text: str, task: Task) -> TextVectors:
        """Return both vectors; raises ``EmbeddingUnavailable``."""
        told = self._gist.of(text) if task == "query" else None
        (dense,) = await self._embedder.embed([told.text if told else text], task=task)
        return TextVectors(
            dense=dense,
            sparse=told.sparse if told else self._ngrams.read(text),
            model=self._embedder.model,
            is_gist=told is not None,
        )

    async def words(self, *, text: str) -> TextVectors:
        """Return the n-grams alone, what can be read of a text while the model is away (P20)."""
        told = self._gist.of(text)
        return TextVectors(
            dense=(),
            sparse=told.sparse if told else self._ngrams.read(text),
            is_gist=told is not None,
            model=self._embedder.model,
            dimensions=self._embedder.dimensions,
        )
