"""The search stage: from what the index found to the three best distinct departments (P16).

Four readings of a message are compared with each department's texts: n-grams and meaning, in the
message's language and, at half weight or so, in the other.  They live on different scales, so each
is standardised over the departments before they are added; a softmax turns the sum into
probabilities, its weights fitted by ``data/train_routing.py``.

Examples (corrections) never compete with descriptions: the similarity of two messages is another
scale.  An example counts by the probability that so similar a message belongs to the same
department, and shifts that much of the probability there (P30); one that is not similar changes
nothing at all.

Invariant: the department that the descriptions like best always stays among the candidates.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from serve_graph.contract import CANDIDATES_MAX, Candidate, Language, SearchReading, TextVectors
from serve_graph.errors import DistrictUnknown

_CALIBRATION_PATH = Path(__file__).parent.parent / "data" / "routing_calibration.json"
_DESCRIPTION = "description"
_PHRASE = "phrase"


class Hit(Protocol):
    """A point that the index found."""

    @property
    def point_id(self) -> UUID:
        """The point's id."""

    @property
    def score(self) -> float:
        """The similarity, on the scale of the vector that was compared."""

    @property
    def payload(self) -> Mapping[str, Any]:
        """What is stored beside the vectors."""


class Found(Protocol):
    """What the index found for one text in one district."""

    @property
    def index_version(self) -> str:
        """The name of the collection that answered."""

    @property
    def departments_dense(self) -> Sequence[Hit]:
        """Descriptions by meaning, of all departments and languages."""

    @property
    def departments_sparse(self) -> Sequence[Hit]:
        """Descriptions and their phrases by n-grams."""

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


Step = tuple[float, float]


class Calibration(BaseModel):
    """Fitted numbers; ``gates`` map an example's similarity to the probability it is right."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    weights: dict[str, float]
    sparse_gate: tuple[Step, ...]
    dense_gates: dict[str, tuple[Step, ...]]

    @classmethod
    def load(cls) -> "Calibration":
        """Return the numbers that are kept in the repository."""
        return cls.model_validate(json.loads(_CALIBRATION_PATH.read_text(encoding="utf-8")))


class SearchStage:
    """Fuses the readings of the index into candidates with calibrated probabilities."""

    def __init__(self, *, index: Index, calibration: Calibration | None = None) -> None:
        self._index = index
        self._calibration = calibration or Calibration.load()

    async def run(
        self, *, vectors: TextVectors, district: str, languages: tuple[Language, ...]
    ) -> SearchReading:
        """Return at most three candidates, best first.

        Raises ``IndexUnavailable``, ``DistrictUnknown``.
        """
        found = await self._index.search(vectors=vectors, district=district)
        described = _described(found.departments_dense, languages)
        if not described:
            message = "the index holds no department of this district"
            raise DistrictUnknown("DISTRICT_UNKNOWN", message, permanent=False)
        scores = fused(legs(found, languages, departments=described), self._calibration.weights)
        votes = self._votes(found, vectors.model, departments=described)
        probabilities = shifted(softmax(scores), {code: gate for code, (gate, _) in votes.items()})
        best = _best(probabilities, likes=scores)
        return SearchReading(
            candidates=tuple(
                _candidate(described[code], similarity=_similarity(code, scores, votes))
                for code in best
            ),
            probabilities=tuple(min(1.0, probabilities[code]) for code in best),
            voter_ids=_voters(best, described, votes),
            index_version=found.index_version,
        )

    def _votes(
        self, found: Found, model: str, *, departments: Mapping[str, Hit]
    ) -> dict[str, tuple[float, UUID]]:
        """Return each department's strongest example: how sure it is, and the point's id."""
        gates = (
            (found.examples_sparse, self._calibration.sparse_gate),
            (found.examples_dense, self._calibration.dense_gates.get(model, ())),
        )
        votes: dict[str, tuple[float, UUID]] = {}
        for hits, gate in gates:
            for hit in hits:
                code, sure = str(hit.payload["department"]), gated(hit.score, gate)
                if sure > votes.get(code, (0.0, None))[0] and code in departments:
                    votes[code] = (sure, hit.point_id)
        return votes


def _described(hits: Iterable[Hit], languages: tuple[Language, ...]) -> dict[str, Hit]:
    """Return each department's description, in the first of the languages that has one."""
    order = {language.value: rank for rank, language in enumerate(languages)}
    described: dict[str, Hit] = {}
    for hit in sorted(hits, key=lambda hit: order.get(hit.payload["language"], len(order))):
        described.setdefault(str(hit.payload["department"]), hit)
    return described


def legs(
    found: Found, languages: tuple[Language, ...], *, departments: Mapping[str, Hit]
) -> dict[str, dict[str, float]]:
    """Return, per reading, the best similarity of each department; 0 where nothing was found."""
    names = ("wording", "phrase", "meaning", "wording_other", "meaning_other")
    table = {name: dict.fromkeys(departments, 0.0) for name in names}
    for reading, hits in (
        ("wording", found.departments_sparse),
        ("meaning", found.departments_dense),
    ):
        for hit in hits:
            name = _leg(reading, hit.payload, languages)
            code = str(hit.payload["department"])
            if name in table and code in departments:
                table[name][code] = max(table[name][code], hit.score)
    return table


def _leg(reading: str, payload: Mapping[str, Any], languages: tuple[Language, ...]) -> str:
    is_own = payload["language"] in languages
    if payload["kind"] == _PHRASE:
        return _PHRASE if is_own else ""
    return reading if is_own else f"{reading}_other"


def fused(
    table: Mapping[str, Mapping[str, float]], weights: Mapping[str, float]
) -> dict[str, float]:
    """Return the weighted sum of the standardised readings of each department."""
    sums: dict[str, float] = {}
    for name, leg in table.items():
        mean = sum(leg.values()) / len(leg)
        spread = math.sqrt(sum((score - mean) ** 2 for score in leg.values()) / len(leg))
        for code, score in leg.items():
            standard = (score - mean) / spread if spread > 1e-9 else 0.0
            sums[code] = sums.get(code, 0.0) + weights.get(name, 0.0) * standard
    return sums


def softmax(scores: Mapping[str, float]) -> dict[str, float]:
    """Return the probabilities that the scores stand for."""
    top = max(scores.values())
    powers = {code: math.exp(score - top) for code, score in scores.items()}
    total = sum(powers.values())
    return {code: power / total for code, power in powers.items()}


def gated(score: float, gate: Sequence[Step]) -> float:
    """Return the probability on the line through the steps; 0 below the first."""
    if not gate or score < gate[0][0]:
        return 0.0
    for (low, sure_low), (high, sure_high) in pairwise(gate):
        if score < high:
            return sure_low + (sure_high - sure_low) * (score - low) / (high - low)
    return gate[-1][1]


def shifted(probabilities: Mapping[str, float], votes: Mapping[str, float]) -> dict[str, float]:
    """Move as much probability as the surest example says to the departments of the examples."""
    total = sum(vote**2 for vote in votes.values())
    if not total:
        return dict(probabilities)
    moved = max(votes.values())
    return {
        code: (1.0 - moved) * probability + moved * votes.get(code, 0.0) ** 2 / total
        for code, probability in probabilities.items()
    }


def _best(probabilities: Mapping[str, float], *, likes: Mapping[str, float]) -> list[str]:
    ranked = sorted(probabilities, key=lambda code: (-probabilities[code], code))
    best, liked = ranked[:CANDIDATES_MAX], max(likes, key=lambda code: likes[code])
    return best if liked in best else [*best[:-1], liked]


def _similarity(
    code: str, scores: Mapping[str, float], votes: Mapping[str, tuple[float, UUID]]
) -> float:
    """Return a number from 0 to 1 to show; raw cosines of e5 all lie in .72 to .87."""
    by_description = 1.0 / (1.0 + math.exp(-scores[code]))
    return max(by_description, votes[code][0] if code in votes else 0.0)


def _candidate(hit: Hit, *, similarity: float) -> Candidate:
    return Candidate(
        department_id=UUID(str(hit.payload["department_id"])),
        code=str(hit.payload["department"]),
        name=str(hit.payload["name"]),
        similarity=similarity,
        description=str(hit.payload["description"]),
    )


def _voters(
    best: Sequence[str], described: Mapping[str, Hit], votes: Mapping[str, tuple[float, UUID]]
) -> tuple[UUID, ...]:
    """Return the points behind the candidates: descriptions, then examples (P19)."""
    examples = tuple(votes[code][1] for code in best if code in votes)
    return tuple(described[code].point_id for code in best) + examples
