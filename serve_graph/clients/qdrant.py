"""The client of Qdrant: one collection per embedding model, created when it is first needed.

Invariant: nobody else imports ``qdrant_client``; description points and example points share a
collection, never a query.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar
from uuid import UUID

from qdrant_client import AsyncQdrantClient, models
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from serve_graph.contract import SparseVector, TextVectors
from serve_graph.errors import IndexUnavailable

T = TypeVar("T")

INDEX_PREFIX = "civic-v1-"
DESCRIPTIONS_MAX = 1_000
PHRASES_MAX = 2_000
EXAMPLES_MAX = 24
POINTS_PER_CALL = 200
_DENSE = "dense"
_SPARSE = "ngrams"
_KEYWORD_FIELDS = ("kind", "district", "language", "department")
_INTEGER_FIELDS = ("version", "generation")
_DEPARTMENT_KINDS = ["description", "phrase"]
_NOT_FOUND = 404
_CONFLICT = 409
_MAY_PASS = frozenset({408, 423, 425, 429})


class PointToHold(Protocol):
    """A point as the learning stage makes it."""

    @property
    def point_id(self) -> UUID:
        """The point's id."""

    @property
    def dense(self) -> tuple[float, ...] | None:
        """The vector of the embedding model, if this point has one."""

    @property
    def sparse(self) -> SparseVector:
        """The weighted n-grams."""

    @property
    def payload(self) -> dict[str, Any]:
        """What is stored beside the vectors."""


@dataclass(frozen=True)
class Hit:
    """A point that the index found."""

    point_id: UUID
    score: float
    payload: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the index found for one text in one district, by kind of point and of vector."""

    index_version: str
    departments_dense: tuple[Hit, ...] = ()
    departments_sparse: tuple[Hit, ...] = ()
    examples_dense: tuple[Hit, ...] = ()
    examples_sparse: tuple[Hit, ...] = ()


@dataclass
class _Known:
    """The collections this client has seen, so that it asks once."""

    names: set[str] = field(default_factory=set)
    creating: asyncio.Lock = field(default_factory=asyncio.Lock)


class QdrantIndex:
    """The search index; every call ends within ``timeout_s``."""

    def __init__(self, *, url: str, api_key: str | None = None, timeout_s: float = 5.0) -> None:
        self._timeout_s = timeout_s
        self._known = _Known()
        self._client = AsyncQdrantClient(
            url=url, api_key=api_key, timeout=max(1, round(timeout_s)), check_compatibility=False
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def search(self, *, vectors: TextVectors, district: str) -> Found:
        """Return what is similar to the text; raises ``IndexUnavailable``.

        One request: descriptions and examples, each by meaning and by n-grams.
        """
        name = index_name(vectors.model, len(vectors.dense))
        requests = _search_requests(vectors, district)
        call = self._client.query_batch_points(name, requests=list(requests.values()))
        try:
            answers = await self._answer(call)
        except _Missing:
            return Found(index_version=name)
        hits = {
            part: tuple(Hit(UUID(str(p.id)), p.score, p.payload or {}) for p in answer.points)
            for part, answer in zip(requests, answers, strict=True)
        }
        return Found(index_version=name, **hits)

    async def departments_replace(
        self, *, model: str, district: str, points: Sequence[PointToHold]
    ) -> str:
        """Make these the district's description points, without a gap; return the version.

        The new points are written first, then what is left of earlier generations goes.  Of two
        calls at once the later one wins: neither takes away what the other has just written.
        """
        generation = time.time_ns() // 1_000
        name = await self._ready(model, points[0])
        for start in range(0, len(points), POINTS_PER_CALL):
            part = points[start : start + POINTS_PER_CALL]
            structs = [_struct(point, {"generation": generation}) for point in part]
            await self._put_if_newer(name, structs, _below("generation", generation))
        kinds = _any("kind", _DEPARTMENT_KINDS)
        older = [_is("district", district), kinds, _below("generation", generation)]
        selector = models.Filter(must=older)
        await self._answer(self._client.delete(name, points_selector=selector, wait=True))
        return name

    async def example_put(self, *, model: str, point: PointToHold, version: int) -> str:
        """Write an example unless a newer version of it is there; return the version."""
        name = await self._ready(model, point)
        struct = _struct(point, {"version": version})
        await self._put_if_newer(name, [struct], _below("version", version))
        return name

    async def example_remove(self, *, point_id: UUID, district: str, version: int) -> str:
        """Empty the point in every collection.

        Its number stays, without vectors, so that an older version that arrives late does not
        bring the correction back (P32).
        """
        payload = {"kind": "removed", "district": district, "version": version}
        emptied = models.PointStruct(id=str(point_id), vector={}, payload=payload)
        names = await self._index_names()
        for name in names:
            await self._put_if_newer(name, [emptied], _below("version", version))
        return names[0] if names else f"{INDEX_PREFIX}none"

    async def _put_if_newer(
        self, name: str, points: list[models.PointStruct], older: models.Condition
    ) -> None:
        """Write points that are new, or that are there in an older version."""
        replaced = models.Filter(must=[older])
        call = self._client.upsert(name, points=points, update_filter=replaced, wait=True)
        await self._answer(call)

    async def _index_names(self) -> list[str]:
        answer = await self._answer(self._client.get_collections())
        names = (collection.name for collection in answer.collections)
        return sorted(name for name in names if name.startswith(INDEX_PREFIX))

    async def _ready(self, model: str, point: PointToHold) -> str:
        """Return the collection of a model; create it once, whoever else does the same."""
        name = index_name(model, len(point.dense or ()))
        async with self._known.creating:
            if name not in self._known.names:
                if not await self._answer(self._client.collection_exists(name)):
                    await self._create(name, size=len(point.dense or ()))
                await self._index_fields(name)
                self._known.names.add(name)
        return name

    async def _create(self, name: str, *, size: int) -> None:
        dense = models.VectorParams(size=size, distance=models.Distance.COSINE)
        call = self._client.create_collection(
            name,
            vectors_config={_DENSE: dense},
            sparse_vectors_config={_SPARSE: models.SparseVectorParams()},
        )
        try:
            await self._answer(call)
        except IndexUnavailable as error:
            if error.code != f"INDEX_{_CONFLICT}":  # Another process was faster: all the better.
                raise

    async def _index_fields(self, name: str) -> None:
        fields = dict.fromkeys(_KEYWORD_FIELDS, models.PayloadSchemaType.KEYWORD)
        fields |= dict.fromkeys(_INTEGER_FIELDS, models.PayloadSchemaType.INTEGER)
        for key, schema in fields.items():
            await self._answer(self._client.create_payload_index(name, key, schema, wait=True))

    async def _answer(self, call: Awaitable[T]) -> T:
        """Return the answer in time; turns every failure into ``IndexUnavailable``."""
        try:
            async with asyncio.timeout(self._timeout_s):
                return await call
        except TimeoutError as error:
            message = f"no answer in {self._timeout_s:g} s"
            raise IndexUnavailable("INDEX_TIMED_OUT", message, permanent=False) from error
        except ResponseHandlingException as error:
            name = type(error.source).__name__
            raise IndexUnavailable("INDEX_UNREACHABLE", name, permanent=False) from error
        except UnexpectedResponse as error:
            raise self._refused(error.status_code or 0) from error

    def _refused(self, status: int) -> IndexUnavailable:
        if status == _NOT_FOUND:
            self._known.names.clear()  # Somebody deleted a collection: the next call creates it.
            return _Missing("INDEX_MISSING", "the collection is gone", permanent=False)
        may_pass = status >= 500 or status in _MAY_PASS
        message = f"the index answered {status}"
        return IndexUnavailable(f"INDEX_{status}", message, permanent=not may_pass)


class _Missing(IndexUnavailable):
    """There is no such collection."""


def index_name(model: str, size: int) -> str:
    """Return the collection of a model: vectors of different models never meet."""
    slug = re.sub(r"[^a-z0-9]+", "-", model.lower()).strip("-")
    return f"{INDEX_PREFIX}{slug}-{size}"


def _search_requests(vectors: TextVectors, district: str) -> dict[str, models.QueryRequest]:
    """Return the queries by the name of their part in ``Found``."""
    departments = [_is("district", district), _any("kind", _DEPARTMENT_KINDS)]
    examples = [_is("district", district), _is("kind", "example")]
    requests = {
        "departments_dense": _dense(vectors, departments, limit=DESCRIPTIONS_MAX),
        "examples_dense": _dense(vectors, examples, limit=EXAMPLES_MAX),
    }
    if vectors.sparse.indices:  # A text without a letter has no n-gram to search by.
        requests["departments_sparse"] = _sparse(vectors, departments, limit=PHRASES_MAX)
        requests["examples_sparse"] = _sparse(vectors, examples, limit=EXAMPLES_MAX)
    return requests


def _dense(
    vectors: TextVectors, must: list[models.Condition], *, limit: int
) -> models.QueryRequest:
    return models.QueryRequest(
        query=list(vectors.dense),
        using=_DENSE,
        filter=models.Filter(must=must),
        limit=limit,
        with_payload=True,
    )


def _sparse(
    vectors: TextVectors, must: list[models.Condition], *, limit: int
) -> models.QueryRequest:
    return models.QueryRequest(
        query=_sparse_vector(vectors.sparse),
        using=_SPARSE,
        filter=models.Filter(must=must),
        limit=limit,
        with_payload=["kind", "language", "department"],
    )


def _struct(point: PointToHold, more: Mapping[str, Any]) -> models.PointStruct:
    vector: dict[str, Any] = {_SPARSE: _sparse_vector(point.sparse)}
    if point.dense is not None:
        vector[_DENSE] = list(point.dense)
    return models.PointStruct(
        id=str(point.point_id), vector=vector, payload={**point.payload, **more}
    )


def _sparse_vector(sparse: SparseVector) -> models.SparseVector:
    return models.SparseVector(indices=list(sparse.indices), values=list(sparse.values))


def _is(key: str, value: str) -> models.Condition:
    return models.FieldCondition(key=key, match=models.MatchValue(value=value))


def _below(key: str, value: int) -> models.Condition:
    return models.FieldCondition(key=key, range=models.Range(lt=value))


def _any(key: str, values: list[str]) -> models.Condition:
    return models.FieldCondition(key=key, match=models.MatchAny(any=values))
