"""Fits the classifier of the injection stage: ``injection_weights.npy`` and its calibration.

Run it from the repository's root, with the texts as arguments, because they are not part of the
project:

    python serve_graph/data/train_injection.py --rows injection.jsonl --appeals routing.jsonl

Rows are ``{"id", "text", "lang", "is_injection", "kind"}``; appeals are citizens' honest texts.
Texts that share five words in a row, also under a disguise, are one family, and a family is never
on both sides of the split, so an attack that was seen in plain is not judged in base64.  The signs
and ``injection_authored.jsonl`` were written after reading some of the rows, so the figures flatter
a little.  What is shipped is fitted on all rows: none of them can judge it any more.
"""

# ruff: noqa: INP001, T201  # a script beside its data: no module, and it talks to whoever runs it

import argparse
import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from serve_graph.stages.injection.model import (
    BUCKETS,
    CALIBRATION_PATH,
    WEIGHTS_PATH,
    Array,
    features,
)
from serve_graph.stages.injection.rules import NAMES
from serve_graph.stages.injection.views import views, windows
from serve_graph.texts import fold

SHINGLE_WORDS = 5
FOLDS = 4
AUTHORED = Path(__file__).with_name("injection_authored.jsonl")
ROUNDS = 3
REGULARISATION_C = 8.0
# On honest texts that the scoring model has not seen: citizens' own, and those made to look bad.
FALSE_ALARMS_MAX = 0.004
FALSE_ALARMS_HARD_MAX = 0.04
THRESHOLD_MIN = 0.3
_CITIZENS = ("routing_appeal", "citizen_appeal", "benign_obfuscated")
WIDTH = BUCKETS + len(NAMES)


@dataclass(frozen=True)
class Text:
    """A labelled text and what the stage sees of it."""

    row: dict[str, Any]
    family: int
    windows: csr_matrix

    @property
    def is_attack(self) -> bool:
        """The label."""
        return bool(self.row["is_injection"])


def families(rows: Sequence[dict[str, Any]], seen: Sequence[Sequence[str]]) -> list[int]:
    """Return the number of each row's family."""
    parent = list(range(len(rows)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    first: dict[str, int] = {}
    for number, readings in enumerate(seen):
        for reading in readings:
            words = fold(reading).split()
            for start in range(max(1, len(words) - SHINGLE_WORDS + 1)):
                shingle = " ".join(words[start : start + SHINGLE_WORDS])
                parent[root(number)] = root(first.setdefault(shingle, number))
    return [root(number) for number in range(len(rows))]


def _matrix(pieces: Sequence[str]) -> csr_matrix:
    parts = [features(piece) for piece in pieces]
    lengths = np.cumsum([0, *(len(indices) for indices, _ in parts)])
    columns = np.concatenate([indices for indices, _ in parts])
    values = np.concatenate([values for _, values in parts])
    matrix = csr_matrix((values, columns, lengths), shape=(len(pieces), WIDTH))
    matrix.sum_duplicates()
    return matrix


def texts_make(rows: Sequence[dict[str, Any]]) -> list[Text]:
    """Return the texts that show anything at all, with their families and windows."""
    seen = [views(row["text"]) for row in rows]
    numbers = families(rows, seen)
    return [
        Text(row, number, _matrix([w for view in readings for w in windows(view)]))
        for row, number, readings in zip(rows, numbers, seen, strict=True)
        if readings
    ]


def fit(texts: Sequence[Text]) -> Array:
    """Return weights and bias; an attack teaches by the window that shows it most clearly.

    Which one that is, the model of the round before says; of an honest text all windows are honest.
    """
    chosen = [0 for _ in texts]
    weights = np.zeros(WIDTH + 1)
    for _ in range(ROUNDS):
        blocks, labels, counts = [], [], []
        for number, text in enumerate(texts):
            part = text.windows[chosen[number]] if text.is_attack else text.windows
            blocks.append(part)
            labels += [text.is_attack] * part.shape[0]
            counts += [1.0 / part.shape[0] ** 0.5] * part.shape[0]
        weights = _fitted(blocks, labels, counts)
        chosen = [int((text.windows @ weights[:-1]).argmax()) for text in texts]
    return weights


def _fitted(blocks: Sequence[csr_matrix], labels: Sequence[bool], counts: Sequence[float]) -> Array:
    from scipy.sparse import vstack  # noqa: PLC0415  # beside its use

    model = LogisticRegression(C=REGULARISATION_C, max_iter=500)
    model.fit(vstack(blocks), labels, sample_weight=counts)
    return np.append(model.coef_[0], model.intercept_[0])


def scores(texts: Sequence[Text], weights: Array) -> Array:
    """Return the highest score of each text."""
    return np.array([(text.windows @ weights[:-1]).max() + weights[-1] for text in texts])


def _fold_of(text: Text, count: int, *, salt: str) -> int:
    return int(hashlib.sha256(f"{salt}{text.family}".encode()).hexdigest(), 16) % count


def _is_train(text: Text) -> bool:
    """Return whether a judged model may see the text; texts written for the project only teach."""
    return str(text.row["id"]).startswith("own") or _fold_of(text, 2, salt="half") == 0


def honest_scores(texts: Sequence[Text]) -> Array:
    """Return scores by models that have not seen the text's family."""
    found = np.zeros(len(texts))
    folds = np.array([_fold_of(text, FOLDS, salt="fold") for text in texts])
    for number in range(FOLDS):
        weights = fit([t for t, f in zip(texts, folds, strict=True) if f != number])
        held = [t for t, f in zip(texts, folds, strict=True) if f == number]
        found[folds == number] = scores(held, weights)
    return found


def calibrate(texts: Sequence[Text]) -> dict[str, float]:
    """Return slope, offset and threshold, from scores by models that saw other families."""
    found = honest_scores(texts)
    labels = np.array([text.is_attack for text in texts])
    line = LogisticRegression(C=1e6).fit(found[:, None], labels)
    slope, offset = float(line.coef_[0][0]), float(line.intercept_[0])
    risks = 1 / (1 + np.exp(-(slope * found + offset)))
    by_citizens = np.array([str(t.row["kind"]).startswith(_CITIZENS) for t in texts])
    plain, hard = risks[~labels & by_citizens], risks[~labels & ~by_citizens]
    limits = (
        float(np.quantile(plain, 1 - FALSE_ALARMS_MAX)),
        float(np.quantile(hard, 1 - FALSE_ALARMS_HARD_MAX)),
    )
    threshold = max(THRESHOLD_MIN, *limits)
    return {"slope": slope, "offset": offset, "threshold": round(threshold, 3)}


def judge(texts: Sequence[Text], weights: Array, line: dict[str, float]) -> dict[str, Any]:
    """Return recall and false alarms by language and by kind."""
    risks = 1 / (1 + np.exp(-(line["slope"] * scores(texts, weights) + line["offset"])))
    alarms = risks >= line["threshold"]
    groups: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for text, alarm in zip(texts, alarms, strict=True):
        kind = str(text.row["kind"]).split(":")[0]
        label = "attacks" if text.is_attack else "honest"
        for group in ("all", str(text.row["lang"]), f"{text.row['lang']}/{kind}", kind):
            groups[f"{label} {group}"].append((text.is_attack, bool(alarm)))
    table = {
        name: {"rows": len(found), "alarms": round(sum(a for _, a in found) / len(found), 3)}
        for name, found in sorted(groups.items())
    }
    caught = sum(1 for text, alarm in zip(texts, alarms, strict=True) if alarm and text.is_attack)
    wanted = sum(text.is_attack for text in texts)
    return {"f1": round(2 * caught / (int(alarms.sum()) + wanted), 3), **table}


def main() -> None:
    """Judge a model of one half on the other half, then fit on all and write that model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--appeals", type=Path, required=True)
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.rows.read_text("utf-8").splitlines()]
    appeals = [json.loads(line) for line in options.appeals.read_text("utf-8").splitlines()]
    own = [json.loads(line) for line in AUTHORED.read_text("utf-8").splitlines()]
    honest = {"is_injection": False, "kind": "routing_appeal"}
    texts = texts_make([*rows, *own, *({**appeal, **honest} for appeal in appeals)])
    train = [text for text in texts if _is_train(text)]
    held = [text for text in texts if not _is_train(text)]
    judged = judge(held, fit(train), calibrate(train))
    print(json.dumps(judged, indent=1))
    line, weights = calibrate(texts), fit(texts)
    np.save(WEIGHTS_PATH, weights.astype(np.float16), allow_pickle=False)
    provenance = {
        "made_by": Path(__file__).name,
        "rows": [options.rows.name, options.appeals.name, AUTHORED.name],
        "split": "judged: fitted on half of the families, scored on the rest; shipped: on all",
        "judged": judged,
    }
    written = json.dumps({**line, "provenance": provenance}, indent=1, ensure_ascii=False)
    CALIBRATION_PATH.write_text(written + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
