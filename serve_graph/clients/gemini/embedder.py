"""Texts as vectors of a Gemini model."""

import math
from collections.abc import Sequence
from typing import Any, Literal

from google.genai import types

from serve_graph.clients.gemini.connection import GeminiAccess, GeminiConnection, asked
from serve_graph.clients.guard import Guard
from serve_graph.errors import EmbeddingUnavailable

TEXTS_PER_CALL_MAX = 100
_TASK_TYPES = {"query": "RETRIEVAL_QUERY", "document": "RETRIEVAL_DOCUMENT"}


class GeminiEmbedder:
    """Turns texts into vectors of length one."""

    def __init__(self, *, access: GeminiAccess, model: str, dimensions: int) -> None:
        self.model = model
        self.dimensions = dimensions
        self._gemini = GeminiConnection(access)
        self._guard = Guard(
            name=model,
            timeout_s=access.timeout_s,
            unavailable=EmbeddingUnavailable,
            cancelled_is_fine=True,
        )

    async def embed(
        self, texts: Sequence[str], *, task: Literal["query", "document"]
    ) -> list[tuple[float, ...]]:
        """Return one vector per text; raises ``EmbeddingUnavailable``."""
        vectors: list[tuple[float, ...]] = []
        for start in range(0, len(texts), TEXTS_PER_CALL_MAX):
            part = list(texts[start : start + TEXTS_PER_CALL_MAX])
            vectors += await self._guard.call(lambda part=part: self._embed_once(part, task))  # type: ignore[misc]  # mypy cannot type a lambda's default
        return vectors

    async def aclose(self) -> None:
        """Close the connections."""
        await self._gemini.aclose()

    async def _embed_once(self, texts: list[str], task: str) -> list[tuple[float, ...]]:
        config = types.EmbedContentConfig(
            task_type=_TASK_TYPES[task], output_dimensionality=self.dimensions
        )
        response = await asked(
            lambda: self._gemini.models.embed_content(
                model=self.model, contents=list[Any](texts), config=config
            ),
            unavailable=EmbeddingUnavailable,
        )
        vectors = [_unit(item.values or []) for item in response.embeddings or []]
        # Some models answer one vector for a whole list.
        if len(vectors) != len(texts) or any(len(v) != self.dimensions for v in vectors):
            message = "not one vector of the right size per text"
            raise EmbeddingUnavailable("EMBEDDING_WRONG", message, permanent=True)
        return vectors


def _unit(values: Sequence[float]) -> tuple[float, ...]:
    """Return the vector with length one: shortened vectors come with any length."""
    length = math.sqrt(sum(value * value for value in values)) or 1.0
    return tuple(value / length for value in values)
