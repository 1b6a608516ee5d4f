"""What ``civic`` shows: a journey with its stages, accuracy by language, confusions."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from k8s.devstack.journeys import Journey
from k8s.devstack.scores import Routing, accuracy_by_language, confusion
from serve_graph.contract import StageTiming

_BAR_CELLS = 40
_NOBODY_YET = "— (a person chooses)"


def journey_picture(journey: Journey) -> RenderableType:
    """Return department, confidence, reason, candidates and the waterfall of the stages."""
    facts = Table.grid(padding=(0, 2))
    for name, value in _facts(journey):
        facts.add_row(Text(name, style="bold"), value)
    parts = Group(
        facts,
        Text(),
        _candidates_table(journey.analysis["candidates"]),
        Text(),
        waterfall(journey.analysis["timings"]),
    )
    return Panel(parts, title=f"Session {journey.session['number']}", title_align="left")


def _facts(journey: Journey) -> list[tuple[str, str]]:
    department, analysis = journey.session["department"], journey.analysis
    confidence, risk = analysis["confidence"], analysis["risk_score"]
    matched = ", ".join(analysis["matched"])
    return [
        (
            "Department",
            f"{department['code']} · {department['name']}" if department else _NOBODY_YET,
        ),
        ("Status", journey.session["status"]),
        ("Confidence", "—" if confidence is None else f"{confidence:.2f}"),
        ("Reason", analysis["reason"] or analysis["reason_code"] or "—"),
        ("Injection", "—" if risk is None else f"{risk:.2f} {matched}"),
        ("Read as", f"{analysis['language']}, {analysis['script']}"),
        ("Model", f"{analysis['model_answered'] or '—'} (asked: {analysis['model_asked']})"),
    ]


def _candidates_table(candidates: Iterable[dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("", "candidate", "name"):
        table.add_column(name)
    table.add_column("similarity", justify="right")
    for rank, candidate in enumerate(candidates, start=1):
        similarity = f"{candidate['similarity']:.2f}"
        table.add_row(str(rank), candidate["code"], candidate["name"], similarity)
    return table


def waterfall(timings: Iterable[dict[str, Any]]) -> Table:
    """Return one row a stage: waiting (light) and working (solid) on a common time axis."""
    stages = [StageTiming.model_validate(timing) for timing in timings]
    run_s = max((_ends_s(stage) for stage in stages), default=0.0) or 1e-9
    table = Table(box=None, pad_edge=False)
    table.add_column("stage", style="cyan")
    table.add_column(f"0 … {run_s * 1000:.0f} ms", min_width=_BAR_CELLS)
    for name in ("wait ms", "work ms"):
        table.add_column(name, justify="right")
    table.add_column("outcome")
    for stage in stages:
        bar = _bar(stage, cell_s=run_s / _BAR_CELLS)
        wait_ms, work_ms = _waits_s(stage) * 1000, stage.service_s * 1000
        table.add_row(stage.stage, bar, f"{wait_ms:.1f}", f"{work_ms:.1f}", stage.outcome)
    return table


def _waits_s(stage: StageTiming) -> float:
    return stage.queue_wait_s + stage.batch_wait_s


def _ends_s(stage: StageTiming) -> float:
    return stage.started_s + _waits_s(stage) + stage.service_s


def _bar(stage: StageTiming, *, cell_s: float) -> Text:
    starts = min(round(stage.started_s / cell_s), _BAR_CELLS - 1)
    works_from = min(round((stage.started_s + _waits_s(stage)) / cell_s), _BAR_CELLS - 1)
    ends = max(round(_ends_s(stage) / cell_s), works_from + 1)
    bar = Text(" " * starts)
    bar.append("░" * (works_from - starts), style="yellow")
    bar.append("█" * (ends - works_from), style="green")
    return bar


def accuracy_table(routings: Sequence[Routing]) -> Table:
    """Return how many texts found their department, by language and script."""
    table = Table("language", "texts", "top 1", "top 3", title="Accuracy")
    for accuracy in accuracy_by_language(routings):
        table.add_row(
            accuracy.group, str(accuracy.texts), f"{accuracy.at_1:.3f}", f"{accuracy.at_3:.3f}"
        )
    return table


def confusion_table(routings: Sequence[Routing]) -> Table:
    """Return which departments were taken for which, the most frequent first."""
    table = Table("right", "routed to", "times", title="Confusion")
    for (right, routed), times in confusion(routings).most_common():
        if right != routed:
            table.add_row(right, routed, str(times))
    return table
