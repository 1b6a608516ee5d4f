"""The learning stage: what the index holds, from departments and from corrections (P30, P32)."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID, uuid5

from serve_graph.contract import (
    DepartmentsRequest,
    DepartmentText,
    DepartmentUpsert,
    Language,
    LearnReply,
    LearnRequest,
    SparseVector,
    TextVectors,
)
from serve_graph.errors import RequestInvalid
from serve_graph.texts import ngrams, phrases, unit_length

_POINTS = UUID("6d5a8c56-0f6b-5c0a-9d3e-3f6f6f0b8a11")  # The namespace of all point ids.


@dataclass(frozen=True, kw_only=True)
class Point:
    """A point as the index must hold it; ``dense`` is ``None`` for a phrase."""

    point_id: UUID
    dense: tuple[float, ...] | None
    sparse: SparseVector
    payload: dict[str, Any]


class Index(Protocol):
    """The part of the index that can be taught."""

    async def departments_replace(
        self, *, model: str, district: str, points: Sequence[Point]
    ) -> str:
        """Make these the description points of the district; return the index's version."""

    async def example_put(self, *, model: str, point: Point, version: int) -> str:
        """Write the point unless a newer version is there; return the index's version."""

    async def example_remove(self, *, point_id: UUID, district: str, version: int) -> str:
        """Take the point out of every collection, unless a newer version is there."""


class LearningStage:
    """Writes corrections and departments; all of it can be sent again without harm."""

    def __init__(self, *, index: Index) -> None:
        self._index = index

    async def run(
        self, *, request: LearnRequest, language: Language, vectors: TextVectors
    ) -> LearnReply:
        """Write or remove the one point of a correction; raises ``IndexUnavailable``."""
        point_id = example_id(request.correction_uuid)
        if request.removed:
            index_version = await self._index.example_remove(
                point_id=point_id, district=request.district, version=request.version
            )
        else:
            point = _example(request, language, vectors, point_id=point_id)
            index_version = await self._index.example_put(
                model=vectors.model, point=point, version=request.version
            )
        return LearnReply(point_ids=(point_id,), index_version=index_version)

    async def departments_replace(
        self, *, request: DepartmentsRequest, vectors: Sequence[TextVectors]
    ) -> LearnReply:
        """Replace the departments of a district.

        ``vectors`` belong to "name. description" of each text, in the order of departments and, in
        each, of texts.  Raises ``RequestInvalid``, ``IndexUnavailable``.
        """
        texts = [(upsert, text) for upsert in request.departments for text in upsert.texts]
        _check(request, texts, vectors)
        points = _department_points(texts, vectors)
        index_version = await self._index.departments_replace(
            model=vectors[0].model, district=request.district, points=points
        )
        ids = tuple(point.point_id for point in points)
        return LearnReply(point_ids=ids, index_version=index_version)


def example_id(correction_uuid: UUID) -> UUID:
    """Return the id of a correction's point: always the same one (P30)."""
    return uuid5(_POINTS, f"correction/{correction_uuid}")


def _example(
    request: LearnRequest, language: Language, vectors: TextVectors, *, point_id: UUID
) -> Point:
    payload = {
        "kind": "example",
        "district": request.district,
        "language": language.value,
        "department": request.department_code,
        "department_id": str(request.department_id),
        "author_id": str(request.author_id),
        "version": request.version,
    }
    return Point(point_id=point_id, dense=vectors.dense, sparse=vectors.sparse, payload=payload)


def _check(
    request: DepartmentsRequest,
    texts: Sequence[tuple[DepartmentUpsert, DepartmentText]],
    vectors: Sequence[TextVectors],
) -> None:
    """Raise ``RequestInvalid`` unless every text has its vectors, and its district."""
    if len(vectors) != len(texts) or len({vector.model for vector in vectors}) != 1:
        message = "not one reading by one model per text"
        raise RequestInvalid("VECTORS_MISMATCH", message, permanent=True)
    if any(upsert.district != request.district for upsert in request.departments):
        message = "a department belongs to another district"
        raise RequestInvalid("DISTRICT_MISMATCH", message, permanent=True)


def _department_points(
    texts: Sequence[tuple[DepartmentUpsert, DepartmentText]], vectors: Sequence[TextVectors]
) -> list[Point]:
    weighers = {
        language: Weigher(
            [
                v.sparse
                for v, (_, text) in zip(vectors, texts, strict=True)
                if text.language == language
            ]
        )
        for language in Language
    }
    points: list[Point] = []
    for (upsert, text), vector in zip(texts, vectors, strict=True):
        weigher = weighers[text.language]
        points.append(_description(upsert, text, dense=vector.dense, sparse=weigher(vector.sparse)))
        points.extend(_phrases(upsert, text, weigher))
    return points


class Weigher:
    """Weighs n-grams by how few departments use them, as TF-IDF does, on the stored side only.

    The weight stands squared on this side, so that the plain n-grams of a message give the cosine
    of two TF-IDF vectors, but for the message's own length, and examples in the same collection
    never change a weight.
    """

    def __init__(self, descriptions: Sequence[SparseVector]) -> None:
        self._count = len(descriptions)
        self._used_by = Counter(index for one in descriptions for index in one.indices)

    def __call__(self, sparse: SparseVector) -> SparseVector:
        """Return the weighted vector."""
        pairs = zip(sparse.indices, sparse.values, strict=True)
        unit = unit_length({index: value * self._rarity(index) for index, value in pairs})
        values = zip(unit.indices, unit.values, strict=True)
        return SparseVector(
            indices=unit.indices,
            values=tuple(value * self._rarity(index) for index, value in values),
        )

    def _rarity(self, index: int) -> float:
        return math.log((1 + self._count) / (1 + self._used_by[index])) + 1.0


def _description(
    upsert: DepartmentUpsert,
    text: DepartmentText,
    *,
    dense: tuple[float, ...],
    sparse: SparseVector,
) -> Point:
    payload = _payload(upsert, text, kind="description")
    payload |= {"name": text.name, "description": text.description}
    key = f"{upsert.district}/{upsert.department_id}/{text.language.value}"
    return Point(point_id=uuid5(_POINTS, key), dense=dense, sparse=sparse, payload=payload)


def _phrases(upsert: DepartmentUpsert, text: DepartmentText, weigher: Weigher) -> list[Point]:
    """Return a point for each part of the description and each wording of citizens."""
    key = f"{upsert.district}/{upsert.department_id}/{text.language.value}"
    return [
        Point(
            point_id=uuid5(_POINTS, f"{key}/{number}"),
            dense=None,
            sparse=weigher(ngrams(phrase)),
            payload=_payload(upsert, text, kind="phrase"),
        )
        for number, phrase in enumerate((*phrases(text.description), *text.wordings))
    ]


def _payload(upsert: DepartmentUpsert, text: DepartmentText, *, kind: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "district": upsert.district,
        "language": text.language.value,
        "department": upsert.code,
        "department_id": str(upsert.department_id),
    }
