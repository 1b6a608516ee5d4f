"""The texts that the routing model learns from, as numbers: wordings, descriptions, rows.

Every text comes plain and dressed as careless appeals.  Each belongs to a fold by its own hash,
and a dressed copy is made of texts of one fold only, so that what is held out stays unseen.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags  # type: ignore[import-untyped]

from serve_graph.contract import Language
from serve_graph.ngrams import BUCKETS, Floats, features, hashed
from serve_graph.quality.bench import Bench
from serve_graph.quality.dressing import dressed
from serve_graph.quality.filler import fold_of, told
from serve_graph.quality.rows import Department, RoutingRow
from serve_graph.texts import phrases

DRESSED_COPIES = 3
SECOND_MATTER = 0.4  # How often a dressed copy speaks of a second matter of its department.
TOLD_COPIES = 2
ALWAYS_KNOWN = -1  # The fold of descriptions: they are never held out.


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A text with its department; ``is_embedded`` tells whether its meaning is read too.

    One that ``is_told`` is long: it teaches only how much its gist is worth.  One that
    ``is_strange`` is of another source than most rows.
    """

    text: str
    code: str
    language: Language
    kind: str
    fold: int
    is_dressed: bool = False
    is_embedded: bool = True
    is_told: bool = False
    is_strange: bool = False


@dataclass(frozen=True, kw_only=True)
class Lessons:
    """All lessons as arrays; the meaning of a text that is not embedded is zero.

    Texts are read whole: what is the gist hangs on the model that is yet to be fitted.
    """

    all: tuple[Lesson, ...]
    cleaned: tuple[str, ...]
    labels: NDArray[np.int64]
    folds: NDArray[np.int64]
    embedded: NDArray[np.bool_]
    told: NDArray[np.bool_]
    strange: NDArray[np.bool_]
    counts: csr_matrix
    dense: Floats

    def of_kind(self, *kinds: str) -> NDArray[np.bool_]:
        """Return which plain lessons are of these kinds."""
        return np.array([one.kind in kinds and not one.is_dressed for one in self.all])


async def lessons_make(
    departments: Sequence[Department],
    rows: Sequence[RoutingRow],
    strange: Sequence[RoutingRow],
    *,
    bench: Bench,
    seed: int,
) -> Lessons:
    """Return the lessons as the stages read them; ``strange`` rows are of another source."""
    lessons = [*_plain(departments, rows, strange)]
    rng = Random(seed)  # noqa: S311  # reproducible, no secret
    lessons += [*_dressed(lessons, rng), *_told(lessons, rng)]
    codes = [department.code for department in departments]
    cleaned = [(await bench.read(lesson.text)).cleaned for lesson in lessons]
    nothing = np.zeros(0, dtype=np.float32)
    dense = [
        await _meaning(text, bench) if lesson.is_embedded else nothing
        for text, lesson in zip(cleaned, lessons, strict=True)
    ]
    width = max(len(vector) for vector in dense)
    filled = [vector if len(vector) else np.zeros(width, dtype=np.float32) for vector in dense]
    return Lessons(
        all=tuple(lessons),
        cleaned=tuple(cleaned),
        labels=np.array([codes.index(lesson.code) for lesson in lessons]),
        folds=np.array([lesson.fold for lesson in lessons]),
        embedded=np.array([lesson.is_embedded for lesson in lessons]),
        told=np.array([lesson.is_told for lesson in lessons]),
        strange=np.array([lesson.is_strange for lesson in lessons]),
        counts=counts_of(cleaned),
        dense=np.stack(filled),
    )


def counts_of(texts: Iterable[str]) -> csr_matrix:
    """Return texts × buckets, unweighted."""
    return csr_of([hashed(features(text)) for text in texts])


def csr_of(pairs: Sequence[tuple[NDArray[np.int64], Floats]]) -> csr_matrix:
    """Return (buckets, values) pairs as the rows of a matrix."""
    starts = np.cumsum([0, *(len(indices) for indices, _ in pairs)])
    values = np.concatenate([values for _, values in pairs])
    columns = np.concatenate([indices for indices, _ in pairs])
    return csr_matrix((values, columns, starts), shape=(len(pairs), BUCKETS))


def idf_of(counts: csr_matrix) -> NDArray[np.float64]:
    """Return the weight of each bucket: the rarer the heavier."""
    seen = np.bincount(counts.indices, minlength=BUCKETS)
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + seen)) + 1)


def unit(counts: csr_matrix, idf: NDArray[Any]) -> csr_matrix:
    """Return the weighted rows with length 1."""
    weighted = counts.multiply(idf).tocsr()
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1))).ravel()
    return diags(1 / np.where(length > 0, length, 1)) @ weighted


async def _meaning(text: str, bench: Bench) -> Floats:
    (dense,) = await bench.embedder.embed([text], task="query")
    return np.array(dense, dtype=np.float32)


def _plain(
    departments: Sequence[Department], rows: Sequence[RoutingRow], strange: Sequence[RoutingRow]
) -> Iterable[Lesson]:
    for department in departments:
        for text in department.texts():
            code, language = department.code, Language(text["language"])
            for said in text["wordings"]:
                yield _lesson(said, code, language, kind="wording", fold=fold_of(said))
            for part in (*phrases(text["description"]), text["name"]):
                yield _lesson(part, code, language, kind="part", fold=ALWAYS_KNOWN)
    for place, row in enumerate((*rows, *strange)):
        lesson = _lesson(row.text, row.department, row.lang, kind="row", fold=fold_of(row.text))
        yield replace(lesson, is_strange=place >= len(rows))


def _lesson(text: str, code: str, language: Language, *, kind: str, fold: int) -> Lesson:
    return Lesson(text=text, code=code, language=language, kind=kind, fold=fold)


def _dressed(plain: Sequence[Lesson], rng: Random) -> list[Lesson]:
    mates: dict[object, list[str]] = defaultdict(list)
    for one in plain:
        mates[one.code, one.language, one.kind, one.fold].append(one.text)
    copies = []
    for one in plain:
        for number in range(DRESSED_COPIES):
            parts = [one.text]
            if rng.random() < SECOND_MATTER:
                parts.append(rng.choice(mates[one.code, one.language, one.kind, one.fold]))
            text = dressed(parts, one.language, rng)
            embedded = number == 0
            copy = {"text": text, "is_dressed": True, "is_embedded": embedded}
            copies.append(Lesson(**{**vars(one), **copy}))
    return copies


def _told(plain: Sequence[Lesson], rng: Random) -> list[Lesson]:
    kinds = {"is_dressed": True, "is_embedded": False, "is_told": True}
    return [
        Lesson(**{**vars(one), **kinds, "text": told(one.text, one.language, one.fold, rng)})
        for one in plain
        if one.kind == "row"
        for _ in range(TOLD_COPIES)
    ]
