"""Texts as hashed n-grams: the sparse vector by which the index and the classifiers read a text.

Letters that careless Uzbek Cyrillic mixes up are merged first, so that a word meets itself whatever
its script; Uzbek and Russian share one space of buckets.
"""

import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from serve_graph.contract_stages import SparseVector
from serve_graph.texts import fold

Floats: TypeAlias = NDArray[np.float32]
Buckets: TypeAlias = NDArray[np.int64]

ROUTING_MODEL_PATH = Path(__file__).parent / "data" / "routing_model.npz"
BUCKETS = 1 << 16
NGRAM_MIN, NGRAM_MAX = 2, 5
WORD_STEM, PAIR_STEM = 7, 6

_WORD = re.compile(r"\w+")
_MERGED = str.maketrans({"q": "k", "x": "h"})


class Ngrams:
    """Turns texts into sparse vectors of length 1: the dot product of two is their cosine."""

    def __init__(self, *, idf: Floats) -> None:
        self.idf = idf

    @classmethod
    @cache
    def load(cls) -> Self:
        """Return the reader with the weights that the routing model was fitted with."""
        with np.load(ROUTING_MODEL_PATH, allow_pickle=False) as arrays:
            return cls(idf=arrays["idf"].astype(np.float32))

    def read(self, text: str) -> SparseVector:
        """Return the n-grams of a cleaned text, rare ones heavier."""
        indices, counts = hashed(features(text))
        values = counts * self.idf[indices]
        length = float(np.sqrt(values @ values)) or 1.0
        return SparseVector(
            indices=tuple(indices.tolist()), values=tuple((values / length).tolist())
        )


def features(text: str) -> Iterator[str]:
    """Yield n-grams inside words, stems of words, and pairs of stems."""
    words = words_of(text)
    for word in words:
        yield from word_features(word)
    yield from word_pairs(words)


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded and merged."""
    return _WORD.findall(merged(text))


def word_features(word: str) -> Iterator[str]:
    """Yield the n-grams of a word, and its stem."""
    yield from word_ngrams(word, shortest=NGRAM_MIN)
    yield f"w:{word[:WORD_STEM]}"


def merged(text: str) -> str:
    """Return the folded text in the letters that Latin and careless Cyrillic have in common."""
    folded = fold(text).translate(_MERGED)
    return folded.replace("kh", "h").replace("iya", "ia").replace("yy", "y")


def word_ngrams(word: str, *, shortest: int) -> Iterator[str]:
    """Yield the n-grams of a word with one blank around it."""
    padded = f" {word} "
    for size in range(shortest, NGRAM_MAX + 1):
        if len(padded) <= size:
            yield padded
            return
        for start in range(len(padded) - size + 1):
            yield padded[start : start + size]


def word_pairs(words: Iterable[str]) -> Iterator[str]:
    """Yield each pair of neighbours, as stems."""
    for left, right in pairwise(words):
        yield f"b:{left[:PAIR_STEM]}_{right[:PAIR_STEM]}"


def hashed(names: Iterable[str]) -> tuple[Buckets, Floats]:
    """Return the buckets of features, each once and in order, and 1 + log of their counts."""
    counts = Counter(map(bucket_of, names))
    indices = sorted(counts)
    weights = [1.0 + math.log(counts[index]) for index in indices]
    return np.array(indices, dtype=np.int64), np.array(weights, dtype=np.float32)


def bucket_of(name: str) -> int:
    """Return the bucket of a feature."""
    return zlib.crc32(name.encode("utf-8", "replace")) % BUCKETS


def cosine(left: SparseVector, right: SparseVector) -> float:
    """Return the cosine of two texts' n-grams."""
    weights = dict(zip(left.indices, left.values, strict=True))
    pairs = zip(right.indices, right.values, strict=True)
    return sum(weights.get(index, 0.0) * value for index, value in pairs)


def arrays_of(sparse: SparseVector) -> tuple[Buckets, "NDArray[np.floating[Any]]"]:
    """Return a sparse vector as arrays."""
    return np.array(sparse.indices, dtype=np.int64), np.array(sparse.values, dtype=np.float32)
