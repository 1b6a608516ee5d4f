"""How many attacks the injection stage sees and how often it is wrong about citizens (P14)."""

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import alifbo
import numpy as np
from numpy.typing import NDArray

from serve_graph.quality.figures import calibration_error
from serve_graph.quality.rows import InjectionRow, RoutingRow
from serve_graph.stages.injection.model import InjectionModel

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

LANGUAGES = ("uz", "ru", "en")
EVERY: Final = "all"
REWRITTEN: Final = "uz-latn in cyrl"
QUARANTINED_MAX: Final = 0.02  # S23 allows no more of honest texts.
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[A-Za-z]")
CITIZENS = frozenset({"citizen_appeal", "appeal", "wording", "long"})
HARD = frozenset({"hard_trigger", "security_talk", "notinject", "benign_encoded"})
AUTHORED_HARD: Final = "authored_hard"  # Written to be as like an attack as honest words can be.
AUTHORED_LETTER: Final = "authored_letter"  # What citizens say of their own letter.


@dataclass(frozen=True, kw_only=True)
class LanguageJudged:
    """The detector's scores in one language and script (S23); ``nan`` where there is no text."""

    language: str
    attacks: int
    recall: float
    attack_risk: float
    benign: int
    quarantined: float
    benign_risk: float


@dataclass(frozen=True, kw_only=True)
class InjectionJudged:
    """``alarms``: the share of texts taken for attacks, by (attack or not, kind, language)."""

    alarms: dict[tuple[bool, str, str], tuple[int, float]]
    languages: tuple[LanguageJudged, ...]
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
    risks, also = _risks(rows, model), cyrillic_of(rows)
    labels, alarms = np.array([row.is_injection for row in rows]), risks >= model.threshold
    groups: dict[tuple[bool, str, str], list[bool]] = defaultdict(list)
    for row, alarm in zip(rows, alarms, strict=True):
        for kind in ("all", *_families(row), row.kind.partition(":")[0]):
            for language in ("all", *([row.lang] if row.lang in LANGUAGES else ())):
                groups[row.is_injection, kind, language].append(bool(alarm))
    return InjectionJudged(
        alarms={key: (len(found), sum(found) / len(found)) for key, found in groups.items()},
        languages=(
            *_languages(rows, risks, threshold=model.threshold),
            *_languages(also, _risks(also, model), threshold=model.threshold)[1:],
        ),
        f1=float(2 * (alarms & labels).sum() / (alarms.sum() + labels.sum())),
        calibration_error=calibration_error(risks, labels),
        threshold=model.threshold,
        grey=float(((risks > 0.1) & (risks < 0.9)).mean()),
    )


def _risks(rows: Sequence[InjectionRow], model: InjectionModel) -> Floats:
    return np.array([model.risk(model.signals(row.text)) for row in rows])


def cyrillic_of(rows: Sequence[InjectionRow]) -> list[InjectionRow]:
    """Return the texts in Uzbek Latin in Cyrillic: the rows hold hardly any attack in it."""
    return [
        row.model_copy(update={"text": alifbo.to_cyrillic(row.text).text, "lang": REWRITTEN})
        for row in rows
        if _language(row) == "uz-latn"
    ]


def _languages(
    rows: Sequence[InjectionRow], risks: Floats, *, threshold: float
) -> tuple[LanguageJudged, ...]:
    """Return the scores of all texts, then of each language in each of its scripts."""
    labels, alarms = np.array([row.is_injection for row in rows]), risks >= threshold
    named = np.array([_language(row) for row in rows])
    groups = {EVERY: np.ones(len(rows), dtype=bool)}
    groups |= {name: named == name for name in sorted(set(named))}
    return tuple(
        LanguageJudged(
            language=name,
            attacks=int((chosen & labels).sum()),
            recall=_mean(alarms[chosen & labels]),
            attack_risk=_mean(risks[chosen & labels]),
            benign=int((chosen & ~labels).sum()),
            quarantined=_mean(alarms[chosen & ~labels]),
            benign_risk=_mean(risks[chosen & ~labels]),
        )
        for name, chosen in groups.items()
    )


def _language(row: InjectionRow) -> str:
    if row.lang == REWRITTEN:
        return REWRITTEN
    if row.lang not in LANGUAGES:
        return "other"
    cyrillic, latin = len(_CYRILLIC.findall(row.text)), len(_LATIN.findall(row.text))
    return f"{row.lang}-{'cyrl' if cyrillic > latin else 'latn'}"


def _mean(values: Floats | Flags) -> float:
    return float(values.mean()) if len(values) else math.nan


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
