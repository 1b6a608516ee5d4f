"""Fits the reader of gists, which tells a matter from the life that is told around it.

It is shown windows of texts on a matter, half of them with words of a life beside, and windows of
lives alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from serve_graph.contract import Language
from serve_graph.gist import Gist
from serve_graph.quality.dressing import careless
from serve_graph.quality.filler import fold_of, lives
from serve_graph.quality.lessons import counts_of, unit

GIST_C = 3.0
_WINDOW_MIN, _WINDOW_MAX, _STRANGE_MAX = 5, 10, 4
_WINDOWS, _LONG_WORDS = 2, 12  # Longer texts are shown in twice as many windows.
_LIVES_SHOWN = 3_000  # Windows of lives, for each language.


class Matter(Protocol):
    """A text on a matter, in a fold."""

    @property
    def text(self) -> str:
        """The text."""

    @property
    def language(self) -> Language:
        """Its language."""


def gist_fit(
    matters: Sequence[Matter], idf: NDArray[np.float64], *, without: int | None, seed: int
) -> Gist:
    """Return a reader that was shown windows of these texts, and of lives of other folds."""
    rng = Random(seed)  # noqa: S311  # reproducible, no secret
    around = {
        language: [life for life in lives(language) if fold_of(life) != without]
        for language in Language
    }
    speaking = [text for matter in matters for text in _speaking(matter, around, rng)]
    silent = [text for language in Language for text in _silent(language, around, rng)]
    labels = [1] * len(speaking) + [0] * len(silent)
    fitted = LogisticRegression(C=GIST_C, max_iter=100, tol=1e-3, class_weight="balanced")
    fitted.fit(unit(counts_of([*speaking, *silent]), idf), labels)
    return Gist(
        idf=idf.astype(np.float32),
        weights=fitted.coef_[0].astype(np.float32),
        bias=float(fitted.intercept_[0]),
    )


def _speaking(
    matter: Matter, around: Mapping[Language, Sequence[str]], rng: Random
) -> Iterator[str]:
    """Yield windows of a text on a matter; half of them with words of a life beside."""
    words = matter.text.split()
    for _ in range(_WINDOWS if len(words) <= _LONG_WORDS else 2 * _WINDOWS):
        window = _window(words, rng)
        if rng.random() < 0.5:
            life = _run(around[matter.language], _WINDOW_MAX, rng)
            strange = rng.randint(1, _STRANGE_MAX)
            is_before = rng.random() < 0.5
            window = [*life[-strange:], *window] if is_before else [*window, *life[:strange]]
        yield careless(" ".join(window), matter.language, rng)


def _silent(
    language: Language, around: Mapping[Language, Sequence[str]], rng: Random
) -> Iterator[str]:
    for _ in range(_LIVES_SHOWN):
        run = _run(around[language], _WINDOW_MAX + _STRANGE_MAX, rng)
        yield careless(" ".join(_window(run, rng)), language, rng)


def _run(around: Sequence[str], least: int, rng: Random) -> list[str]:
    words: list[str] = []
    while len(words) < least:
        words += rng.choice(around).split()
    return words


def _window(words: Sequence[str], rng: Random) -> list[str]:
    size = min(len(words), rng.randint(_WINDOW_MIN, _WINDOW_MAX))
    start = rng.randint(0, len(words) - size)
    return list(words[start : start + size])
