"""The stage itself: from what the index found to the three best distinct departments (P16).

Descriptions, wordings and examples come from the index in lists of their own and never share a
slot.  Departments are compared in both languages, because words travel between them; the language
of the message chooses the description that is shown.

Invariant: the department that the model likes best without examples always stays a candidate.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeAlias
from uuid import UUID

from serve_graph.contract import CANDIDATES_MAX, Candidate, Language
from serve_graph.contract_stages import Draft, EffectReading, Lesson, SearchReading, TextVectors
from serve_graph.errors import DistrictUnknown
from serve_graph.ngrams import cosine
from serve_graph.stages.search.drafts import Hit, descriptions_drafted, wordings_drafted
from serve_graph.stages.search.model import Readings, RoutingModel, wordings_leg
from serve_graph.stages.search.votes import shifted, vote_of

_PROBABILITY_MIN = 1e-9
Votes: TypeAlias = dict[str, tuple[float, UUID]]


class Found(Protocol):
    """What the index found for one text in one district; each list best first."""

    @property
    def index_version(self) -> str:
        """The name of the collection that answered."""

    @property
    def descriptions(self) -> Sequence[Hit]:
        """Descriptions by meaning, of all departments and languages."""

    @property
    def wordings(self) -> Sequence[Hit]:
        """The nearest wordings of each department by n-grams."""

    @property
    def examples_dense(self) -> Sequence[Hit]:
        """The nearest examples by meaning."""

    @property
    def examples_sparse(self) -> Sequence[Hit]:
        """The nearest examples by n-grams."""


class Index(Protocol):
    """The search index."""

    async def search(self, *, vectors: TextVectors, district: str) -> Found:
        """Return what is similar; raises ``IndexUnavailable``."""


class SearchStage:
    """Turns what the index found into candidates with calibrated probabilities."""

    def __init__(self, *, index: Index, model: RoutingModel | None = None) -> None:
        self._index = index
        self._model = model or RoutingModel.load()

    async def run(
        self, *, vectors: TextVectors, district: str, languages: tuple[Language, ...]
    ) -> SearchReading:
        """Return at most three candidates, best first.

        Raises ``IndexUnavailable``, ``DistrictUnknown``.
        """
        found = await self._index.search(vectors=vectors, district=district)
        described = _described(found.descriptions, languages)
        if not described:
            message = "the index holds no department of this district"
            raise DistrictUnknown("DISTRICT_UNKNOWN", message, permanent=False)
        alone = self._alone(found, vectors)
        votes = self._votes(found, vectors.model, departments=alone)
        probabilities = _moved(alone, votes)
        best = _best(probabilities, alone=alone)
        similarities = _similarities(probabilities)
        return SearchReading(
            candidates=tuple(_candidate(described[c], similarities[c]) for c in best),
            probabilities=tuple(min(1.0, probabilities[code]) for code in best),
            voter_ids=_voters(best, described, found.wordings, votes),
            index_version=found.index_version,
        )

    async def effect(self, *, vectors: TextVectors, district: str, lesson: Lesson) -> EffectReading:
        """Return the best department of a text without the lesson, and with it (P31).

        Raises ``IndexUnavailable``, ``DistrictUnknown``.
        """
        found = await self._index.search(vectors=vectors, district=district)
        if not found.descriptions:
            message = "the index holds no department of this district"
            raise DistrictUnknown("DISTRICT_UNKNOWN", message, permanent=False)
        alone = self._alone(found, vectors)
        votes = self._votes(found, vectors.model, departments=alone, without=lesson.point_id)
        is_known_model = vectors.model == self._model.dense_model
        vote = vote_of(
            words=cosine(vectors.sparse, lesson.vectors.sparse),
            meaning=_dot(vectors.dense, lesson.vectors.dense) if is_known_model else None,
        )
        code = lesson.department_code
        taught = dict(votes)
        if code in alone and vote > votes.get(code, (0.0, lesson.point_id))[0]:
            taught[code] = (vote, lesson.point_id)
        return _effect(before=_moved(alone, votes), after=_moved(alone, taught))

    async def preview(
        self, *, vectors: TextVectors, district: str, drafts: Sequence[Draft]
    ) -> EffectReading:
        """Return the best department of a text as it is, and with the drafts in place.

        Raises ``IndexUnavailable``, ``DistrictUnknown``.
        """
        found = await self._index.search(vectors=vectors, district=district)
        if not found.descriptions:
            message = "the index holds no department of this district"
            raise DistrictUnknown("DISTRICT_UNKNOWN", message, permanent=False)
        descriptions = descriptions_drafted(found.descriptions, drafts, vectors=vectors)
        wordings = wordings_drafted(found.wordings, drafts, vectors=vectors)
        before = self._alone(found, vectors)
        after = self._model.probabilities(self._readings(descriptions, wordings, vectors))
        return _effect(
            before=_moved(before, self._votes(found, vectors.model, departments=before)),
            after=_moved(after, self._votes(found, vectors.model, departments=after)),
        )

    def _alone(self, found: Found, vectors: TextVectors) -> dict[str, float]:
        """Return the probabilities before any example has a say."""
        return self._model.probabilities(
            self._readings(found.descriptions, found.wordings, vectors)
        )

    def _readings(
        self, descriptions: Iterable[Hit], wordings: Iterable[Hit], vectors: TextVectors
    ) -> Readings:
        description: dict[str, float] = {}
        for hit in descriptions:
            code = _code(hit)
            description[code] = max(description.get(code, -1.0), hit.score)
        has_meaning = bool(vectors.dense)
        return Readings(
            codes=tuple(description),
            wordings=wordings_leg((_code(hit), hit.score) for hit in wordings),
            description=description if has_meaning else None,
            ngram=self._model.ngram_logits(vectors.sparse),
            meaning=self._model.dense_logits(vectors.dense, model=vectors.model)
            if has_meaning
            else None,
            is_gist=vectors.is_gist,
        )

    def _votes(
        self,
        found: Found,
        model: str,
        *,
        departments: Mapping[str, float],
        without: UUID | None = None,
    ) -> Votes:
        """Return each department's strongest example: how sure it is, and the point's id."""
        is_known_model = model == self._model.dense_model
        meanings = {hit.point_id: hit.score for hit in found.examples_dense if is_known_model}
        votes: Votes = {}
        for hit in found.examples_sparse:
            if hit.point_id == without:
                continue
            code = _code(hit)
            vote = vote_of(words=hit.score, meaning=meanings.get(hit.point_id))
            if code in departments and vote > votes.get(code, (0.0, hit.point_id))[0]:
                votes[code] = (vote, hit.point_id)
        return votes


def _moved(alone: Mapping[str, float], votes: Votes) -> dict[str, float]:
    return shifted(alone, {code: vote for code, (vote, _) in votes.items()})


def _effect(*, before: Mapping[str, float], after: Mapping[str, float]) -> EffectReading:
    first, then = _top(before), _top(after)
    return EffectReading(
        before=first,
        after=then,
        before_probability=min(1.0, before[first]),
        after_probability=min(1.0, after[then]),
    )


def _top(probabilities: Mapping[str, float]) -> str:
    return min(probabilities, key=lambda code: (-probabilities[code], code))


def _dot(left: Sequence[float], right: Sequence[float]) -> float:
    return sum(one * other for one, other in zip(left, right, strict=True))


def _code(hit: Hit) -> str:
    return str(hit.payload["department"])


def _described(hits: Iterable[Hit], languages: tuple[Language, ...]) -> dict[str, Hit]:
    """Return each department's description, in the first of the languages that has one."""
    order = {language.value: rank for rank, language in enumerate(languages)}
    described: dict[str, Hit] = {}
    for hit in sorted(hits, key=lambda hit: order.get(hit.payload["language"], len(order))):
        described.setdefault(_code(hit), hit)
    return described


def _best(probabilities: Mapping[str, float], *, alone: Mapping[str, float]) -> list[str]:
    ranked = sorted(probabilities, key=lambda code: (-probabilities[code], code))
    best, liked = ranked[:CANDIDATES_MAX], max(alone, key=lambda code: alone[code])
    return best if liked in best else [*best[:-1], liked]


def _similarities(probabilities: Mapping[str, float]) -> dict[str, float]:
    """Return a number from 0 to 1 to show, in the order of the probabilities.

    It says how far a department stands out from the mean; raw cosines all lie close together.
    """
    logs = {code: math.log(max(_PROBABILITY_MIN, p)) for code, p in probabilities.items()}
    mean = sum(logs.values()) / len(logs)
    return {code: 1.0 / (1.0 + math.exp(mean - value)) for code, value in logs.items()}


def _candidate(hit: Hit, similarity: float) -> Candidate:
    return Candidate(
        department_id=UUID(str(hit.payload["department_id"])),
        code=_code(hit),
        name=str(hit.payload["name"]),
        similarity=similarity,
        description=str(hit.payload["description"]),
    )


def _voters(
    best: Sequence[str],
    described: Mapping[str, Hit],
    wordings: Sequence[Hit],
    votes: Votes,
) -> tuple[UUID, ...]:
    """Return the points behind the candidates: descriptions, wordings, then examples (P19)."""
    nearest: dict[str, UUID] = {}
    for hit in wordings:
        nearest.setdefault(_code(hit), hit.point_id)
    return (
        *(described[code].point_id for code in best),
        *(nearest[code] for code in best if code in nearest),
        *(votes[code][1] for code in best if code in votes),
    )
