"""loadtests: what placement costs: ``python -m loadtests.placement [--write]``.

The same stages and the same texts in one process without Ray, in the laptop profile and in the
cluster profile.  They take turns of some seconds and are paused in between, so that whatever else
this machine does slows all of them alike.  ``--write`` puts the tables into ``docs/placement.md``.
"""

import argparse
import asyncio
import itertools
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from k8s.devstack.settings import ROOT
from loadtests.graphs import (
    CLUSTER,
    KINDS,
    LAPTOP,
    ONE_PROCESS,
    Graph,
    graph_running,
    index_running,
)
from loadtests.rounds import Round, numbered, texts_read, turn_take
from serve_graph.contract import Stage

DOCUMENT = ROOT / "docs" / "placement.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
CLIENTS = (1, 4, 16)
TURNS = 6
QUESTIONS_PER_TURN = 32
ROUTE_STAGES = tuple(stage for stage in Stage if stage is not Stage.LEARNING)
PROXY = f"{CLUSTER}, by Ray's proxy"
AIMS = {LAPTOP: 0.90, CLUSTER: 0.75, PROXY: 0.75}
OVERHEAD_AIM_S = 0.005
Results = dict[str, list[Round]]


def main() -> int:
    """Measure all kinds, show the tables; the exit code tells whether every answer was sound."""
    parser = argparse.ArgumentParser(prog="python -m loadtests.placement")
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    console = Console(highlight=False)
    # A paused graph would not hear the signal that tells it that we are gone.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with ExitStack() as stack:
        graphs = graphs_started(options.kinds, stack, console)
        results = measure(graphs, turns=options.turns)
    told = report(results)
    console.print(told, markup=False, soft_wrap=True)
    for kind in AIMS if set(KINDS) <= set(results) else ():
        shares = [
            f"{one.rate / base.rate:.2f}"
            for one, base in zip(results[kind], results[ONE_PROCESS], strict=True)
        ]
        console.print(f"bench: {kind}: {', '.join(shares)} of one process's rate", markup=False)
    if options.write:
        document_write(told)
    return 0


def graphs_started(kinds: Sequence[str], stack: ExitStack, console: Console) -> dict[str, Graph]:
    """Start a graph of each kind with an index of its own, each paused once it is ready."""
    root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="civic-load-")))
    graphs: dict[str, Graph] = {}
    for kind in kinds:
        console.print(f"starting: {kind}")
        folder = root / kind.partition(" ")[0]
        folder.mkdir()
        index_url = stack.enter_context(index_running(folder))
        graph = graph_running(kind, folder=folder, index_url=index_url)
        graphs[kind] = stack.enter_context(graph)
        graphs[kind].pause()
    return graphs


def measure(graphs: dict[str, Graph], *, turns: int) -> Results:
    """Return a round per placement and number of clients; the first turn only warms up."""
    doors = {kind: (graph, graph.url) for kind, graph in graphs.items()}
    if CLUSTER in graphs:
        doors[PROXY] = (graphs[CLUSTER], graphs[CLUSTER].proxy_url)
    texts = numbered(texts_read(), prefix="")
    results: Results = {kind: [Round(clients=count) for count in CLIENTS] for kind in doors}
    for graph, url in doors.values():
        _turn(graph, url, texts, Round(clients=max(CLIENTS)))
    for _, index in itertools.product(range(turns), range(len(CLIENTS))):
        for kind, (graph, url) in doors.items():
            _turn(graph, url, texts, results[kind][index])
    return results


def _turn(graph: Graph, url: str, texts: Iterator[str], measured: Round) -> None:
    questions = list(itertools.islice(texts, QUESTIONS_PER_TURN))
    graph.go_on()
    try:
        asyncio.run(turn_take(graph, url=url, questions=questions, measured=measured))
    finally:
        graph.pause()


def report(results: Results) -> str:
    """Return the tables in Markdown."""
    parts = [_machine(), _rates(results)]
    if set(KINDS) <= set(results):
        parts.append(_aims(results))
    if CLUSTER in results:
        parts.append(_hops(results))
    return "\n\n".join(parts)


def _machine() -> str:
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores; load of the machine at the end: {load:.1f}."


def _rates(results: Results) -> str:
    head = "| placement | clients | p50 ms | p99 ms | requests/s | CPU ms per request |"
    lines = [head, "|---|---|---|---|---|---|"]
    for kind, rounds in results.items():
        for one in rounds:
            times = f"{one.p50_s * 1e3:.1f} | {one.p99_s * 1e3:.1f}"
            costs = f"{one.rate:.1f} | {one.cpu_each_s * 1e3:.1f}"
            lines.append(f"| {kind} | {one.clients} | {times} | {costs} |")
    return "\n".join(lines)


def _aims(results: Results) -> str:
    head = "| placement | clients | share of the one process's rate | aim | its CPU ÷ ours |"
    lines = [head, "|---|---|---|---|---|"]
    for kind, aim in AIMS.items():
        for one, base in zip(results[kind], results[ONE_PROCESS], strict=True):
            share = one.rate / base.rate
            cpu_share = base.cpu_each_s / one.cpu_each_s
            lines.append(f"| {kind} | {one.clients} | {share:.2f} | {aim:.2f} | {cpu_share:.2f} |")
    overheads = [
        f"{kind} {(results[kind][0].p50_s - results[ONE_PROCESS][0].p50_s) * 1e3:+.1f} ms"
        for kind in AIMS
    ]
    aim_ms = OVERHEAD_AIM_S * 1e3
    return "\n".join([*lines, "", f"p50 at one client: {', '.join(overheads)} (aim {aim_ms:.0f})."])


def _hops(results: Results) -> str:
    lines = ["| wait for a stage, ms (p50, 1 client) | " + " | ".join(ROUTE_STAGES) + " |"]
    lines.append("|---" * (len(ROUTE_STAGES) + 1) + "|")
    for kind, rounds in results.items():
        waits = [f"{rounds[0].wait_s(stage) * 1e3:.2f}" for stage in ROUTE_STAGES]
        lines.append(f"| {kind} | {' | '.join(waits)} |")
    return "\n".join(lines)


def document_write(told: str, *, document: Path = DOCUMENT) -> None:
    """Put the tables between the two marks of the document."""
    before, _, rest = document.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    document.write_text(f"{before}{BEGIN}\n{told}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
