"""How right the search stage is, beside character TF-IDF in the same run (P16, P20)."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]

from serve_graph.clients.qdrant.queries import DEPARTMENTS_MAX
from serve_graph.contract_stages import SearchReading
from serve_graph.quality.bench import Bench, KeptEmbedder
from serve_graph.quality.figures import Judged, Table, judged
from serve_graph.quality.messy import messy_appeals
from serve_graph.quality.rows import Department, RoutingRow, departments_request
from serve_graph.texts import fold

Report: TypeAlias = dict[str, dict[str, Judged]]

_UNKNOWN = "unknown-"


async def routing_judged(
    rows: Sequence[RoutingRow], departments: Sequence[Department], embedder: KeptEmbedder
) -> Report:
    """Return the figures by kind of model and group of rows."""
    codes, messy = [department.code for department in departments], messy_appeals(rows)
    asked = {
        "offline models": await _table(rows, departments, embedder),
        "another embedding model": await _table(rows, departments, embedder, model="another"),
        "departments nobody has seen": await _table(rows, departments, embedder, prefix=_UNKNOWN),
        "words alone (embedding away)": await _table_by_words(rows, departments, embedder),
        "character TF-IDF": _baseline(rows, departments),
    }
    asked_messy = {
        "longer and messier": await _table(messy, departments, embedder),
        "longer and messier, words alone": await _table_by_words(messy, departments, embedder),
        "longer and messier, TF-IDF": _baseline(messy, departments),
    }
    return {
        **{kind: _grouped(table, rows, codes) for kind, table in asked.items()},
        **{kind: _grouped(table, messy, codes) for kind, table in asked_messy.items()},
    }


def _grouped(table: Table, rows: Sequence[RoutingRow], codes: Sequence[str]) -> dict[str, Judged]:
    """Return the figures of all rows, then of each language in each of its scripts."""
    labels = np.array([codes.index(row.department) for row in rows])
    named = np.array([f"{row.lang}-{row.script}" for row in rows])
    groups = {"all": np.ones(len(rows), dtype=bool)}
    groups |= {name: named == name for name in dict.fromkeys(named.tolist())}
    return {group: judged(table[chosen], labels[chosen]) for group, chosen in groups.items()}


async def _table(
    rows: Sequence[RoutingRow],
    departments: Sequence[Department],
    embedder: KeptEmbedder,
    *,
    model: str | None = None,
    prefix: str = "",
) -> Table:
    """Return rows × departments: the probabilities of the candidates, 0 for all others."""
    bench = Bench(embedder)
    await bench.departments(departments_request(departments, prefix=prefix))
    codes = [f"{prefix}{department.code}" for department in departments]
    readings = [await bench.ask(row.text, model=model) for row in rows]
    return np.array([_line(reading, codes.index) for reading in readings])


async def _table_by_words(
    rows: Sequence[RoutingRow], departments: Sequence[Department], embedder: KeptEmbedder
) -> Table:
    """Return the same while no embedding model answers (P20)."""
    bench = Bench(embedder)
    await bench.departments(departments_request(departments))
    codes = [department.code for department in departments]
    readings = [await bench.ask_by_words(row.text) for row in rows]
    return np.array([_line(reading, codes.index) for reading in readings])


def _line(reading: SearchReading, place: Callable[[str], int]) -> list[float]:
    line = [0.0] * DEPARTMENTS_MAX
    for candidate, probability in zip(reading.candidates, reading.probabilities, strict=True):
        line[place(candidate.code)] = probability
    return line


def _baseline(rows: Sequence[RoutingRow], departments: Sequence[Department]) -> Table:
    """Return the cosines of character TF-IDF, on folded text, with the nearest description."""
    described = [
        f"{text['name']}. {text['description']}"
        for department in departments
        for text in department.texts()
    ]
    vectorizer = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, preprocessor=fold
    )
    plain = vectorizer.fit_transform(described)
    near = (vectorizer.transform([row.text for row in rows]) @ plain.T).toarray()
    table: Table = near.reshape(len(rows), len(departments), 2).max(axis=2)
    return table
