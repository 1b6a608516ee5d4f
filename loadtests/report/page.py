"""loadtests.report: a run as one page: figures, charts, audit; it needs nothing but itself."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from math import log10

from loadtests.figures import (
    Run,
    bands_of,
    figures_of,
    parts_of,
    servers_of,
    stages_of,
)
from loadtests.histogram import Latencies
from loadtests.report.charts import Axes, Line, bars, chart
from loadtests.thresholds import Judged

_SHARES = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "longest": 1.0}
_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;
color:#1d2733;background:#fff}h1{font-size:1.6rem;margin-bottom:0}h2{font-size:1.15rem;
margin-top:2.2rem}p.says{color:#51606f;margin-top:.2rem}table{border-collapse:collapse}
td,th{padding:.25rem .7rem;border-bottom:1px solid #e3e8ee;text-align:right;
font-variant-numeric:tabular-nums}td:first-child,th:first-child{text-align:left}
.met{color:#2b7a4b}.broken{color:#b3261e;font-weight:600}figure{margin:1rem 0}
figcaption{font-size:.85rem;color:#51606f}figcaption span{margin-right:1rem;white-space:nowrap}
figcaption i{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.35em}
svg text{font:11px system-ui,sans-serif;fill:#51606f}.grid{stroke:#e3e8ee}
.mark{fill:#d9822b;opacity:.14}
"""
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width"><style>{style}</style></head>
<body><h1>{title}</h1><p class="says">{says}</p>{body}</body></html>
"""


def page_of(run: Run, judged: Sequence[Judged], *, at: datetime) -> str:
    """Return the whole page."""
    parts = [
        _levels(judged),
        _rates(run),
        _where(run),
        _latencies(run),
        _over_time(run),
        _curve(run),
        _stages(run),
        _audit(run),
    ]
    title = escape(f"{run.scenario.name}, {at:%Y-%m-%d %H:%M} UTC")
    says = escape(run.scenario.says)
    return _PAGE.format(title=title, style=_STYLE, says=says, body="".join(parts))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    top = "".join(f"<th>{escape(one)}</th>" for one in head)
    body = "".join("<tr>" + "".join(f"<td>{one}</td>" for one in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _ms(seconds: float) -> str:
    return f"{seconds * 1_000:.1f}"


def _levels(judged: Sequence[Judged]) -> str:
    rows = []
    for one in judged:
        measured = "not measured" if one.figure is None else f"{one.figure:.4g}"
        kind = "met" if one.is_met else "broken"
        verdict = f'<span class="{kind}">{kind}</span>'
        rows.append((escape(one.name), escape(one.bound.told()), measured, verdict))
    return "<h2>Service levels</h2>" + _table(("figure", "bound", "measured", ""), rows)


def _rates(run: Run) -> str:
    if not run.phases:
        return ""
    rows = [
        (
            f"{one.phase.rate_per_s:g}/s",
            *(str(one.sent), str(one.failed), _ms(one.p50_s), _ms(one.p99_s)),
            "yes" if one.is_kept else "no",
        )
        for one in run.phases
    ]
    lines = [
        Line(name, [(one.phase.rate_per_s, getattr(one, key) * 1_000) for one in run.phases])
        for name, key in (("p50", "p50_s"), ("p99", "p99_s"))
    ]
    drawn = chart(lines, Axes("arrivals a second", "milliseconds", is_log=True))
    head = ("rate", "sent", "failed", "p50 ms", "p99 ms", "kept up")
    return f"<h2>The knee: {run.knee_per_s:g} a second</h2>{drawn}{_table(head, rows)}"


def _where(run: Run) -> str:
    """Show where the time goes, for the messages around the median and for the slowest."""
    if not run.ways:
        return ""
    bands = {
        label: {name: seconds * 1_000 for name, seconds in parts.items()}
        for label, parts in bands_of(run.ways).items()
    }
    rows = [
        (escape(name), *(_ms(found.quantile_s(share)) for share in (0.5, 0.9, 0.99)))
        for name, found in parts_of(run.ways).items()
    ]
    table = _table(("part of the way", "p50 ms", "p90 ms", "p99 ms"), rows)
    return f"<h2>Where the time goes</h2>{bars(bands, unit='ms')}{table}"


def _latencies(run: Run) -> str:
    rows = run.steps()
    rows |= {f"the server says: {name}": one for name, one in servers_of(run.measured).items()}
    rows["the generator was late by"] = Latencies(one.lag_s for one in run.measured)
    shown = [
        (escape(name), str(len(found)), *(_ms(found.quantile_s(it)) for it in _SHARES.values()))
        for name, found in rows.items()
    ]
    return "<h2>From when each was due, milliseconds</h2>" + _table(
        ("until", "count", *_SHARES), shown
    )


def _over_time(run: Run) -> str:
    if run.phases:
        return ""
    lines = []
    for step in run.steps():
        by_second: dict[int, list[float]] = defaultdict(list)
        for one in run.measured:
            if step in one.steps:
                by_second[int(one.arrival.due_s)].append(one.steps[step])
        points = [(float(second), max(found) * 1_000) for second, found in by_second.items()]
        lines.append(Line(step, sorted(points)))
    marks = [
        (one.from_s, one.to_s, f"{one.fault.trouble} {one.fault.part}") for one in run.happened
    ]
    axes = Axes("seconds after the beginning", "slowest, ms", is_log=True, marks=marks)
    return f"<h2>Over time: the slowest of each second</h2>{chart(lines, axes)}"


def _curve(run: Run) -> str:
    """Show all quantiles; each step to the right is ten times rarer."""
    lines = [
        Line(name, [(_rarity(share), seconds * 1_000) for share, seconds in found.curve()][:-1])
        for name, found in run.steps().items()
    ]
    ticks = {0.0: "0", 1.0: "90 %", 2.0: "99 %", 3.0: "99.9 %"}
    longest = max((x for line in lines for x, _ in line.points), default=0.0)
    shown = {value: words for value, words in ticks.items() if value <= longest}
    axes = Axes("share that was at least as fast", "milliseconds", is_log=True, x_ticks=shown)
    return f"<h2>All quantiles</h2>{chart(lines, axes)}"


def _rarity(share: float) -> float:
    return -log10(max(1 - share, 1e-6))


def _stages(run: Run) -> str:
    found = stages_of(run.ways)
    if not found:
        return ""
    rows = [
        (
            escape(stage),
            *(
                _ms(phases[kind].quantile_s(share))
                for kind in ("wait", "work")
                for share in (0.5, 0.99)
            ),
        )
        for stage, phases in found.items()
    ]
    head = ("stage of the graph", "wait p50", "wait p99", "work p50", "work p99")
    return "<h2>Stages, as the persisted traces tell, milliseconds</h2>" + _table(head, rows)


def _audit(run: Run) -> str:
    figures = figures_of(run)
    facts = [(escape(name), f"{value:.4g}") for name, value in figures.items()]
    facts += [(escape(name), str(count)) for name, count in run.errors().most_common()]
    if run.audit:
        facts += [(f"in state {name}", str(count)) for name, count in run.audit.states.items()]
    sent = max(len(run.journeys), 1)
    costs = run.cpu_s | {"the generator": run.client_cpu_s}
    facts += [
        (f"processor ms for each: {escape(name)}", f"{used / sent * 1_000:.1f}")
        for name, used in costs.items()
    ]
    facts += [
        (
            f"memory MiB: {escape(name)}",
            ", ".join(f"{one.get(name, 0):.0f}" for one in run.memory_mib),
        )
        for name in (run.memory_mib or [{}])[-1]
    ]
    facts.append(("load of the machine", f"{run.load_before:.1f}, then {run.load_after:.1f}"))
    return "<h2>Audit and all figures</h2>" + _table(("figure", "value"), facts)
