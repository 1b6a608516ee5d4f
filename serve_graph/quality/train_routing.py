"""Fits the routing model: ``data/routing_model.npz``, with its figures in ``routing_model.json``.

    python -m serve_graph.quality.train_routing --data DIR

The classifiers see one half of the rows, the wordings and the descriptions, plain and dressed as
careless appeals.  The weights of the sum are fitted on readings by models that have not seen the
text, and of our own appeals none at all: so the likenesses, which hold for texts of any source,
are not taken for less than they are worth.  Every figure is of the other half.
"""

# ruff: noqa: T201  # it talks to whoever runs it

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar  # type: ignore[import-untyped]
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from serve_graph.gist import SHORT_WORDS, Gist
from serve_graph.ngrams import ROUTING_MODEL_PATH, Floats, Ngrams
from serve_graph.quality.bench import Bench, KeptEmbedder, csr_of
from serve_graph.quality.filler import FOLDS
from serve_graph.quality.lessons import Lessons, idf_of, lessons_make, unit
from serve_graph.quality.options import Options, options_read
from serve_graph.quality.routing import routing_judged
from serve_graph.quality.rows import (
    APPEALS_PATH,
    Department,
    departments_read,
    is_train,
    routing_read,
)
from serve_graph.quality.train_gist import gist_fit
from serve_graph.stages.search.model import ODD_TEXTS, WORDINGS_COUNTED, RoutingModel

SEED = 7
NGRAM_C, DENSE_C, DENSE_SCALE = 20.0, 10.0, 4.0
PULL_TO_ZERO = 1e-3
CONFIDENCE_LIMITS = (0.5, 2.0)
LEGS = ("ngram", "meaning", "wordings", "description")
CLASSIFIERS = (0, 1)  # Those of them that know only the departments they were fitted on.
# Dressed wordings are so like the wordings that at full weight they teach too much confidence.
WEIGHTS = {"row": 2.0, "wording": 0.25, "part": 0.0}

Readings: TypeAlias = NDArray[np.float64]  # texts × departments × legs


@dataclass(frozen=True)
class Classifiers:
    """The two classifiers, what they weigh and centre by, and the reader of gists."""

    idf: NDArray[np.float64]
    ngram: LogisticRegression
    mean: Floats
    dense: LogisticRegression
    gist: Gist


@dataclass(frozen=True)
class Outside:
    """What is not fitted here: the embedding model, and what it reads in the descriptions."""

    embedder: KeptEmbedder
    described: Floats


def fitted(lessons: Lessons, *, without: int | None = None, strange: bool = True) -> Classifiers:
    """Return the classifiers that have seen all lessons, but for one fold, or another source."""
    seen = (lessons.folds != without) & ~lessons.told & (~lessons.strange | strange)
    idf, embedded = idf_of(lessons.counts[seen]), seen & lessons.embedded
    ngram = LogisticRegression(C=NGRAM_C, max_iter=50, tol=1e-3)
    ngram.fit(unit(lessons.counts[seen], idf), lessons.labels[seen])
    mean = lessons.dense[embedded].mean(axis=0)
    dense = LogisticRegression(C=DENSE_C, max_iter=200, tol=1e-3)
    dense.fit((lessons.dense[embedded] - mean) * DENSE_SCALE, lessons.labels[embedded])
    matters = [one for one, is_seen in zip(lessons.all, seen, strict=True) if is_seen]
    gist = gist_fit([one for one in matters if not one.is_dressed], idf, without=without, seed=SEED)
    return Classifiers(idf, ngram, mean, dense, gist)


async def readings(
    lessons: Lessons, held: NDArray[np.bool_], models: Classifiers, out: Outside
) -> Readings:
    """Return the four readings of the lessons held out, centred or standardised."""
    near = lessons.of_kind("wording", "part") & (lessons.folds != lessons.folds[held][0])
    query, dense = await _read(lessons, held, models, out.embedder)
    best = _nearest(query @ unit(lessons.counts[near], models.idf).T, lessons.labels[near])
    likeness = (dense @ out.described.T).reshape(len(dense), best.shape[1], 2).max(axis=2)
    meaning = models.dense.decision_function((dense - models.mean) * DENSE_SCALE)
    legs = (
        _centred(models.ngram.decision_function(query)),
        _centred(meaning),
        _standardised(best),
        _standardised(likeness),
    )
    return np.stack(legs, axis=2)


async def _read(
    lessons: Lessons, held: NDArray[np.bool_], models: Classifiers, embedder: KeptEmbedder
) -> tuple[csr_matrix, Floats]:
    """Return the n-grams and the meaning of the lessons, of long ones those of their gist."""
    ngrams, sparse, dense = Ngrams(idf=models.idf.astype(np.float32)), [], lessons.dense[held]
    for row, place in enumerate(np.flatnonzero(held)):
        text = lessons.cleaned[place]
        told = models.gist.of(text)
        sparse.append(told.sparse if told else ngrams.read(text))
        if told:
            (dense[row],) = await embedder.embed([told.text], task="query")
    return csr_of(sparse), dense


async def readings_out_of_fold(lessons: Lessons, out: Outside) -> Readings:
    """Return readings by models that saw neither the text nor, of a strange one, its source."""
    table = np.zeros((len(lessons.labels), int(lessons.labels.max()) + 1, len(LEGS)))
    for fold, strange in product(range(FOLDS), (False, True)):
        held = (lessons.folds == fold) & (lessons.embedded | lessons.told)
        held &= lessons.strange == strange
        models = fitted(lessons, without=fold, strange=not strange)
        table[held] = await readings(lessons, held, models, out)
    return table


def fusion_fit(
    table: Readings, labels: NDArray[np.int64], counted: Readings, *, real: NDArray[np.bool_]
) -> list[float]:
    """Return the non-negative weights of the legs by maximum likelihood.

    One factor then makes their sum as sure as it is right of ``real`` texts.
    """
    scale = table.std(axis=(0, 1))
    legs, rows = table / scale, np.arange(len(labels))

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        sums = legs @ weights
        powers = np.exp(sums - sums.max(axis=1, keepdims=True))
        chances = powers / powers.sum(axis=1, keepdims=True)
        missed = -(counted * np.log(chances[rows, labels] + 1e-12)).sum() / counted.sum()
        chances[rows, labels] -= 1
        slope = np.einsum("ij,ijk->k", chances * counted[:, None], legs) / counted.sum()
        return float(missed + PULL_TO_ZERO * weights @ weights), slope + 2 * PULL_TO_ZERO * weights

    start, bounds = np.full(legs.shape[2], 0.5), [(0, None)] * legs.shape[2]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    weights = found.x / scale
    factor = _confidence(table[real] @ weights, labels[real])
    return [round(float(weight), 4) for weight in factor * weights]


def _confidence(sums: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    def missed(factor: float) -> float:
        powers = np.exp(factor * (sums - sums.max(axis=1, keepdims=True)))
        right = powers[np.arange(len(labels)), labels] / powers.sum(axis=1)
        return float(-np.log((1 - ODD_TEXTS) * right + ODD_TEXTS / sums.shape[1]).mean())

    return float(minimize_scalar(missed, bounds=CONFIDENCE_LIMITS, method="bounded").x)


def numbers_fit(lessons: Lessons, table: Readings) -> dict[str, Any]:
    """Return the weights of the sums, and by what an unknown classifier is guessed."""
    used = (lessons.embedded | lessons.told) & (lessons.folds >= 0)
    is_long = np.array([len(text.split()) > SHORT_WORDS for text in lessons.cleaned])
    is_row = np.array([one.kind == "row" for one in lessons.all])
    short, gist = used & ~is_long, used & is_long

    def fusion(chosen: NDArray[np.bool_], real: NDArray[np.bool_], *legs: int) -> dict[str, float]:
        counted = np.array([WEIGHTS[one.kind] for one in lessons.all])[chosen]
        found = fusion_fit(
            table[chosen][:, :, legs], lessons.labels[chosen], counted, real=real[chosen]
        )
        return {LEGS[leg]: weight for leg, weight in zip(legs, found, strict=True)}

    known = {"with_meaning": (0, 1, 2, 3), "without_meaning": (0, 2, 3), "words_only": (0, 2)}
    plain = lessons.of_kind("row")
    return {
        "fusion": {
            **{name: fusion(short, plain, *legs) for name, legs in known.items()},
            **{f"{name}_of_gist": fusion(gist, is_row, *legs) for name, legs in known.items()},
        },
        "guesses": {
            **{name: guesses_fit(table[short], legs) for name, legs in known.items()},
            **{f"{name}_of_gist": guesses_fit(table[gist], legs) for name, legs in known.items()},
        },
    }


def guesses_fit(table: Readings, legs: Sequence[int]) -> dict[str, dict[str, float]]:
    """Return, for each classifier among the legs, the sum of likenesses that is most like it.

    Every leg has the mean 0 over the departments, so that there is nothing to add.
    """
    near = [leg for leg in legs if leg not in CLASSIFIERS]
    found = {}
    for leg in (leg for leg in legs if leg in CLASSIFIERS):
        shares, *_ = np.linalg.lstsq(
            table[:, :, near].reshape(-1, len(near)), table[:, :, leg].ravel(), rcond=None
        )
        found[LEGS[leg]] = {
            LEGS[one]: round(float(share), 4) for one, share in zip(near, shares, strict=True)
        }
    return found


def model_save(models: Classifiers, numbers: dict[str, Any], path: Path) -> None:
    """Write arrays and numbers; nothing in the file is code."""
    np.savez_compressed(
        path,
        numbers=np.array(json.dumps(numbers)),
        idf=models.idf.astype(np.float16),
        ngram_weights=models.ngram.coef_.T.astype(np.float16),
        ngram_bias=models.ngram.intercept_.astype(np.float32),
        gist_weights=models.gist.weights.astype(np.float16),
        gist_bias=np.float32(models.gist.bias),
        dense_mean=models.mean.astype(np.float32),
        dense_weights=(models.dense.coef_.T * DENSE_SCALE).astype(np.float32),
        dense_bias=models.dense.intercept_.astype(np.float32),
    )


async def train(options: Options, embedder: KeptEmbedder) -> None:
    """Fit on one half, write the model, judge it on the other."""
    departments, rows = departments_read(options.departments), routing_read(options.routing)
    bench = Bench(embedder)
    seen, own = [row for row in rows if is_train(row.id)], routing_read(APPEALS_PATH)
    lessons = await lessons_make(departments, seen, own, bench=bench, seed=SEED)
    out = Outside(embedder, await _described(departments, bench))
    numbers = numbers_fit(lessons, await readings_out_of_fold(lessons, out))
    numbers |= {"codes": [one.code for one in departments], "dense_model": embedder.model}
    model_save(fitted(lessons), numbers, ROUTING_MODEL_PATH)
    Ngrams.load.cache_clear()
    Gist.load.cache_clear()
    RoutingModel.load.cache_clear()
    held = [row for row in rows if not is_train(row.id)]
    report = await routing_judged(held, departments, embedder)
    provenance = {
        "made_by": Path(__file__).name,
        "rows": [options.routing.name, APPEALS_PATH.name],
        "split": "first byte of sha256(id): even is fitted, odd is judged",
        "numbers": {name: numbers[name] for name in ("fusion", "guesses")},
        "judged": {k: {g: j.rounded() for g, j in groups.items()} for k, groups in report.items()},
    }
    written = json.dumps(provenance, indent=1, ensure_ascii=False)
    ROUTING_MODEL_PATH.with_suffix(".json").write_text(written + "\n", encoding="utf-8")
    print(written)


async def _described(departments: Sequence[Department], bench: Bench) -> Floats:
    texts = [f"{t['name']}. {t['description']}" for d in departments for t in d.texts()]
    vectors = [await bench.embedding.run(text=text, task="document") for text in texts]
    return np.array([vector.dense for vector in vectors], dtype=np.float32)


def _nearest(cosines: csr_matrix, labels: NDArray[np.int64]) -> NDArray[np.float64]:
    near = cosines.toarray()
    best = [
        np.sort(near[:, labels == label], axis=1)[:, -WORDINGS_COUNTED:].mean(axis=1)
        for label in range(int(labels.max()) + 1)
    ]
    return np.stack(best, axis=1)


def _centred(table: NDArray[Any]) -> NDArray[np.float64]:
    return np.asarray(table - table.mean(axis=1, keepdims=True))


def _standardised(table: NDArray[Any]) -> NDArray[np.float64]:
    return np.asarray(_centred(table) / (table.std(axis=1, keepdims=True) + 1e-6))


def main() -> None:
    """Train and say how good it is."""
    options = options_read(__doc__)
    with KeptEmbedder(options.kept) as embedder:
        asyncio.run(train(options, embedder))


if __name__ == "__main__":
    main()
