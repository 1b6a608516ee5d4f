"""Drafts: what a search would find if departments had other texts; nothing is saved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from serve_graph.contract_stages import Draft, TextVectors
from serve_graph.ngrams import cosine

_NO_POINT = UUID(int=0)


class Hit(Protocol):
    """A point that the index found."""

    @property
    def point_id(self) -> UUID:
        """The point's id."""

    @property
    def score(self) -> float:
        """The cosine of the vector that was compared."""

    @property
    def payload(self) -> Mapping[str, Any]:
        """What is stored beside the vectors."""


@dataclass(frozen=True)
class DraftedHit:
    """A text that no point holds yet."""

    score: float
    payload: Mapping[str, Any]
    point_id: UUID = _NO_POINT


def descriptions_drafted(
    found: Iterable[Hit], drafts: Sequence[Draft], *, vectors: TextVectors
) -> tuple[Hit, ...]:
    """Return the descriptions with those of the drafts in the place of what the index has."""
    drafted = (
        _hit(draft, _dot(vectors.dense, dense)) for draft in drafts for dense in draft.descriptions
    )
    return (*_unchanged(found, drafts), *drafted)


def wordings_drafted(
    found: Sequence[Hit], drafts: Sequence[Draft], *, vectors: TextVectors
) -> tuple[Hit, ...]:
    """Return the same of the wordings.

    The index finds only so many: a drafted one less alike than all of these would not be found.
    """
    least = min((hit.score for hit in found), default=0.0)
    drafted = (
        _hit(draft, cosine(vectors.sparse, sparse)) for draft in drafts for sparse in draft.wordings
    )
    near = (hit for hit in drafted if hit.score > 0 and hit.score >= least)
    return (*_unchanged(found, drafts), *near)


def _unchanged(found: Iterable[Hit], drafts: Sequence[Draft]) -> Iterable[Hit]:
    changed = {draft.department_code for draft in drafts}
    return (hit for hit in found if hit.payload["department"] not in changed)


def _hit(draft: Draft, score: float) -> DraftedHit:
    return DraftedHit(score, {"department": draft.department_code})


def _dot(left: Sequence[float], right: Sequence[float]) -> float:
    return sum(one * other for one, other in zip(left, right, strict=True))
