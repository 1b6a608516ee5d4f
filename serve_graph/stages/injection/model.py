"""A linear model over hashed character n-grams and the named signs; weights are plain arrays.

``data/train_injection.py`` fits it.  Nothing is unpickled, and it loads in milliseconds.
"""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from serve_graph.stages.injection.rules import NAMES, signs
from serve_graph.texts import ngrams

BUCKETS = 1 << 15
SIGN_VALUE = 0.5  # What a sign counts beside n-grams, which together have length one.

_DATA = Path(__file__).parents[2] / "data"
WEIGHTS_PATH = _DATA / "injection_weights.npy"
CALIBRATION_PATH = _DATA / "injection_calibration.json"

Array = np.ndarray[Any, np.dtype[np.float64]]


class InjectionCalibration(BaseModel):
    """What turns a score into a risk, and the risk from which on a text is an injection."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    slope: float
    offset: float
    threshold: float


class InjectionModel:
    """Scores one window of a text."""

    def __init__(self, *, weights: Array, calibration: InjectionCalibration) -> None:
        self.calibration = calibration
        self._weights = weights

    @classmethod
    def load(cls) -> "InjectionModel":
        """Return the model that is kept in the repository."""
        text = CALIBRATION_PATH.read_text(encoding="utf-8")
        return cls(
            weights=np.load(WEIGHTS_PATH, allow_pickle=False).astype(np.float64),
            calibration=InjectionCalibration.model_validate(json.loads(text)),
        )

    def score(self, window: str) -> float:
        """Return the score, a log-odds that is not calibrated yet."""
        indices, values = features(window)
        return float(self._weights[indices] @ values) + float(self._weights[-1])

    def risk(self, score: float) -> float:
        """Return the calibrated probability that a text with this highest score is an attack."""
        odds = self.calibration.slope * score + self.calibration.offset
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, odds))))


def features(window: str) -> tuple["np.ndarray[Any, np.dtype[np.int64]]", Array]:
    """Return the indices and values of a window: n-grams first, then signs."""
    sparse = ngrams(window)
    named = signs(window)
    indices = [index % BUCKETS for index in sparse.indices]
    indices += [BUCKETS + NAMES.index(name) for name in named]
    values = [*sparse.values, *[SIGN_VALUE] * len(named)]
    return np.array(indices, dtype=np.int64), np.array(values, dtype=np.float64)
