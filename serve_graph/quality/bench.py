"""The stages as they serve, over an index in memory: no server, the same points and readings."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID, uuid4

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from serve_graph.clients.offline import OfflineEmbedder
from serve_graph.clients.qdrant.queries import WORDINGS_MAX, Found, Hit, Stored
from serve_graph.contract_stages import LanguageReading, SearchReading, SparseVector, TextVectors
from serve_graph.contract_teaching import DepartmentsRequest, LearnRequest
from serve_graph.ngrams import BUCKETS
from serve_graph.quality.rows import DISTRICT
from serve_graph.stages.embedding import EmbeddingStage, Task
from serve_graph.stages.language import LanguageStage
from serve_graph.stages.learning import LearningStage, Point
from serve_graph.stages.search import SearchStage


class KeptEmbedder:
    """The offline model, with its vectors kept in a file between runs."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offline = OfflineEmbedder()
        self.model, self.dimensions = self._offline.model, self._offline.dimensions
        self._kept: dict[str, np.ndarray] = {}
        if path.exists():
            with np.load(path, allow_pickle=False) as arrays:
                self._kept = dict(zip(arrays["keys"].tolist(), arrays["vectors"], strict=True))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: object, _places: TracebackType | None
    ) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if self._kept:
            keys = np.array(list(self._kept))
            np.savez(self._path, keys=keys, vectors=np.stack(list(self._kept.values())))

    async def embed(self, texts: Sequence[str], *, task: Task) -> list[tuple[float, ...]]:
        """Return one vector per text."""
        return [await self._one(text, task) for text in texts]

    async def _one(self, text: str, task: Task) -> tuple[float, ...]:
        key = hashlib.sha256(f"{task}\0{text}".encode("utf-8", "replace")).hexdigest()[:32]
        if key not in self._kept:
            (vector,) = await self._offline.embed([text], task=task)
            self._kept[key] = np.array(vector, dtype=np.float32)
        return tuple(self._kept[key].tolist())


@dataclass
class MemoryIndex:
    """Compares with every point of one district, as the real index does."""

    points: list[Point] = field(default_factory=list)
    examples: dict[UUID, Point] = field(default_factory=dict)
    _wordings: "csr_matrix | None" = None

    async def search(self, *, vectors: TextVectors, district: str) -> Found:
        """Return everything, and all examples."""
        described = [point for point in self.points if point.dense is not None]
        worded = [point for point in self.points if point.sparse is not None]
        if self._wordings is None:
            self._wordings = csr_of([point.sparse for point in worded if point.sparse])
        examples = list(self.examples.values())
        near = self._wordings @ _column(vectors.sparse)
        return Found(
            index_version=f"memory-{district}",
            descriptions=_dense_hits(described, vectors) if vectors.dense else _listed(described),
            wordings=_hits(worded, near)[:WORDINGS_MAX],
            examples_dense=_dense_hits(examples, vectors) if vectors.dense else (),
            examples_sparse=_sparse_hits(examples, vectors),
        )

    async def descriptions(
        self, *, vectors: TextVectors, point_ids: Sequence[UUID]
    ) -> Mapping[UUID, Stored]:
        """Return nothing: everything is new here."""
        del vectors, point_ids
        return {}

    async def departments_replace(
        self, *, model: str, district: str, points: Sequence[Point]
    ) -> str:
        """Keep the points."""
        self.points, self._wordings = list(points), None
        return f"{model}/{district}"

    async def example_put(self, *, model: str, point: Point, version: int) -> str:
        """Keep the example."""
        self.examples[point.point_id] = point
        return f"{model}/{version}"

    async def example_remove(self, *, point_id: UUID, district: str, version: int) -> str:
        """Forget the example."""
        self.examples.pop(point_id, None)
        return f"{district}/{version}"

    async def rebuild_begin(self, *, vectors: TextVectors) -> str:
        """Forget everything."""
        self.points, self.examples = [], {}
        return vectors.model

    async def rebuild_finish(self, *, vectors: TextVectors, name: str) -> str:
        """Do nothing more: the memory answers at once."""
        del name
        return vectors.model


class Bench:
    """All stages of a routing, over one index."""

    def __init__(self, embedder: KeptEmbedder) -> None:
        self.index, self.embedder = MemoryIndex(), embedder
        self.embedding = EmbeddingStage(embedder=embedder)
        self._language = LanguageStage()
        self._learning = LearningStage(index=self.index)
        self._search = SearchStage(index=self.index)

    async def departments(self, request: DepartmentsRequest) -> None:
        """Teach the index these departments."""
        texts = [f"{t.name}. {t.description}" for d in request.departments for t in d.texts]
        vectors = [await self.embedding.run(text=text, task="document") for text in texts]
        await self._learning.departments_replace(request=request, vectors=vectors)

    async def read(self, text: str) -> LanguageReading:
        """Return what the language stage makes of a text."""
        return await self._language.run(text=text)

    async def ask(self, text: str, *, model: str | None = None) -> SearchReading:
        """Return the candidates; another model's name hides the classifier on the meaning."""
        read = await self._language.run(text=text)
        vectors = await self.embedding.run(text=read.cleaned, task="query")
        if model is not None:
            vectors = vectors.model_copy(update={"model": model})
        return await self._search.run(
            vectors=vectors, district=DISTRICT, languages=read.search_languages
        )

    async def ask_by_words(self, text: str) -> SearchReading:
        """Return the candidates while no embedding model answers."""
        read = await self._language.run(text=text)
        vectors = await self.embedding.words(text=read.cleaned)
        return await self._search.run(
            vectors=vectors, district=DISTRICT, languages=read.search_languages
        )

    async def correct(self, text: str, *, code: str, department_id: UUID) -> None:
        """Teach the index one correction."""
        read = await self._language.run(text=text)
        vectors = await self.embedding.run(text=read.cleaned, task="query")
        request = LearnRequest(
            correction_uuid=uuid4(),
            text=read.cleaned,
            district=DISTRICT,
            department_id=department_id,
            department_code=code,
            author_id=UUID(int=0),
        )
        await self._learning.run(request=request, language=read.language, vectors=vectors)


def csr_of(vectors: Sequence[SparseVector]) -> csr_matrix:
    """Return sparse vectors as the rows of a matrix."""
    starts = np.cumsum([0, *(len(one.indices) for one in vectors)])
    values = [value for one in vectors for value in one.values]
    columns = [index for one in vectors for index in one.indices]
    return csr_matrix((values, columns, starts), shape=(len(vectors), BUCKETS))


def _column(sparse: SparseVector) -> np.ndarray:
    column = np.zeros(BUCKETS, dtype=np.float32)
    column[list(sparse.indices)] = sparse.values
    return column


def _hits(points: Sequence[Point], scores: np.ndarray) -> tuple[Hit, ...]:
    return tuple(
        Hit(points[number].point_id, float(scores[number]), points[number].payload)
        for number in np.argsort(-scores)
        if scores[number] > 0
    )


def _listed(points: Sequence[Point]) -> tuple[Hit, ...]:
    return tuple(Hit(point.point_id, 0.0, point.payload) for point in points)


def _dense_hits(points: Sequence[Point], vectors: TextVectors) -> tuple[Hit, ...]:
    if not points:
        return ()
    stored = np.array([point.dense for point in points], dtype=np.float32)
    return _hits(points, stored @ np.array(vectors.dense, dtype=np.float32))


def _sparse_hits(points: Sequence[Point], vectors: TextVectors) -> tuple[Hit, ...]:
    if not points:
        return ()
    return _hits(points, csr_of([p.sparse for p in points if p.sparse]) @ _column(vectors.sparse))
