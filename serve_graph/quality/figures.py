"""Figures of a table of probabilities, and tables for people."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Table: TypeAlias = NDArray[np.float64]
Labels: TypeAlias = NDArray[np.int64]

BINS = 10
ACCURACY_WANTED = 0.92
CHANCE_DRAWS, CHANCE_SEED = 200, 7


@dataclass(frozen=True, kw_only=True)
class Judged:
    """How right and how honest probabilities were; ``coverage`` is at ``ACCURACY_WANTED``.

    ``calibration_chance`` is the calibration error that honest probabilities show by chance alone:
    on few rows it is not zero, and an error near it says nothing against them.
    """

    rows: int
    top1: float
    top3: float
    calibration_error: float
    calibration_chance: float
    coverage: float

    def rounded(self) -> dict[str, float]:
        """Return the figures for a file."""
        return {name: round(value, 3) for name, value in asdict(self).items()}


def judged(table: Table, labels: Labels) -> Judged:
    """Return the figures of rows × departments."""
    order, sure = np.argsort(-table, axis=1), table.max(axis=1)
    right = order[:, 0] == labels
    return Judged(
        rows=len(labels),
        top1=float(right.mean()),
        top3=float((order[:, :3] == labels[:, None]).any(axis=1).mean()),
        calibration_error=calibration_error(sure, right),
        calibration_chance=calibration_chance(sure),
        coverage=_coverage(sure, right),
    )


def calibration_error(sure: NDArray[Any], right: NDArray[Any]) -> float:
    """Return the expected calibration error over bins of equal width."""
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = [
        abs(right[bins == one].mean() - sure[bins == one].mean()) * (bins == one).mean()
        for one in np.unique(bins)
    ]
    return float(sum(gaps))


def calibration_chance(sure: NDArray[Any]) -> float:
    """Return the mean error of outcomes that are drawn by the very probabilities."""
    rng = np.random.default_rng(CHANCE_SEED)
    outcomes = rng.random((CHANCE_DRAWS, len(sure))) < np.clip(sure, 0.0, 1.0)
    return float(np.mean([calibration_error(sure, right) for right in outcomes]))


def _coverage(sure: NDArray[Any], right: NDArray[Any]) -> float:
    """Return the largest share of rows, surest first, that is right often enough."""
    accuracy = np.cumsum(right[np.argsort(-sure)]) / np.arange(1, len(right) + 1)
    enough = np.where(accuracy >= ACCURACY_WANTED)[0]
    return float((enough[-1] + 1) / len(right)) if len(enough) else 0.0


def table_lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Return a table with columns of even width."""
    cells = [[*head], *([_cell(one) for one in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    return ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in cells]


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
