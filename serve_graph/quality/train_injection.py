"""Fits the injection detector: ``data/injection_model.npz``, with its figures in a JSON beside it.

    python -m serve_graph.quality.train_injection --data DIR

The classifier sees single windows of one half of the rows and texts written for the project;
attacks inside an appeal only calibrate, by readings of models that have not seen the text.
"""

# ruff: noqa: T201  # it talks to whoever runs it

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from serve_graph.contract import Language
from serve_graph.ngrams import hashed
from serve_graph.quality.dressing import dressed
from serve_graph.quality.injection import (
    AUTHORED_HARD,
    AUTHORED_LETTER,
    CITIZENS,
    HARD,
    appeals,
    injection_judged,
)
from serve_graph.quality.lessons import csr_of, idf_of, unit
from serve_graph.quality.messy import attacks_inside, messy_appeals
from serve_graph.quality.options import Options, options_read
from serve_graph.quality.rows import (
    APPEALS_PATH,
    AUTHORED_PATH,
    Department,
    InjectionRow,
    departments_read,
    injection_read,
    is_train,
    routing_read,
)
from serve_graph.stages.injection.model import MODEL_PATH, InjectionModel, features
from serve_graph.stages.injection.views import GUESSED_VIEWS, canonical, views, windows

SEED, FOLDS, CLASSIFIER_C = 7, 5, 8.0
LONG_APPEALS, SHOUTED_SHARE, HOST_MAX_CHARS = 250, 0.1, 400
HARD_WEIGHT, PART_WEIGHT = 3.0, 0.5
TAUGHT_HARD = {*HARD, AUTHORED_HARD, AUTHORED_LETTER}
# Of texts that the judging model has not seen; the threshold stays within its limits.  Texts of
# our own that imitate attacks say nothing of how often honest ones do: they only teach.  Half
# of what is allowed of hard texts is aimed at: a hundred of them tell a share to within .03.
CITIZENS_FALSE_ALARMS, HARD_FALSE_ALARMS = 0.003, 0.025
THRESHOLD_MIN, THRESHOLD_MAX = 0.3, 0.8
# Rules were written with the texts of the training half in sight, so nearly all its attacks match
# one; of attacks that nobody has seen fewer do, and the calibration must not forget those.
RULES_COLUMN, RULES_UNKNOWN = 1, 0.3
_SHOUTS = {Language.UZ: ("Diqqat! ", "DIQQAT: "), Language.RU: ("Внимание! ", "ВНИМАНИЕ: ")}


def samples(rows: Sequence[InjectionRow]) -> Iterator[tuple[str, bool, float]]:
    """Yield canonical text, label and weight to fit the classifier on."""
    for row in rows:
        if row.kind == "embedded":
            continue
        is_hard = row.kind in TAUGHT_HARD or row.kind.startswith("benign_obf")
        for text in _opened(row):
            yield canonical(text), row.is_injection, HARD_WEIGHT if is_hard else 1.0
        if not row.is_injection:
            for part in windows(views(row.text)[0][1])[1:]:
                yield canonical(part), False, PART_WEIGHT


def _opened(row: InjectionRow) -> list[str]:
    """Return what an obfuscated attack really says, and any other text as it stands."""
    plain, *others = views(row.text)
    if "reversed" in row.kind:
        return [row.text[::-1]]
    decoded = [text for name, text in others if name not in GUESSED_VIEWS]
    return decoded if row.kind.startswith("obfuscation") and decoded else [plain[1]]


def fit(rows: Sequence[InjectionRow]) -> InjectionModel:
    """Return a model that is not calibrated yet."""
    texts, labels, weights = zip(*samples(rows), strict=True)
    counts = csr_of([hashed(features(text)) for text in texts])
    idf = idf_of(counts)
    linear = LogisticRegression(C=CLASSIFIER_C, max_iter=200)
    linear.fit(unit(counts, idf), np.array(labels, dtype=int), sample_weight=weights)
    return InjectionModel(
        idf=idf.astype(np.float32),
        weights=linear.coef_[0].astype(np.float32),
        bias=float(linear.intercept_[0]),
        calibration=(1.0, 0.0, 0.0, 0.0, 0.0),
        calibration_bias=0.0,
        threshold=0.5,
    )


def lessons(options: Options) -> list[InjectionRow]:
    """Return what may be seen: a half of the rows, own texts, wordings, long and composed texts."""
    rng = Random(SEED)  # noqa: S311  # reproducible, no secret
    departments = departments_read(options.departments)
    long = _long_appeals(departments, rng)
    rows = [row for row in injection_read(options.injection) if is_train(row.id)]
    rows += injection_read(AUTHORED_PATH)
    rows += appeals([row for row in routing_read(options.routing) if is_train(row.id)])
    rows += appeals(routing_read(APPEALS_PATH))
    rows += _wordings(departments) + long
    return rows + _composed(rows, long, rng)


def _wordings(departments: Sequence[Department]) -> list[InjectionRow]:
    said = [
        (text["language"], one)
        for d in departments
        for text in d.texts()
        for one in text["wordings"]
    ]
    return [_harmless(f"wording{n}", text, lang, "wording") for n, (lang, text) in enumerate(said)]


def _long_appeals(departments: Sequence[Department], rng: Random) -> list[InjectionRow]:
    made = []
    for number in range(LONG_APPEALS):
        for language in Language:
            pool = [w for d in departments for w in getattr(d, f"wordings_{language}")]
            text = dressed(rng.sample(pool, 2), language, rng)
            if rng.random() < SHOUTED_SHARE:
                text = rng.choice(_SHOUTS[language]) + text
            made.append(_harmless(f"long{number}{language}", text, language, "long"))
    return made


def _composed(
    rows: Sequence[InjectionRow], long: Sequence[InjectionRow], rng: Random
) -> list[InjectionRow]:
    """Return each short attack inside a long appeal: before, after or in the middle of it."""
    plain = [row for row in rows if row.is_injection and len(row.text) < HOST_MAX_CHARS]
    plain = [row for row in plain if not row.kind.startswith(("obf", "emb"))]
    made = []
    for row in plain:
        host = rng.choice(long).text
        cut = host.find(". ") + 1
        inside = f"{host[:cut]} {row.text} {host[cut:]}"
        text = rng.choice([f"{host} {row.text}", f"{row.text}\n\n{host}", inside])
        made.append(row.model_copy(update={"kind": "embedded", "text": text}))
    return made


def _harmless(row_id: str, text: str, language: str, kind: str) -> InjectionRow:
    return InjectionRow(id=row_id, text=text, lang=language, kind=kind, is_injection=False)


def calibrated(rows: Sequence[InjectionRow]) -> InjectionModel:
    """Return the model of all rows, calibrated by models that each missed a fold."""
    folds = np.array([hashlib.sha256(row.id.encode()).digest()[1] % FOLDS for row in rows])
    vectors = np.zeros((len(rows), 5))
    for fold in range(FOLDS):
        model = fit([row for row, its in zip(rows, folds, strict=True) if its != fold])
        for place in np.where(folds == fold)[0]:
            vectors[place] = model.signals(rows[place].text).vector()
    labels = np.array([row.is_injection for row in rows])
    line = _line(vectors, labels)
    return replace(
        fit(rows),
        calibration=tuple(float(weight) for weight in line.coef_[0]),
        calibration_bias=float(line.intercept_[0]),
        threshold=_threshold(rows, line.predict_proba(vectors)[:, 1]),
    )


def _line(vectors: NDArray[np.float64], labels: NDArray[np.bool_]) -> LogisticRegression:
    """Return the calibration; each text counts a part as if no rule knew it."""
    unknown = vectors.copy()
    unknown[:, RULES_COLUMN] = 0.0
    weights = np.repeat((1 - RULES_UNKNOWN, RULES_UNKNOWN), len(labels))
    line = LogisticRegression(C=1.0)
    return line.fit(np.vstack((vectors, unknown)), np.tile(labels, 2), sample_weight=weights)


def _threshold(rows: Sequence[InjectionRow], risks: NDArray[np.float64]) -> float:
    def quantile(kinds: frozenset[str], false_alarms: float) -> float:
        chosen = np.array([row.kind in kinds and not row.is_injection for row in rows])
        return float(np.quantile(risks[chosen], 1 - false_alarms))

    wanted = max(quantile(CITIZENS, CITIZENS_FALSE_ALARMS), quantile(HARD, HARD_FALSE_ALARMS))
    return round(min(THRESHOLD_MAX, max(THRESHOLD_MIN, wanted)), 3)


def model_save(model: InjectionModel, path: Path) -> None:
    """Write arrays and numbers; nothing in the file is code."""
    names = ("bias", "calibration", "calibration_bias", "threshold")
    numbers = json.dumps({name: getattr(model, name) for name in names})
    arrays = {name: getattr(model, name).astype(np.float16) for name in ("idf", "weights")}
    np.savez_compressed(path, numbers=np.array(numbers), **arrays)


def held_rows(options: Options) -> list[InjectionRow]:
    """Return the half that no model has seen, with citizens' appeals."""
    rows = [row for row in injection_read(options.injection) if not is_train(row.id)]
    return rows + appeals([r for r in routing_read(options.routing) if not is_train(r.id)])


def messy_rows(options: Options) -> list[InjectionRow]:
    """Return that half long and messy: appeals, and short attacks inside such appeals."""
    hosts = [row for row in routing_read(options.routing) if not is_train(row.id)]
    attacks = [row for row in injection_read(options.injection) if not is_train(row.id)]
    return attacks_inside(attacks, hosts) + appeals(messy_appeals(hosts))


def main() -> None:
    """Train on one half, write the model, say how good it is on the other."""
    options = options_read(__doc__)
    model_save(calibrated(lessons(options)), MODEL_PATH)
    judged = injection_judged(held_rows(options), InjectionModel.load())
    provenance = {
        "made_by": Path(__file__).name,
        "rows": [
            *(options.injection.name, options.routing.name),
            *(AUTHORED_PATH.name, APPEALS_PATH.name),
        ],
        "split": "first byte of sha256(id): even is fitted, odd is judged",
        "judged": judged.rounded(),
    }
    written = json.dumps(provenance, indent=1, ensure_ascii=False)
    MODEL_PATH.with_suffix(".json").write_text(written + "\n", encoding="utf-8")
    print(written)


if __name__ == "__main__":
    main()
