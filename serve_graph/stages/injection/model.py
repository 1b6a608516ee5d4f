"""The risk that a text attacks the model: rules and a small classifier over views and windows.

A view undoes one disguise, a window is a sentence or two of it; the risk of a text is that of its
worst window, on the scale of a probability.  ``quality/train_injection.py`` fits the numbers.
"""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np

from serve_graph.ngrams import Floats, hashed, word_ngrams, word_pairs
from serve_graph.stages.injection.rules import rules_matched
from serve_graph.stages.injection.views import (
    GUESSED_VIEWS,
    PLAIN,
    canonical,
    has_hidden_characters,
    views,
    windows,
)

MODEL_PATH: Final = Path(__file__).parents[2] / "data" / "injection_model.npz"
NGRAM_MIN = 3
WINDOWS_MAX = 120
RULES_COUNTED = 2
FAMILIAR_GAIN = 0.15  # A turned text counts only when so many more of its n-grams are known.
ENGLISH_SHARE = 0.15  # Nobody writes to a district in English: its words weigh less.

_WORD = re.compile(r"\w+")
_ENGLISH = re.compile(
    r"\b(?:the|you|your|and|of|to|is|are|in|for|with|that|this|can|how|what|my|it|a|an|i|we)\b"
)


@dataclass(frozen=True, kw_only=True)
class Signals:
    """What was seen of a text: the worst window's logit, the rules that match, a disguise."""

    worst: float
    rules: tuple[str, ...]
    is_hidden: bool
    is_decoded: bool
    is_english: bool

    def vector(self) -> tuple[float, ...]:
        """Return the inputs of the calibration."""
        rules = float(min(RULES_COUNTED, len(self.rules)))
        flags = (self.is_hidden, self.is_decoded, self.is_english)
        return (self.worst, rules, *map(float, flags))


@dataclass(frozen=True, kw_only=True)
class InjectionModel:
    """The fitted numbers; ``threshold`` turns the risk into a verdict."""

    idf: Floats
    weights: Floats
    bias: float
    calibration: tuple[float, ...]
    calibration_bias: float
    threshold: float

    @classmethod
    def load(cls, path: Path = MODEL_PATH) -> Self:
        """Return the model that is kept in the repository."""
        with np.load(path, allow_pickle=False) as arrays:
            numbers = json.loads(str(arrays["numbers"]))
            numbers["calibration"] = tuple(numbers["calibration"])
            idf, weights = arrays["idf"], arrays["weights"]
        return cls(idf=idf.astype(np.float32), weights=weights.astype(np.float32), **numbers)

    def logit(self, canonical_text: str) -> float:
        """Return the classifier's score of one window."""
        indices, counts = hashed(features(canonical_text))
        values = counts * self.idf[indices]
        length = math.sqrt(float(values @ values)) or 1.0
        return float(values @ self.weights[indices]) / length + self.bias

    def signals(self, text: str) -> Signals:
        """Return what the rules and the classifier see in every view and window."""
        plain, *others = views(text)
        worst, rules, is_decoded = -math.inf, dict[str, None](), False
        for name, view in [plain, *(one for one in others if self._counts(one, plain=plain))]:
            found = dict.fromkeys(rules_matched(canonical(view)))
            best = max(self.logit(canonical(one)) for one in windows(view)[:WINDOWS_MAX])
            is_decoded |= name != PLAIN and (bool(found) or best > 0)
            worst, rules = max(worst, best), rules | found
        return Signals(
            worst=worst,
            rules=tuple(rules),
            is_hidden=has_hidden_characters(text),
            is_decoded=is_decoded,
            is_english=_is_english(plain[1]),
        )

    def risk(self, signals: Signals) -> float:
        """Return the calibrated probability of an attack."""
        pairs = zip(self.calibration, signals.vector(), strict=True)
        odds = self.calibration_bias + sum(weight * value for weight, value in pairs)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))

    def _counts(self, view: tuple[str, str], *, plain: tuple[str, str]) -> bool:
        """Tell whether a view is worth reading: a guessed one must make more sense than plain."""
        if view[0] not in GUESSED_VIEWS:
            return True
        return self._familiar(view[1]) > self._familiar(plain[1]) + FAMILIAR_GAIN

    def _familiar(self, text: str) -> float:
        indices, _ = hashed(features(canonical(text)))
        return float((self.idf[indices] < self.idf.max()).mean()) if len(indices) else 0.0


def features(canonical_text: str) -> Iterator[str]:
    """Yield n-grams inside words, words and pairs of words."""
    words = _WORD.findall(canonical_text)
    for word in words:
        yield from word_ngrams(word, shortest=NGRAM_MIN)
        yield f"w:{word}"
    yield from word_pairs(words)


def _is_english(text: str) -> bool:
    words = len(_WORD.findall(text))
    return len(_ENGLISH.findall(text.lower())) >= ENGLISH_SHARE * max(1, words)
