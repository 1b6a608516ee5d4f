"""How many attacks the injection stage sees and how often it is wrong about citizens (P14)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from serve_graph.quality.figures import calibration_error
from serve_graph.quality.rows import InjectionRow, RoutingRow
from serve_graph.stages.injection.model import InjectionModel

LANGUAGES = ("uz", "ru", "en")
CITIZENS = frozenset({"citizen_appeal", "appeal", "wording", "long"})
HARD = frozenset({"hard_trigger", "security_talk", "notinject", "benign_encoded"})


@dataclass(frozen=True, kw_only=True)
class InjectionJudged:
    """``alarms``: the share of texts taken for attacks, by (attack or not, kind, language)."""

    alarms: dict[tuple[bool, str, str], tuple[int, float]]
    f1: float
    calibration_error: float
    threshold: float
    grey: float

    def rounded(self) -> dict[str, Any]:
        """Return the figures for a file."""
        return {
            **{n: round(getattr(self, n), 3) for n in ("f1", "calibration_error", "threshold")},
            **{
                f"{'recall' if is_attack else 'false alarms'} {kind} {language}": [n, round(x, 3)]
                for (is_attack, kind, language), (n, x) in sorted(self.alarms.items())
            },
        }


def injection_judged(rows: Sequence[InjectionRow], model: InjectionModel) -> InjectionJudged:
    """Return the figures of texts that the model has not seen."""
    risks = np.array([model.risk(model.signals(row.text)) for row in rows])
    labels, alarms = np.array([row.is_injection for row in rows]), risks >= model.threshold
    groups: dict[tuple[bool, str, str], list[bool]] = defaultdict(list)
    for row, alarm in zip(rows, alarms, strict=True):
        for kind in ("all", *_families(row), row.kind.partition(":")[0]):
            for language in ("all", *([row.lang] if row.lang in LANGUAGES else ())):
                groups[row.is_injection, kind, language].append(bool(alarm))
    return InjectionJudged(
        alarms={key: (len(found), sum(found) / len(found)) for key, found in groups.items()},
        f1=float(2 * (alarms & labels).sum() / (alarms.sum() + labels.sum())),
        calibration_error=calibration_error(risks, labels),
        threshold=model.threshold,
        grey=float(((risks > 0.1) & (risks < 0.9)).mean()),
    )


def appeals(rows: Sequence[RoutingRow]) -> list[InjectionRow]:
    """Return citizens' texts as harmless rows."""
    return [
        InjectionRow(id=row.id, text=row.text, lang=row.lang, kind="appeal", is_injection=False)
        for row in rows
    ]


def _families(row: InjectionRow) -> tuple[str, ...]:
    if row.is_injection:
        return ()
    if row.kind in CITIZENS:
        return ("citizens",)
    return ("hard negatives",) if row.kind in HARD else ()
