"""A bounded memory of vectors: the same text is embedded once in a replica.

Citizens repeat themselves, jobs are tried again, and every text of a district is embedded anew
when its index is rebuilt.  A text itself is not kept, only its digest.
"""

import hashlib
from array import array
from collections import OrderedDict
from collections.abc import Sequence
from typing import Literal, Protocol, TypeAlias

TEXTS_MAX = 4_096  # Of 384 numbers each that is 12 MB.
Task: TypeAlias = Literal["query", "document"]


class Embedder(Protocol):
    """A model that turns texts into vectors."""

    @property
    def model(self) -> str:
        """The model's name."""

    @property
    def dimensions(self) -> int:
        """How many numbers one vector has."""

    async def embed(self, texts: Sequence[str], *, task: Task) -> list[tuple[float, ...]]:
        """Return one vector per text; raises ``EmbeddingUnavailable``."""


class CachedEmbedder:
    """Asks the model only for texts that it has not answered lately."""

    def __init__(self, embedder: Embedder, *, texts_max: int = TEXTS_MAX) -> None:
        self.model = embedder.model
        self.dimensions = embedder.dimensions
        self._embedder = embedder
        self._texts_max = texts_max
        self._known: OrderedDict[bytes, array[float]] = OrderedDict()

    async def embed(self, texts: Sequence[str], *, task: Task) -> list[tuple[float, ...]]:
        """Return one vector per text; raises ``EmbeddingUnavailable``."""
        keys = {text: self._key(text, task) for text in texts}
        missing = [text for text, key in keys.items() if key not in self._known]
        found = {text: tuple(self._known[key]) for text, key in keys.items() if key in self._known}
        if missing:
            made = await self._embedder.embed(missing, task=task)
            found |= dict(zip(missing, made, strict=True))
        for text, key in keys.items():
            self._remember(key, found[text])
        return [found[text] for text in texts]

    async def aclose(self) -> None:
        """Close the connections of a model that has some."""
        close = getattr(self._embedder, "aclose", None)
        if close is not None:
            await close()

    def _remember(self, key: bytes, vector: tuple[float, ...]) -> None:
        """Keep the vector as the latest, and forget the one that was not used for longest."""
        self._known[key] = array("d", vector)
        self._known.move_to_end(key)
        while len(self._known) > self._texts_max:
            self._known.popitem(last=False)

    def _key(self, text: str, task: Task) -> bytes:
        said = f"{self.model}\0{task}\0{text}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(said, digest_size=16).digest()
