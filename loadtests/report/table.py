"""loadtests.report: a run as the terminal shows it."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from loadtests.figures import Run, bands_of, figures_of, parts_of, servers_of
from loadtests.histogram import Latencies
from loadtests.thresholds import Judged

_SHARES = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "longest": 1.0}


def run_show(console: Console, run: Run, judged: Sequence[Judged]) -> None:
    """Print everything that was measured, and the verdict at the end."""
    console.print(_latencies(run))
    if run.phases:
        console.print(_phases(run))
    if run.ways:
        console.print(_way(run))
    console.print(_facts(run))
    console.print(_verdict(judged))


def _table(title: str, first: str, *columns: str) -> Table:
    table = Table(first, title=title, title_justify="left")
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _ms(seconds: float) -> str:
    return f"{seconds * 1_000:.1f}"


def _latencies(run: Run) -> Table:
    title = "From when each was due, milliseconds"
    table = _table(title, "until", "count", *_SHARES)
    rows = run.steps() | {
        f"the server says: {name}": found for name, found in servers_of(run.measured).items()
    }
    rows["the generator was late by"] = Latencies(one.lag_s for one in run.measured)
    for name, found in rows.items():
        shown = (_ms(found.quantile_s(share)) for share in _SHARES.values())
        table.add_row(name, str(len(found)), *shown)
    return table


def _phases(run: Run) -> Table:
    knee = run.scenario.knee
    step = knee.step if knee else ""
    table = _table(f"Rates, until {step}", "rate", "sent", "failed", "p50 ms", "p99 ms", "kept up")
    for one in run.phases:
        figures = (str(one.sent), str(one.failed), _ms(one.p50_s), _ms(one.p99_s))
        table.add_row(f"{one.phase.rate_per_s:g}/s", *figures, "yes" if one.is_kept else "no")
    return table


def _way(run: Run) -> Table:
    title = "Where the time goes, milliseconds (p50 and p99 of each part; messages around both)"
    table = _table(title, "part", "p50", "p99", "of a p50 message", "of a p99 message")
    parts, bands = parts_of(run.ways), bands_of(run.ways)
    for name, found in parts.items():
        own = (_ms(found.quantile_s(share)) for share in (0.5, 0.99))
        table.add_row(name, *own, *(_ms(bands[label][name]) for label in ("p50", "p99")))
    totals = (_ms(sum(bands[label].values())) for label in ("p50", "p99"))
    table.add_row("all of it", "", "", *totals, style="bold")
    return table


def _facts(run: Run) -> str:
    figures = figures_of(run)
    lines = [f"{key} {count}" for key, count in run.errors().most_common()]
    if run.audit:
        states = ", ".join(f"{state} {count}" for state, count in sorted(run.audit.states.items()))
        wrong = f"lost {run.audit.lost}, doubled {run.audit.doubled}"
        lines.append(f"Audit in SQL: {wrong}, on their way {run.audit.on_their_way}; {states}")
    if "knee_per_s" in figures:
        lines.append(f"Knee: {figures['knee_per_s']:g} a second")
    sent = max(len(run.journeys), 1)
    costs = {name: used / sent * 1_000 for name, used in run.cpu_s.items()}
    shown = ", ".join(f"{name} {ms:.1f}" for name, ms in costs.items() if ms >= 0.1)
    own = run.client_cpu_s / sent * 1_000
    lines.append(f"Processor ms for each: {shown}; generator {own:.1f}")
    held = [
        f"{name} {mib:.0f} ({run.grown_mib[name]:+.1f})"
        for name, mib in (run.memory_mib or [{}])[-1].items()
    ]
    lines.append(f"Memory at the end, MiB (grown in the second half): {', '.join(held)}")
    lines.append(f"Load of the machine: {run.load_before:.1f} before, {run.load_after:.1f} after")
    return "\n".join(lines)


def _verdict(judged: Sequence[Judged]) -> Table:
    table = _table("Service levels", "figure", "bound", "measured", "")
    for one in judged:
        measured = "not measured" if one.figure is None else f"{one.figure:.4g}"
        mark = "[green]met[/green]" if one.is_met else "[red]broken[/red]"
        table.add_row(one.name, one.bound.told(), measured, mark)
    return table
