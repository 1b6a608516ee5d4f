"""loadtests: what the timing of the stages costs: ``python -m loadtests.timing [--turns N]``.

Three graphs of one kind (``--kind``, the laptop profile unless told otherwise) that differ in
nothing but ``CIVIC_GRAPH_TIMINGS_ON``: one is on, two are off.  They take turns, forth and back,
and are paused in between.  Each turn is compared with the turns beside it; the two that are off,
compared with each other, show the machine's noise.
"""

import argparse
import asyncio
import itertools
import os
import signal
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

from rich.console import Console

from loadtests.graphs import KINDS as GRAPHS
from loadtests.graphs import LAPTOP, Graph, graph_running, index_running
from loadtests.rounds import Round, numbered, spread, texts_read, turn_take

ON, OFF, OFF_TOO = "on", "off", "off too"
SWITCH = "CIVIC_GRAPH_TIMINGS_ON"
KINDS = {ON: "true", OFF: "false", OFF_TOO: "false"}
EMBEDDED, CACHED = "every text embedded", "every text embedded before"
# A turn lasts about two seconds either way.
QUESTIONS = {EMBEDDED: 64, CACHED: 256}
CLIENTS, TURNS, COST_AIM = 4, 8, 0.03
Results: TypeAlias = dict[str, dict[str, list[Round]]]


def main() -> int:
    """Measure, show the table; fails when timing costs more than it may, noise aside."""
    parser = argparse.ArgumentParser(prog="python -m loadtests.timing")
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--kind", choices=GRAPHS, default=LAPTOP)
    options = parser.parse_args()
    console = Console(highlight=False)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with ExitStack() as stack:
        results = measure(graphs_started(options.kind, stack, console), turns=options.turns)
    console.print(report(results), markup=False, soft_wrap=True)
    return 0 if is_cheap(results) else 1


def graphs_started(placed: str, stack: ExitStack, console: Console) -> dict[str, Graph]:
    """Start three graphs of a kind over one index, each paused once it is ready."""
    root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="civic-load-")))
    index_url = stack.enter_context(index_running(root))
    graphs: dict[str, Graph] = {}
    for number, (kind, value) in enumerate(KINDS.items()):
        console.print(f"starting: timings {kind}")
        folder = root / str(number)
        folder.mkdir()
        graph = graph_running(placed, folder=folder, index_url=index_url, more={SWITCH: value})
        graphs[kind] = stack.enter_context(graph)
        graphs[kind].pause()
    return graphs


def measure(graphs: dict[str, Graph], *, turns: int) -> Results:
    """Return the turns by workload and kind; the first two turns of each only warm up."""
    texts = texts_read()
    fresh = numbered(texts, prefix="")
    again = itertools.cycle(texts)
    results: Results = {name: defaultdict(list) for name in QUESTIONS}
    for turn in range(-1, turns):
        order = list(KINDS) if turn % 2 else list(reversed(KINDS))
        for name, kind in itertools.product(QUESTIONS, order):
            source = fresh if name == EMBEDDED else again
            measured = _turn(graphs[kind], source, count=QUESTIONS[name])
            if turn >= 0:
                results[name][kind].append(measured)
    return results


def _turn(graph: Graph, texts: Iterator[str], *, count: int) -> Round:
    measured, questions = Round(clients=CLIENTS), list(itertools.islice(texts, count))
    graph.go_on()
    try:
        asyncio.run(turn_take(graph, url=graph.url, questions=questions, measured=measured))
    finally:
        graph.pause()
    return measured


def costs(rounds: dict[str, list[Round]], kind: str) -> list[float]:
    """Return, turn by turn, the share of throughput that a kind costs against ``off``."""
    pairs = zip(rounds[kind], rounds[OFF], strict=True)
    return [1.0 - one.rate / base.rate for one, base in pairs]


def cpu_costs(rounds: dict[str, list[Round]], kind: str) -> list[float]:
    """Return, turn by turn, how much more processor time a question takes than with ``off``."""
    pairs = zip(rounds[kind], rounds[OFF], strict=True)
    return [one.cpu_each_s / base.cpu_each_s - 1.0 for one, base in pairs]


def is_cheap(results: Results) -> bool:
    """Tell whether timing keeps its aim by processor time, within the noise of two that are off."""
    for rounds in results.values():
        _, cost, _ = spread(cpu_costs(rounds, ON))
        low, noise, high = spread(cpu_costs(rounds, OFF_TOO))
        if cost > COST_AIM + max(abs(noise), high - low):
            return False
    return True


def report(results: Results) -> str:
    """Return the table in Markdown."""
    load = os.getloadavg()[0]
    lines = [f"{os.cpu_count()} cores; load of the machine at the end: {load:.1f}.", ""]
    head = "| workload | timings | requests/s | CPU ms each | throughput lost | more CPU | aim |"
    lines += [head, "|---|---|---|---|---|---|---|"]
    for name, rounds in results.items():
        for kind, turns in rounds.items():
            rate = spread([one.rate for one in turns])[1]
            cpu_ms = spread([one.cpu_each_s for one in turns])[1] * 1e3
            lost, more = _told(costs(rounds, kind)), _told(cpu_costs(rounds, kind))
            aim = f"{COST_AIM:.0%}" if kind == ON else "noise" if kind == OFF_TOO else ""
            told = f"{rate:.1f} | {cpu_ms:.2f} | {lost} | {more} | {aim}"
            lines.append(f"| {name} | {kind} | {told} |")
    lines += ["", "Medians of the turns; in brackets the quartiles."]
    for name, rounds in results.items():
        more = _told(cpu_costs(rounds, ON))
        lines.append(f"bench: {name}: {more} of processor time with timings (aim {COST_AIM:.0%})")
    return "\n".join(lines)


def _told(values: list[float]) -> str:
    low, middle, high = spread(values)
    return f"{middle:+.1%} ({low:+.1%} to {high:+.1%})"


if __name__ == "__main__":
    sys.exit(main())
