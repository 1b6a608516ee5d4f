"""What is asked of Qdrant and written to it, as the library's own types."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Protocol
from uuid import UUID

from pydantic import BaseModel, Field
from qdrant_client import models

from serve_graph.contract_stages import SparseVector, TextVectors

DEPARTMENTS_MAX = 500
DESCRIPTIONS_MAX = 1_000
# The nearest of all departments: more changed no figure, and grouping them in the index cost five
# times as much as this list does.
WORDINGS_MAX = 128
EXAMPLES_MAX = 24
DENSE = "dense"
SPARSE = "ngrams"
DEPARTMENT_KINDS = ["description", "wording"]


class PointToHold(Protocol):
    """A point as the learning stage makes it."""

    @property
    def point_id(self) -> UUID:
        """The point's id."""

    @property
    def dense(self) -> tuple[float, ...] | None:
        """The vector of the embedding model, if this point has one."""

    @property
    def sparse(self) -> SparseVector | None:
        """The n-grams, if this point has them."""

    @property
    def payload(self) -> dict[str, Any]:
        """What is stored beside the vectors."""


@dataclass(frozen=True)
class Hit:
    """A point that the index found."""

    point_id: Annotated[UUID, Field(validation_alias="id")]
    score: float
    payload: dict[str, Any]


class Answer(BaseModel):
    """What one query of a batch found."""

    points: tuple[Hit, ...]


class BatchAnswer(BaseModel):
    """The part of a reply that is read: the library's own type of it costs twice as much."""

    result: tuple[Answer, ...]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the index found for one text in one district, by kind of point and of vector."""

    index_version: str
    descriptions: tuple[Hit, ...] = ()
    wordings: tuple[Hit, ...] = ()
    examples_dense: tuple[Hit, ...] = ()
    examples_sparse: tuple[Hit, ...] = ()


@dataclass(frozen=True)
class Stored:
    """A description that the index holds."""

    dense: tuple[float, ...]
    payload: Mapping[str, Any]


def search_requests(vectors: TextVectors, district: str) -> dict[str, models.QueryRequest]:
    """Return the queries of one search, by the name of their part in ``Found``.

    Without a dense vector the descriptions are listed, not compared (P20).
    """
    examples = kinds_of(district, ["example"])
    brief = ["department"]
    by_meaning: dict[str, Any] = {"query": list(vectors.dense), "using": DENSE}
    requests = {
        "descriptions": models.QueryRequest(
            filter=kinds_of(district, ["description"]),
            limit=DESCRIPTIONS_MAX,
            with_payload=True,
            **(by_meaning if vectors.dense else {}),
        ),
    }
    if vectors.dense:
        requests["examples_dense"] = models.QueryRequest(
            filter=examples, limit=EXAMPLES_MAX, with_payload=brief, **by_meaning
        )
    if vectors.sparse.indices:  # A text without a letter has no n-gram to search by.
        by_ngrams: dict[str, Any] = {
            "query": sparse_vector(vectors.sparse),
            "using": SPARSE,
            "with_payload": brief,
        }
        wordings = kinds_of(district, ["wording"])
        requests["wordings"] = models.QueryRequest(filter=wordings, limit=WORDINGS_MAX, **by_ngrams)
        requests["examples_sparse"] = models.QueryRequest(
            filter=examples, limit=EXAMPLES_MAX, **by_ngrams
        )
    return requests


def stored_of(record: models.Record) -> Stored | None:
    """Return a stored point with its vector, if it has one."""
    vector = record.vector.get(DENSE) if isinstance(record.vector, dict) else None
    if not isinstance(vector, list):
        return None
    return Stored(tuple(float(str(value)) for value in vector), record.payload or {})


def struct_of(point: PointToHold, more: Mapping[str, Any]) -> models.PointStruct:
    """Return the point with more payload, ready to be written."""
    vector: dict[str, Any] = {}
    if point.sparse is not None:
        vector[SPARSE] = sparse_vector(point.sparse)
    if point.dense is not None:
        vector[DENSE] = list(point.dense)
    return models.PointStruct(
        id=str(point.point_id), vector=vector, payload={**point.payload, **more}
    )


def sparse_vector(sparse: SparseVector) -> models.SparseVector:
    """Return the n-grams as the library's type."""
    return models.SparseVector(indices=list(sparse.indices), values=list(sparse.values))


def kinds_of(district: str, kinds: list[str]) -> models.Filter:
    """Return the filter for points of these kinds in a district (P16)."""
    return models.Filter(
        must=[
            models.FieldCondition(key="district", match=models.MatchValue(value=district)),
            models.FieldCondition(key="kind", match=models.MatchAny(any=kinds)),
        ]
    )


def below(key: str, value: int) -> models.Condition:
    """Return the condition that a number of the payload is smaller."""
    return models.FieldCondition(key=key, range=models.Range(lt=value))
