"""k8s.dashboards: ``make dev-metrics``: what every query of the dashboards answers right now.

Reads the stack of `make dev` where one runs, else a private one that 60 citizens and their staff
have used.  The table is printed and written to docs/dashboards.md.
"""

import math
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from k8s.dashboards.model import AUTO, Board, Panel, Unit
from k8s.dashboards.prometheus import (
    PROGRAM,
    Prometheus,
    Sample,
    prometheus_running,
    scrapes_wait,
)
from k8s.dashboards.queries import live, metrics_wanted, rules
from k8s.dashboards.render import BOARDS
from k8s.devstack.errors import StackError
from k8s.devstack.private import settings_private, stack_private
from k8s.devstack.seed import Seeder
from k8s.devstack.settings import ROOT, STATE_DIR
from k8s.devstack.state import StackNotRunning, StackState, state_read

DOCUMENT = ROOT / "docs" / "dashboards.md"
READS_WITHIN_S = 60.0
# Ray tells its numbers every ten seconds, and a rate needs two.
SETTLES_S = 25.0
SHOWN_MAX = 8
HEAD = """# Dashboards, live

Written by `make dev-metrics`: a real Prometheus (Debian's) reads the stack of `make dev` while 60
citizens write and staff answer; each query of each panel as it is at the end, over a window of 5
minutes.  The dashboards are code (`k8s/dashboards`); `make dashboards` writes them into the chart.
Alerts that fire or wait meanwhile: {firing}.
"""


def main() -> int:
    """Show and write all live results; 1 when a metric that is named does not exist."""
    console = Console(highlight=False)
    if not PROGRAM.exists():
        console.print("Prometheus is missing. Call: make dev-metrics")
        return 1
    try:
        with (
            _stack(console) as (state, is_private),
            tempfile.TemporaryDirectory() as folder,
            prometheus_running(state, folder=Path(folder)) as server,
        ):
            return _look(server, state, console, is_private=is_private)
    except (StackError, TimeoutError) as error:
        console.print(f"[red]{error}[/red]")
        return 1


def _look(server: Prometheus, state: StackState, console: Console, *, is_private: bool) -> int:
    scrapes_wait(server, within_s=READS_WITHIN_S)
    if is_private:
        Seeder(state).go(console)
    time.sleep(SETTLES_S)
    rows = [
        (board, panel, live(query.expr), shown(server.ask(query.expr), panel.unit, query.legend))
        for board in BOARDS
        for panel in board.panels
        for query in panel.queries
    ]
    missing = sorted(set(metrics_wanted()) - server.names())
    firing = sorted({sample.labels["alertname"] for sample in server.ask("ALERTS")})
    _print(rows, console)
    DOCUMENT.write_text(document(rows, firing), encoding="utf-8")
    alerts = sum("alert" in rule for rule in rules())
    console.print(
        f"{len(rows)} queries, {alerts} alerts, of which fire or wait: {firing or 'none'}"
    )
    for name in missing:
        console.print(f"[red]nobody exports {name}[/red]")
    return 1 if missing else 0


@contextmanager
def _stack(console: Console) -> Iterator[tuple[StackState, bool]]:
    """Give the stack that runs, or a private one until the end, and whether it is private."""
    try:
        running = state_read(STATE_DIR)
    except StackNotRunning:
        with stack_private("metrics", console, settings_private()) as launched:
            yield launched.layout.state, True
        return
    yield running, False


Row = tuple[Board, Panel, str, str]


def shown(samples: list[Sample], unit: Unit, legend: str) -> str:
    """Return an answer in a few words; nothing counted is said as such."""
    counted = [sample for sample in samples if not math.isnan(sample.value)]
    told = sorted(f"{_called(sample, legend)} {_number(sample.value, unit)}" for sample in counted)
    if not told:
        return "nothing yet" if not samples else "no events in the window"
    more = f" and {len(told) - SHOWN_MAX} more" if len(told) > SHOWN_MAX else ""
    return "; ".join(told[:SHOWN_MAX]) + more


def _called(sample: Sample, legend: str) -> str:
    """Return what Grafana calls a line."""
    if legend == AUTO:
        return " ".join(value for _name, value in sorted(sample.labels.items()))
    for name, value in sample.labels.items():
        legend = legend.replace(f"{{{{{name}}}}}", value)
    return legend


def _number(value: float, unit: Unit) -> str:
    if unit is Unit.SHARE:
        return f"{value:.1%}"
    if unit is Unit.SECONDS:
        return f"{value * 1000:.1f} ms" if 0 < value < 1 else f"{value:.3g} s"
    return f"{value:.3g}" + (" /s" if unit is Unit.PER_SECOND else "")


def _print(rows: list[Row], console: Console) -> None:
    table = Table("Panel", "Now", box=None)
    for _board, panel, _expr, told in rows:
        table.add_row(panel.title, told)
    console.print(table)


def document(rows: list[Row], firing: list[str]) -> str:
    """Return the page of the results, one table a dashboard."""
    lines = [HEAD.format(firing=", ".join(firing) or "none")]
    for board in BOARDS:
        lines += [
            f"## {board.title}",
            "",
            board.told,
            "",
            "| panel | query | now |",
            "|---|---|---|",
        ]
        own = (row for row in rows if row[0] is board)
        lines += [
            f"| {panel.title} | `{_cell(expr)}` | {_cell(told)} |" for _, panel, expr, told in own
        ]
        lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
