"""The gist of a long text: its matter counts, the life told around it hardly does.

Real appeals greet, complain and thank at length.  A small classifier that was shown what citizens
write to departments, and what they tell around it, reads a long text through windows of some words.
A word's n-grams then count by how much the windows around it speak of a matter, and the embedding
model is given the words that tell most.
"""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from serve_graph.contract_stages import SparseVector
from serve_graph.ngrams import (
    ROUTING_MODEL_PATH,
    Buckets,
    Floats,
    bucket_of,
    word_features,
    word_pairs,
    words_of,
)

SHORT_WORDS = 30  # A text of no more words is its own gist.
WINDOW_WORDS = 12
SHARPNESS = 3.0
KEPT_SHARE = 0.5

_LENGTH_MIN = 1e-6

_Shares: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a long text tells of its matter: the words to embed, and the n-grams to compare."""

    text: str
    sparse: SparseVector


class Gist:
    """Finds the words that tell a matter; it knows no department, so that all stay data."""

    def __init__(self, *, idf: Floats, weights: NDArray[np.floating[Any]], bias: float) -> None:
        self.idf = idf
        self.weights = weights
        self.bias = bias

    @classmethod
    @cache
    def load(cls) -> Self:
        """Return the reader with the numbers of the routing model."""
        with np.load(ROUTING_MODEL_PATH, allow_pickle=False) as arrays:
            return cls(
                idf=arrays["idf"].astype(np.float32),
                weights=arrays["gist_weights"].astype(np.float32),
                bias=float(arrays["gist_bias"]),
            )

    def of(self, text: str) -> Told | None:
        """Return what a long text tells of its matter; ``None`` for a short one: all of it."""
        words = text.split()
        if len(words) <= SHORT_WORDS:
            return None
        tokens = [(token, place) for place, word in enumerate(words) for token in words_of(word)]
        names = [[bucket_of(name) for name in word_features(token)] for token, _ in tokens]
        buckets = np.array([bucket for found in names for bucket in found], dtype=np.int64)
        places = [place for _, place in tokens]
        owners = np.repeat(np.array(places, dtype=np.int64), [len(found) for found in names])
        telling = self._telling(buckets, owners, len(words))
        telling /= telling.max()
        kept = (word for word, share in zip(words, telling, strict=True) if share >= KEPT_SHARE)
        shares = telling**SHARPNESS
        pairs, pair_shares = _pairs(tokens, shares)
        sparse = self._counted(
            np.concatenate([buckets, pairs]), np.concatenate([shares[owners], pair_shares])
        )
        return Told(text=" ".join(kept), sparse=sparse)

    def _telling(self, buckets: Buckets, owners: Buckets, count: int) -> _Shares:
        """Return for each word how much the windows around it speak of a matter, on average."""
        rare = self.idf[buckets]
        said = np.bincount(owners, weights=rare * self.weights[buckets], minlength=count)
        squares = np.bincount(owners, weights=rare * rare, minlength=count)
        length = np.sqrt(np.maximum(_windows(squares), 0.0)) + _LENGTH_MIN
        chances = 1.0 / (1.0 + np.exp(-_windows(said) / length - self.bias))
        around = _windows(np.pad(np.ones_like(chances), WINDOW_WORDS - 1))
        return _windows(np.pad(chances, WINDOW_WORDS - 1)) / around

    def _counted(self, buckets: Buckets, shares: _Shares) -> SparseVector:
        """Return the sum of all shares of each n-gram as the index compares them."""
        indices, places = np.unique(buckets, return_inverse=True)
        counts = np.bincount(places, weights=shares, minlength=len(indices))
        values = np.where(counts > 1.0, 1.0 + np.log(np.maximum(counts, 1.0)), counts)
        values *= self.idf[indices]
        length = float(np.sqrt(values @ values)) or 1.0
        return SparseVector(
            indices=tuple(indices.tolist()), values=tuple((values / length).tolist())
        )


def _pairs(tokens: list[tuple[str, int]], shares: _Shares) -> tuple[Buckets, _Shares]:
    """Return the pairs of neighbours; each counts by the lesser of the two shares."""
    names = word_pairs([token for token, _ in tokens])
    lesser = [min(shares[left], shares[right]) for (_, left), (_, right) in pairwise(tokens)]
    buckets = np.array([bucket_of(name) for name in names], dtype=np.int64)
    return buckets, np.array(lesser, dtype=np.float64)


def _windows(values: NDArray[Any]) -> _Shares:
    """Return the sums of all windows."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    return np.asarray(sums[WINDOW_WORDS:] - sums[:-WINDOW_WORDS])
