"""The gist of a long text: the words around its matter, without the life told around them.

Real appeals greet, complain and thank at length.  A text is read through windows of some words by
the n-gram classifier of the routing model; what speaks of no department's matter half as clearly
as the clearest window is left out before the text is embedded and compared.
"""

import math
import re
from functools import cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from serve_graph.ngrams import ROUTING_MODEL_PATH, Floats, features, hashed

SHORT_WORDS = 30  # A text of no more words is its own gist.
WINDOW_WORDS = 6
KEPT_SHARE = 0.5

_WORD = re.compile(r"\S+")


class Gist:
    """Finds the words that tell a department; it knows none by name, so all stay data."""

    def __init__(
        self, *, idf: Floats, weights: NDArray[np.floating[Any]], bias: NDArray[np.floating[Any]]
    ) -> None:
        self._idf = idf
        self._weights = weights
        self._bias = bias

    @classmethod
    @cache
    def load(cls) -> Self:
        """Return the reader with the numbers of the routing model."""
        with np.load(ROUTING_MODEL_PATH, allow_pickle=False) as arrays:
            return cls(
                idf=arrays["idf"].astype(np.float32),
                weights=arrays["ngram_weights"],
                bias=arrays["ngram_bias"],
            )

    def of(self, text: str) -> str:
        """Return the text without the words that say little of any matter; their order stays."""
        spans = [match.span() for match in _WORD.finditer(text)]
        if len(spans) <= SHORT_WORDS:
            return text
        telling = self._telling([text[start:end] for start, end in spans])
        kept = telling >= KEPT_SHARE * telling.max()
        return " ".join(
            text[start:end] for (start, end), is_kept in zip(spans, kept, strict=True) if is_kept
        )

    def _telling(self, words: list[str]) -> Floats:
        """Return for each word how clearly the clearest window around it tells a department."""
        read = [self._read(word) for word in words]
        sums = np.cumsum([np.zeros(len(self._bias)), *(said for said, _ in read)], axis=0)
        squares = np.cumsum([0.0, *(square for _, square in read)])
        starts = np.arange(len(words) - WINDOW_WORDS + 1)
        ends = starts + WINDOW_WORDS
        length = np.sqrt(squares[ends] - squares[starts]) + 1e-6
        logits = (sums[ends] - sums[starts]) / length[:, None] + self._bias
        clearest = (logits - logits.mean(axis=1, keepdims=True)).max(axis=1)
        padded = np.pad(clearest, WINDOW_WORDS - 1, constant_values=-math.inf)
        around = np.lib.stride_tricks.sliding_window_view(padded, WINDOW_WORDS)
        return np.asarray(around.max(axis=1), dtype=np.float32)

    def _read(self, word: str) -> tuple[Floats, float]:
        """Return what a word's n-grams add to each department, and to the window's length."""
        indices, counts = hashed(features(word))
        values = counts * self._idf[indices]
        said = values @ self._weights[indices].astype(np.float32)
        return said, float(values @ values)
