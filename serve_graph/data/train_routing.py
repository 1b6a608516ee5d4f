"""Fits the weights of the search stage and judges them: ``routing_calibration.json``.

Run it from the repository's root, with the labelled texts as an argument, because they are not
part of the project:

    python serve_graph/data/train_routing.py --rows routing.jsonl --departments departments.json

Each row is ``{"id", "text", "lang", "script", "department"}``.  Rows are split in two by the hash
of their id; weights are fitted on one half and every figure is of the other.  The readings
themselves were chosen with all rows in view, so the figures flatter a little.  The gates of
examples are not fitted: they are set by hand and kept as they are in the file.
"""

# ruff: noqa: INP001, T201  # a script beside its data: no module, and it talks to whoever runs it

import argparse
import asyncio
import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]

from serve_graph.clients.offline import OfflineEmbedder
from serve_graph.contract import DepartmentsRequest, TextVectors
from serve_graph.stages.embedding import EmbeddingStage
from serve_graph.stages.language import LanguageStage
from serve_graph.stages.learning import LearningStage, Point
from serve_graph.stages.search import fused, legs

OUT = Path(__file__).with_name("routing_calibration.json")
LEGS = ("wording", "phrase", "meaning", "wording_other", "meaning_other")
UNTUNED = np.array([1.0, 1.0, 1.0, 0.5, 0.5]) * 0.6
PULL_TO_UNTUNED = 0.05
STEPS = 400
STEP_SIZE = 0.3
BINS = 10
_IDS = UUID(int=7)

Row = dict[str, Any]
Matrix = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Hit:
    """A point found in memory."""

    point_id: UUID
    score: float
    payload: dict[str, Any]


@dataclass(frozen=True)
class Found:
    """What the index in memory found."""

    index_version: str
    departments_dense: Sequence[Hit]
    departments_sparse: Sequence[Hit]
    examples_dense: Sequence[Hit] = ()
    examples_sparse: Sequence[Hit] = ()


@dataclass
class MemoryIndex:
    """Compares with every point, as the real index does for a district."""

    points: Sequence[Point] = ()
    holders: dict[int, list[tuple[int, float]]] = field(default_factory=lambda: defaultdict(list))

    async def departments_replace(
        self, *, model: str, district: str, points: Sequence[Point]
    ) -> str:
        """Keep the points."""
        self.points = points
        for number, point in enumerate(points):
            for index, value in zip(point.sparse.indices, point.sparse.values, strict=True):
                self.holders[index].append((number, value))
        return f"{model}/{district}"

    async def example_put(self, *, model: str, point: Point, version: int) -> str:
        """Refuse: there are no corrections here."""
        raise NotImplementedError(model, point, version)

    async def example_remove(self, *, point_id: UUID, district: str, version: int) -> str:
        """Refuse: there are no corrections here."""
        raise NotImplementedError(point_id, district, version)

    def found(self, vectors: TextVectors) -> Found:
        """Return every point that shares something with the text."""
        sums: dict[int, float] = defaultdict(float)
        for index, value in zip(vectors.sparse.indices, vectors.sparse.values, strict=True):
            for number, weight in self.holders.get(index, ()):
                sums[number] += value * weight
        query = np.array(vectors.dense)
        dense = [
            Hit(point.point_id, float(query @ np.array(point.dense)), point.payload)
            for point in self.points
            if point.dense is not None
        ]
        sparse = [
            Hit(self.points[number].point_id, score, self.points[number].payload)
            for number, score in sums.items()
        ]
        return Found("memory", dense, sparse)


@dataclass(frozen=True)
class Reading:
    """A labelled text as the pipeline reads it."""

    row: Row
    features: Matrix  # departments × legs, standardised

    @property
    def group(self) -> str:
        """The language and, for Uzbek, the script."""
        return str(self.row["lang"]) + (
            "" if self.row["lang"] == "ru" else f"-{self.row['script']}"
        )

    @property
    def is_train(self) -> bool:
        """Whether the weights may see this row."""
        return int(hashlib.sha256(str(self.row["id"]).encode()).hexdigest(), 16) % 2 == 0


async def readings_make(rows: Sequence[Row], departments: Sequence[Row]) -> list[Reading]:
    """Return the standardised legs of every row, from the stages as they serve."""
    embedding, index = EmbeddingStage(embedder=OfflineEmbedder()), MemoryIndex()
    request = _request(departments)
    texts = [text for upsert in request.departments for text in upsert.texts]
    vectors = [
        await embedding.run(text=f"{t.name}. {t.description}", task="document") for t in texts
    ]
    await LearningStage(index=index).departments_replace(request=request, vectors=vectors)
    codes = [str(department["code"]) for department in departments]
    language = LanguageStage()
    readings = []
    for row in rows:
        read = await language.run(text=row["text"])
        found = index.found(await embedding.run(text=read.cleaned, task="query"))
        described = {str(hit.payload["department"]): hit for hit in found.departments_dense}
        table = legs(found, read.search_languages, departments=described)
        columns = [fused({leg: table[leg]}, {leg: 1.0}) for leg in LEGS]
        features = np.array([[column[code] for column in columns] for code in codes])
        readings.append(Reading(row=row, features=features))
    return readings


def _request(departments: Sequence[Row]) -> DepartmentsRequest:
    upserts = [
        {
            "department_id": uuid5(_IDS, department["code"]),
            "code": department["code"],
            "district": "train",
            "texts": [
                {
                    "language": language,
                    "name": department[f"name_{language}"],
                    "description": department[f"description_{language}"],
                }
                for language in ("uz", "ru")
            ],
        }
        for department in departments
    ]
    return DepartmentsRequest.model_validate({"district": "train", "departments": upserts})


def probabilities(features: Matrix, weights: Matrix) -> Matrix:
    """Return rows × departments."""
    sums = features @ weights
    powers = np.exp(sums - sums.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def fit(features: Matrix, labels: Matrix) -> Matrix:
    """Return the weights of a conditional logit, pulled towards the untuned ones."""
    weights = UNTUNED.copy()
    chosen = features[np.arange(len(labels)), labels]
    for _ in range(STEPS):
        expected = np.einsum("nd,ndk->nk", probabilities(features, weights), features)
        slope = (expected - chosen).mean(axis=0) + 2 * PULL_TO_UNTUNED * (weights - UNTUNED)
        weights -= STEP_SIZE * slope
    return weights


def calibration_error(table: Matrix, labels: Matrix) -> float:
    """Return the expected calibration error over bins of equal size."""
    sure, right = table.max(axis=1), table.argmax(axis=1) == labels
    bins = np.array_split(np.argsort(sure), BINS)
    gaps = [len(b) * abs(sure[b].mean() - right[b].mean()) for b in bins]
    return float(sum(gaps) / len(labels))


def top(table: Matrix, labels: Matrix, count: int) -> float:
    """Return how often the right department is among the best ``count``."""
    best = np.argsort(-table, axis=1)[:, :count]
    return float((best == labels[:, None]).any(axis=1).mean())


def baseline(rows: Sequence[Row], departments: Sequence[Row]) -> Matrix:
    """Return the cosines of character TF-IDF with the descriptions in the text's language."""
    table = np.zeros((len(rows), len(departments)))
    for language in ("uz", "ru"):
        described = [
            f"{d[f'name_{language}']}. {d[f'description_{language}']}" for d in departments
        ]
        vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)).fit(described)
        numbers = [number for number, row in enumerate(rows) if row["lang"] == language]
        texts = vectorizer.transform([rows[number]["text"] for number in numbers])
        table[numbers] = (texts @ vectorizer.transform(described).T).toarray()
    return table


def main() -> None:
    """Fit on one half, judge on the other, write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--departments", type=Path, required=True)
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.rows.read_text("utf-8").splitlines()]
    departments = json.loads(options.departments.read_text("utf-8"))
    codes = [department["code"] for department in departments]
    readings = asyncio.run(readings_make(rows, departments))
    features = np.stack([reading.features for reading in readings])
    labels = np.array([codes.index(row["department"]) for row in rows])
    train = np.array([reading.is_train for reading in readings])
    weights = fit(features[train], labels[train])
    table, base = probabilities(features, weights), baseline(rows, departments)
    judged: dict[str, Any] = {
        "calibration_error": round(calibration_error(table[~train], labels[~train]), 3)
    }
    for group in sorted({reading.group for reading in readings}):
        chosen = ~train & np.array([reading.group == group for reading in readings])
        judged[group] = {
            "rows": int(chosen.sum()),
            **{f"top{n}": round(top(table[chosen], labels[chosen], n), 3) for n in (1, 3)},
            **{f"baseline_top{n}": round(top(base[chosen], labels[chosen], n), 3) for n in (1, 3)},
        }
    print(json.dumps(judged, indent=1))
    _write(weights, judged=judged, source=options.rows.name)


def _write(weights: Matrix, *, judged: dict[str, Any], source: str) -> None:
    kept = json.loads(OUT.read_text("utf-8"))
    kept["weights"] = {leg: round(float(w), 3) for leg, w in zip(LEGS, weights, strict=True)}
    kept["provenance"] = {
        "made_by": Path(__file__).name,
        "rows": source,
        "split": "sha256(id) even: fitted; odd: judged",
        "judged": judged,
    }
    OUT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
