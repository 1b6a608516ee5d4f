"""k8s.dashboards: what a dashboard is: rows of panels, each with its queries."""

from dataclasses import dataclass, field
from enum import StrEnum

WINDOW = "$__rate_interval"
AUTO = "__auto"
PRICE = "$usd_per_million_tokens"


class Kind(StrEnum):
    """How a panel shows its queries."""

    LINES = "LINES"
    STACKED = "STACKED"
    BARS = "BARS"
    NUMBER = "NUMBER"


class Unit(StrEnum):
    """Units by Grafana's names."""

    COUNT = "short"
    SECONDS = "s"
    SHARE = "percentunit"
    PER_SECOND = "reqps"
    USD = "currencyUSD"
    BYTES = "bytes"


@dataclass(frozen=True)
class Query:
    """One PromQL expression and what its lines are called."""

    expr: str
    legend: str = AUTO


@dataclass(frozen=True)
class Panel:
    """Queries that are read together; from ``warns_at`` on a value is shown in red."""

    title: str
    queries: tuple[Query, ...]
    unit: Unit = Unit.COUNT
    kind: Kind = Kind.LINES
    told: str = ""
    warns_at: float | None = None


@dataclass(frozen=True)
class Row:
    """Panels under one heading."""

    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class Board:
    """One dashboard; its file and address are named after ``uid``."""

    uid: str
    title: str
    told: str
    rows: tuple[Row, ...] = field(default=())

    @property
    def panels(self) -> tuple[Panel, ...]:
        """All panels, from the top."""
        return tuple(panel for row in self.rows for panel in row.panels)


def rate(metric: str, window: str = WINDOW) -> str:
    """Return the expression of a counter's growth a second."""
    return f"rate({metric}[{window}])"


def fact(metric: str, *labels: str) -> str:
    """Return a fact of the database, which every web process tells alike, once."""
    return f"max by ({', '.join(labels)}) ({metric})" if labels else f"max({metric})"


def quantile(share: float, metric: str, *labels: str) -> str:
    """Return a quantile of a histogram, by labels."""
    return f"histogram_quantile({share}, sum by ({', '.join(('le', *labels))}) ({rate(metric)}))"


def ratio_by(label: str, part: str, whole: str) -> str:
    """Return such shares by a label."""
    all_of_it = f"sum by ({label}) ({whole})"
    return f"(sum by ({label}) ({part}) or 0 * {all_of_it}) / {all_of_it}"


def ratio(part: str, whole: str) -> str:
    """Return a share that is 0, not missing, when no part was ever counted."""
    return f"(sum({part}) or vector(0)) / sum({whole})"
