"""The learning stage: what the index holds, from departments and from corrections (P30, P32)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID, uuid5

from serve_graph.contract import Language
from serve_graph.contract_stages import Draft, SparseVector, TextVectors
from serve_graph.contract_teaching import (
    DepartmentsRequest,
    DepartmentText,
    DepartmentUpsert,
    LearnReply,
    LearnRequest,
)
from serve_graph.errors import RequestInvalid
from serve_graph.ngrams import Ngrams, cosine
from serve_graph.texts import clean, mask_personal_data, phrases

_POINTS = UUID("6d5a8c56-0f6b-5c0a-9d3e-3f6f6f0b8a11")  # The namespace of all point ids.
NEIGHBOUR_FROM = 0.3  # Under this cosine of n-grams an example never counts (``search/votes.py``).
_NO_NGRAMS = SparseVector(indices=(), values=())


@dataclass(frozen=True, kw_only=True)
class Point:
    """A point as the index must hold it.

    A description has no n-grams, a wording no meaning; an example has both.
    """

    point_id: UUID
    dense: tuple[float, ...] | None
    sparse: SparseVector | None
    payload: dict[str, Any]


class Stored(Protocol):
    """A description that the index holds."""

    @property
    def dense(self) -> tuple[float, ...]:
        """Its vector."""

    @property
    def payload(self) -> Mapping[str, Any]:
        """What is stored beside it."""


class Index(Protocol):
    """The part of the index that can be taught."""

    async def descriptions(
        self, *, vectors: TextVectors, point_ids: Sequence[UUID]
    ) -> Mapping[UUID, Stored]:
        """Return those of the points that are there, for the model of ``vectors``."""

    async def departments_replace(
        self, *, model: str, district: str, points: Sequence[Point]
    ) -> str:
        """Make these the points of the district's departments; return the index's version."""

    async def example_put(self, *, model: str, point: Point, version: int) -> str:
        """Write the point unless a newer version is there; return the index's version."""

    async def example_remove(self, *, point_id: UUID, district: str, version: int) -> str:
        """Take the point out of every collection, unless a newer version is there."""

    async def rebuild_begin(self, *, vectors: TextVectors) -> str:
        """Open a new collection for the model of ``vectors``; return its name."""

    async def rebuild_finish(self, *, vectors: TextVectors, name: str) -> str:
        """Answer from the new collection from now on; return its name."""


class LearningStage:
    """Writes corrections and departments; all of it can be sent again without harm."""

    def __init__(self, *, index: Index) -> None:
        self._index = index
        self._ngrams = Ngrams.load()

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

    async def departments_known(
        self, *, request: DepartmentsRequest, vectors: TextVectors
    ) -> tuple[TextVectors | None, ...]:
        """Return, per text, the vectors that the index holds of it; ``None`` for a changed text.

        ``vectors`` is any reading by the model in use.  Raises ``IndexUnavailable``.
        """
        texts = [(upsert, text) for upsert in request.departments for text in upsert.texts]
        ids = [uuid5(_POINTS, _key(upsert, text)) for upsert, text in texts]
        stored = await self._index.descriptions(vectors=vectors, point_ids=ids)
        return tuple(
            _unchanged(text, stored.get(point_id), model=vectors.model)
            for (_, text), point_id in zip(texts, ids, strict=True)
        )

    async def rebuild_begin(self, *, vectors: TextVectors) -> LearnReply:
        """Open a new collection beside the one in use (P32); raises ``IndexUnavailable``.

        From now on everything is written to both; send all departments and corrections again,
        then finish.  ``vectors`` is any reading by the model in use.
        """
        index_version = await self._index.rebuild_begin(vectors=vectors)
        return LearnReply(point_ids=(), index_version=index_version)

    async def rebuild_finish(self, *, vectors: TextVectors, index_version: str) -> LearnReply:
        """Answer from the new collection, and forget the old one.

        Raises ``RequestInvalid`` unless ``index_version`` is the rebuild under way, and
        ``IndexUnavailable``.
        """
        name = await self._index.rebuild_finish(vectors=vectors, name=index_version)
        return LearnReply(point_ids=(), index_version=name)

    async def neighbours(self, *, text: str, others: Sequence[str]) -> tuple[int, ...]:
        """Return which of the other cleaned texts an example of ``text`` could move at all."""
        example = self._ngrams.read(text)
        near = (cosine(example, self._ngrams.read(other)) for other in others)
        return tuple(place for place, likeness in enumerate(near) if likeness >= NEIGHBOUR_FROM)

    async def draft(self, *, upsert: DepartmentUpsert, vectors: Sequence[TextVectors]) -> Draft:
        """Return a department's texts as the index would hold them; nothing is written."""
        texts = [(upsert, text) for text in upsert.texts]
        points = _department_points(texts, vectors, self._ngrams)
        return Draft(
            department_code=upsert.code,
            descriptions=tuple(point.dense for point in points if point.dense is not None),
            wordings=tuple(point.sparse for point in points if point.sparse is not None),
        )

    async def departments_replace(
        self, *, request: DepartmentsRequest, vectors: Sequence[TextVectors]
    ) -> LearnReply:
        """Replace the departments of a district.

        ``vectors`` belong to "name. description" of each text, in the order of departments and, in
        each, of texts.  Raises ``RequestInvalid``, ``IndexUnavailable``.
        """
        texts = [(upsert, text) for upsert in request.departments for text in upsert.texts]
        _check(request, texts, vectors)
        points = _department_points(texts, vectors, self._ngrams)
        index_version = await self._index.departments_replace(
            model=vectors[0].model, district=request.district, points=points
        )
        ids = tuple(point.point_id for point in points)
        return LearnReply(point_ids=ids, index_version=index_version)


def example_id(correction_uuid: UUID) -> UUID:
    """Return the id of a correction's point: always the same one (P30)."""
    return uuid5(_POINTS, f"correction/{correction_uuid}")


def _unchanged(text: DepartmentText, stored: Stored | None, *, model: str) -> TextVectors | None:
    """Return the stored vectors if they are of this very text."""
    if stored is None or (stored.payload.get("name"), stored.payload.get("description")) != (
        text.name,
        text.description,
    ):
        return None
    return TextVectors(dense=stored.dense, sparse=_NO_NGRAMS, model=model)


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
    texts: Sequence[tuple[DepartmentUpsert, DepartmentText]],
    vectors: Sequence[TextVectors],
    ngrams: Ngrams,
) -> list[Point]:
    points: list[Point] = []
    for (upsert, text), vector in zip(texts, vectors, strict=True):
        points.append(_description(upsert, text, dense=vector.dense))
        points.extend(_wordings(upsert, text, ngrams))
    return points


def _description(
    upsert: DepartmentUpsert, text: DepartmentText, *, dense: tuple[float, ...]
) -> Point:
    payload = _payload(upsert, text, kind="description")
    payload |= {"name": text.name, "description": text.description}
    point_id = uuid5(_POINTS, _key(upsert, text))
    return Point(point_id=point_id, dense=dense, sparse=None, payload=payload)


def _wordings(upsert: DepartmentUpsert, text: DepartmentText, ngrams: Ngrams) -> Iterator[Point]:
    """Yield a point for the name, each part of the description and each wording of citizens."""
    said = (text.name, *phrases(text.description), *text.wordings)
    for wording in dict.fromkeys(mask_personal_data(clean(one)) for one in said):
        sparse = ngrams.read(wording)
        if sparse.indices:
            point_id = uuid5(_POINTS, f"{_key(upsert, text)}/{wording}")
            payload = _payload(upsert, text, kind="wording")
            yield Point(point_id=point_id, dense=None, sparse=sparse, payload=payload)


def _key(upsert: DepartmentUpsert, text: DepartmentText) -> str:
    return f"{upsert.district}/{upsert.department_id}/{text.language.value}"


def _payload(upsert: DepartmentUpsert, text: DepartmentText, *, kind: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "district": upsert.district,
        "language": text.language.value,
        "department": upsert.code,
        "department_id": str(upsert.department_id),
    }
