"""The statistics as tables for a spreadsheet, whose cells are never formulas (S32)."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from django_core.feedback.selectors.statistics import Row, Statistics

Cell = str | int | float
# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def statistics_table(statistics: Statistics, *, table: str) -> Iterator[list[Cell]]:
    """Yield the head and the rows of one table, such as ``service_day``."""
    rows = _rows(statistics, table)
    head: list[str] = []
    for row in rows:
        if not head:
            head = list(row)
            yield [cell_safe(name) for name in head]
        yield [cell_safe(row[name]) for name in head]


def cell_safe(value: object) -> Cell:
    """Return a value that a spreadsheet shows and does not run."""
    if isinstance(value, int | float):
        return value
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _rows(statistics: Statistics, table: str) -> Iterable[Row]:
    plain = {
        "calibration": statistics.calibration,
        "confusion": statistics.confusion,
        "stages": [asdict(stage) for stage in statistics.stages],
    }
    if table in plain:
        return plain[table]
    kind, _separator, group = table.partition("_")
    figures = statistics.service if kind == "service" else statistics.routing
    return figures[group]
