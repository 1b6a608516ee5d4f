"""loadtests: search over 1,000, 10,000 and 100,000 points: ``python -m loadtests.search``.

For each size a graph of one process over an index of its own: the departments by the graph's own
door, then corrections as the learning stage writes them, with random vectors, until it is full.
The graphs take turns and are paused in between; what is compared is the search stage's own work.
"""

import argparse
import asyncio
import itertools
import os
import signal
import sys
import tempfile
import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import numpy as np
import qdrant_edge as edge
from numpy.typing import NDArray
from rich.console import Console

from k8s.devstack.qdrant_gateway.storage import Storage
from loadtests.graphs import DISTRICT, ONE_PROCESS, Graph, graph_running, index_running
from loadtests.rounds import Round, spread, texts_read, turn_take
from serve_graph.contract import Stage

SIZES = (1_000, 10_000, 100_000)
TURNS, QUESTIONS_PER_TURN = 12, 65
RATIO_AIM = 3.0
DIMENSIONS, BUCKETS, NGRAMS = 384, 1 << 16, 180
POINTS_AT_ONCE = 2_000
SEED = 7
Results: TypeAlias = dict[int, list[list[float]]]  # By size: of each turn the searches, seconds.


def main() -> int:
    """Measure, show the table; fails when the largest index is too much slower."""
    parser = argparse.ArgumentParser(prog="python -m loadtests.search")
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options = parser.parse_args()
    console = Console(highlight=False)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with ExitStack() as stack:
        graphs = graphs_started(options.sizes, stack, console)
        results = measure(graphs, turns=options.turns)
    console.print(report(results), markup=False, soft_wrap=True)
    return 0 if ratio(results) <= RATIO_AIM else 1


def graphs_started(sizes: Sequence[int], stack: ExitStack, console: Console) -> dict[int, Graph]:
    """Fill an index for each size and start a graph over it, paused once it is ready."""
    root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="civic-load-")))
    graphs: dict[int, Graph] = {}
    for size in sizes:
        console.print(f"filling: {size:,} points")
        folder = root / str(size)
        folder.mkdir()
        with index_running(folder) as url, graph_running(ONE_PROCESS, folder=folder, index_url=url):
            pass  # The door of the graph has made the collection and its departments.
        index_fill(folder / "index", points=size)
        index_url = stack.enter_context(index_running(folder))
        graph = graph_running(ONE_PROCESS, folder=folder, index_url=index_url)
        graphs[size] = stack.enter_context(graph)
        graphs[size].pause()
    return graphs


def index_fill(folder: Path, *, points: int) -> None:
    """Add corrections of one district to the collection in a folder until it has so many points."""
    rng = np.random.default_rng(SEED)
    popularity = np.cumsum(1.0 / np.arange(1, BUCKETS + 1) ** 0.8)
    popularity /= popularity[-1]
    with Storage(folder) as storage:
        (name,) = storage.names()
        collection = storage.get(name)
        missing = points - collection.shard.info().points_count
        while missing > 0:
            batch = [_point(rng, popularity) for _ in range(min(POINTS_AT_ONCE, missing))]
            collection.update(edge.UpdateOperation.upsert_points(batch))
            missing -= len(batch)


def _point(rng: np.random.Generator, popularity: NDArray[np.float64]) -> edge.Point:
    """Return a correction of nobody: as many n-grams as a text has, some of them frequent."""
    dense = rng.standard_normal(DIMENSIONS)
    dense /= np.linalg.norm(dense)
    buckets = np.unique(np.searchsorted(popularity, rng.random(NGRAMS)))
    weights = rng.random(len(buckets))
    weights /= np.linalg.norm(weights)
    vectors = {
        "dense": dense.tolist(),
        "ngrams": edge.SparseVector(buckets.tolist(), weights.tolist()),
    }
    payload = {
        "kind": "example",
        "district": DISTRICT,
        "language": "uz",
        "department": "roads",
        "version": 1,
    }
    return edge.Point(uuid.UUID(bytes=rng.bytes(16), version=4), vectors, payload)


def measure(graphs: dict[int, Graph], *, turns: int) -> Results:
    """Return what the searches took; the first turn warms up and lets the texts be embedded."""
    texts = itertools.cycle(texts_read())
    results: Results = {size: [] for size in graphs}
    for turn in range(-1, turns):
        sizes = list(graphs) if turn % 2 else list(reversed(graphs))
        questions = list(itertools.islice(texts, QUESTIONS_PER_TURN))
        for size in sizes:
            measured = _turn(graphs[size], questions)
            if turn >= 0:
                results[size].append(measured.services_s[Stage.SEARCH])
    return results


def _turn(graph: Graph, questions: list[str]) -> Round:
    measured = Round(clients=1)
    graph.go_on()
    try:
        asyncio.run(turn_take(graph, url=graph.url, questions=questions, measured=measured))
    finally:
        graph.pause()
    return measured


def percentile(turns: Sequence[Sequence[float]], percent: float) -> float:
    """Return a percentile of all searches of a size, seconds."""
    return float(np.percentile([took for turn in turns for took in turn], percent))


def ratio(results: Results) -> float:
    """Return the p99 of the largest index as a multiple of that of the smallest."""
    smallest, largest = min(results), max(results)
    return percentile(results[largest], 99) / percentile(results[smallest], 99)


def report(results: Results) -> str:
    """Return the table in Markdown."""
    load = os.getloadavg()[0]
    lines = [f"{os.cpu_count()} cores; load of the machine at the end: {load:.1f}.", ""]
    head = "| points | searches | p50 ms | p99 ms | of the turns, quartiles | p99 ÷ first |"
    lines += [head, "|---|---|---|---|---|---|"]
    base = percentile(results[min(results)], 99)
    for size, turns in results.items():
        p50, p99 = percentile(turns, 50), percentile(turns, 99)
        low, _, high = spread([percentile([turn], 50) for turn in turns])
        noise = f"{low * 1e3:.1f} to {high * 1e3:.1f}"
        count = sum(map(len, turns))
        told = f"{p50 * 1e3:.1f} | {p99 * 1e3:.1f} | {noise} | {p99 / base:.2f}"
        lines.append(f"| {size:,} | {count} | {told} |")
    told = f"{ratio(results):.2f} times that of the smallest (aim {RATIO_AIM})."
    return "\n".join([*lines, "", f"bench: p99 of the largest index: {told}"])


if __name__ == "__main__":
    sys.exit(main())
