"""The routing model: from a text's n-grams and its meaning to a probability for each department.

Four readings are added: a linear classifier on n-grams, one on the meaning, the likeness to what
citizens typically write to a department (n-grams), and to its description (meaning).  The two
classifiers know the departments they were fitted on; of any other department they are guessed from
both its likenesses, so that departments stay data.  ``quality/train_routing.py`` fits the numbers.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from serve_graph.contract_stages import SparseVector
from serve_graph.ngrams import ROUTING_MODEL_PATH, Floats, arrays_of

WORDINGS_COUNTED = 3
# Share of texts unlike any the numbers were fitted on: any department may be theirs.
ODD_TEXTS, ODD_STRANGERS = 0.03, 0.6
LIKENESS_USUAL = 0.09  # 99 % of appeals are at least so like the wordings of some department.
_SPREAD_MIN = 1e-6
_ARRAYS = ("ngram_weights", "ngram_bias", "dense_mean", "dense_weights", "dense_bias")


@dataclass(frozen=True, kw_only=True)
class Readings:
    """What is known of a text, by department.

    ``meaning`` is ``None`` with an unknown model, and so is ``description`` without any (P20).
    """

    codes: tuple[str, ...]
    wordings: Mapping[str, float]
    description: Mapping[str, float] | None
    ngram: Mapping[str, float]
    meaning: Mapping[str, float] | None
    is_gist: bool = False

    @property
    def fusion(self) -> str:
        """The name of the weights for what is known."""
        known = "without_meaning" if self.meaning is None else "with_meaning"
        known = "words_only" if self.description is None else known
        return f"{known}_of_gist" if self.is_gist else known


@dataclass(frozen=True, kw_only=True)
class RoutingModel:
    """The fitted numbers; ``codes`` are the departments that the classifiers know.

    ``fusion`` holds the weights of the readings, by which of them are known and whether they are
    of a long text's gist, where numbers that are as sure would be too sure; ``guesses``, named
    alike, how much of each likeness to take as a classifier's reading that is not known.
    """

    codes: tuple[str, ...]
    dense_model: str
    ngram_weights: NDArray[np.float16]
    ngram_bias: Floats
    dense_mean: Floats
    dense_weights: Floats
    dense_bias: Floats
    fusion: Mapping[str, Mapping[str, float]]
    guesses: Mapping[str, Mapping[str, Mapping[str, float]]]

    @classmethod
    @cache
    def load(cls, path: Path = ROUTING_MODEL_PATH) -> Self:
        """Return the model that is kept in the repository."""
        with np.load(path, allow_pickle=False) as arrays:
            numbers = json.loads(str(arrays["numbers"]))
            fitted = {name: arrays[name] for name in arrays.files if name in _ARRAYS}
        return cls(**fitted, **{**numbers, "codes": tuple(numbers["codes"])})

    def ngram_logits(self, sparse: SparseVector) -> dict[str, float]:
        """Return what the classifier on n-grams says of each department it knows."""
        indices, values = arrays_of(sparse)
        scores = values @ self.ngram_weights[indices].astype(np.float32) + self.ngram_bias
        return _centred(self.codes, scores)

    def dense_logits(self, dense: Sequence[float], *, model: str) -> dict[str, float] | None:
        """Return what the classifier on the meaning says, if it knows the embedding model."""
        if model != self.dense_model:
            return None
        vector = np.array(dense, dtype=np.float32) - self.dense_mean
        return _centred(self.codes, vector @ self.dense_weights + self.dense_bias)

    def probabilities(self, readings: Readings) -> dict[str, float]:
        """Return the calibrated probability of each department that has a description."""
        codes = readings.codes
        legs = {"wordings": standardised(codes, readings.wordings)}
        if readings.description is not None:
            legs["description"] = standardised(codes, readings.description)
        guessed = {
            name: sum((share * legs[near] for near, share in shares.items()), np.zeros(len(codes)))
            for name, shares in self.guesses[readings.fusion].items()
        }
        legs["ngram"] = _known(codes, readings.ngram, guessed["ngram"])
        if readings.meaning is not None:
            legs["meaning"] = _known(codes, readings.meaning, guessed["meaning"])
        weights = self.fusion[readings.fusion]
        total = sum((weights[name] * leg for name, leg in legs.items()), np.zeros(len(codes)))
        powers = np.exp(total - total.max())
        odd = _odd(max(readings.wordings.values(), default=0.0))
        chances = (1.0 - odd) * powers / powers.sum() + odd / len(codes)
        return dict(zip(codes, chances.tolist(), strict=True))


def _known(
    codes: tuple[str, ...], known: Mapping[str, float], guessed: NDArray[np.floating[Any]]
) -> Floats:
    """Return what a classifier says; of a department unknown to it, what is guessed."""
    values = [known.get(code, guess) for code, guess in zip(codes, guessed.tolist(), strict=True)]
    leg = np.array(values, dtype=np.float32)
    return np.asarray(leg - leg.mean(), dtype=np.float32)


def _odd(likeness: float) -> float:
    """Return how probable it is that the numbers say nothing about a text."""
    strange = 1.0 - min(1.0, max(0.0, likeness / LIKENESS_USUAL))
    return ODD_TEXTS + (ODD_STRANGERS - ODD_TEXTS) * strange


def wordings_leg(hits: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return each department's mean of its best similarities, from (code, similarity) pairs."""
    by_code: dict[str, list[float]] = {}
    for code, similarity in hits:
        by_code.setdefault(code, []).append(similarity)
    return {
        code: sum(sorted(found)[-WORDINGS_COUNTED:]) / WORDINGS_COUNTED
        for code, found in by_code.items()
    }


def standardised(codes: tuple[str, ...], scores: Mapping[str, float]) -> Floats:
    """Return the scores with mean 0 and spread 1 over the departments."""
    leg = np.array([scores.get(code, 0.0) for code in codes], dtype=np.float32)
    return np.asarray((leg - leg.mean()) / (leg.std() + _SPREAD_MIN), dtype=np.float32)


def _centred(codes: tuple[str, ...], scores: NDArray[np.floating[Any]]) -> dict[str, float]:
    return dict(zip(codes, (scores - scores.mean()).tolist(), strict=True))
