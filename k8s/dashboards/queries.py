"""k8s.dashboards: PromQL read with a parser: which metrics it names, and how it is asked live."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import yaml

from k8s.dashboards.model import PRICE, WINDOW
from k8s.dashboards.render import BOARDS, PRICE_DEFAULT

ALERTS = (
    Path(__file__).resolve().parents[2]
    / "helm"
    / "civicconnect"
    / "files"
    / "alerts"
    / "civicconnect.yaml"
)
LIVE_WINDOW = "5m"


def live(expr: str) -> str:
    """Return an expression as Prometheus itself can read it: with Grafana's variables filled in."""
    return expr.replace(WINDOW, LIVE_WINDOW).replace(PRICE, PRICE_DEFAULT)


def metrics_named(expr: str) -> set[str]:
    """Return the names of all metrics in an expression; raises ``ValueError`` for bad PromQL."""
    named = _selectors(promql_parser.parse(live(expr)))
    return {selector.name for selector in named if selector.name}


def rules() -> Iterator[dict[str, Any]]:
    """Yield all rules of the chart: what is recorded and what alerts."""
    for group in yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]:
        yield from group["rules"]


def expressions() -> Iterator[tuple[str, str]]:
    """Yield every expression of panels and rules, with where it stands."""
    for board in BOARDS:
        for panel in board.panels:
            for query in panel.queries:
                yield f"{board.title}: {panel.title}", query.expr
    for rule in rules():
        yield rule.get("alert") or rule["record"], rule["expr"]


def metrics_wanted() -> dict[str, str]:
    """Return every metric that a process must export, with one place that names it."""
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    return {
        name: place
        for place, expr in expressions()
        for name in metrics_named(expr)
        if name not in recorded
    }


def _selectors(node: object) -> Iterator[promql_parser.VectorSelector]:
    """Yield the selectors below a node; the parser's nodes keep their children as attributes."""
    if isinstance(node, promql_parser.VectorSelector):
        yield node
        return
    if isinstance(node, promql_parser.MatrixSelector):
        yield node.vector_selector
        return
    for name in ("expr", "lhs", "rhs"):
        if hasattr(node, name):
            yield from _selectors(getattr(node, name))
    for argument in getattr(node, "args", ()):
        yield from _selectors(argument)
