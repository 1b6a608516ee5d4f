"""loadtests: turns of questions to a graph, so many clients at once, and what they measured."""

import asyncio
import itertools
import json
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import httpx

from k8s.devstack.settings import ROOT
from loadtests.graphs import DISTRICT, Graph
from serve_graph.contract import ROUTE_PATH, Stage

TEXTS = ROOT / "tests" / "data" / "smoke_texts.jsonl"
ANSWERS_WITHIN_S = 60.0


@dataclass
class Round:
    """What all turns with so many clients measured; seconds."""

    clients: int
    took_s: float = 0.0
    cpu_s: float = 0.0
    durations_s: list[float] = field(default_factory=list)
    waits_s: dict[Stage, list[float]] = field(default_factory=lambda: defaultdict(list))
    services_s: dict[Stage, list[float]] = field(default_factory=lambda: defaultdict(list))
    kinds: set[str] = field(default_factory=set)

    @property
    def rate(self) -> float:
        """Answers in a second."""
        return len(self.durations_s) / self.took_s

    @property
    def p50_s(self) -> float:
        """The median duration of a question."""
        return median(self.durations_s)

    @property
    def p99_s(self) -> float:
        """The duration that one question in a hundred exceeds."""
        return quantiles(self.durations_s, n=100, method="inclusive")[98]

    @property
    def cpu_each_s(self) -> float:
        """Processor time of the graph's processes for one question."""
        return self.cpu_s / len(self.durations_s)

    def wait_s(self, stage: Stage) -> float:
        """Return the median time on the way to a stage and back: the price of its hop."""
        return median(self.waits_s[stage])


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the lower quartile, the median and the upper quartile: a figure and its noise."""
    low, middle, high = quantiles(values, n=4, method="inclusive")
    return low, middle, high


def texts_read(path: Path = TEXTS) -> list[str]:
    """Return the honest texts of a file, in their order."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row["text"] for row in rows if not row.get("is_injection")]


def numbered(texts: list[str], *, prefix: str) -> Iterator[str]:
    """Yield the texts again and again, each time a little different: no cache knows them."""
    for number in itertools.count():
        yield f"{texts[number % len(texts)]} ({prefix}{number})"


async def turn_take(graph: Graph, *, url: str, questions: list[str], measured: Round) -> None:
    """Ask the questions with as many clients as the round has; each waits for its answer."""
    queue, limits = iter(questions), httpx.Limits(max_connections=measured.clients)
    async with httpx.AsyncClient(base_url=url, timeout=ANSWERS_WITHIN_S, limits=limits) as client:
        cpu_s, began_at = graph.cpu_s(), time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(measured.clients):
                group.create_task(_ask_all(client, queue, measured))
        measured.took_s += time.perf_counter() - began_at
        measured.cpu_s += graph.cpu_s() - cpu_s


async def _ask_all(client: httpx.AsyncClient, queue: Iterator[str], measured: Round) -> None:
    for text in queue:
        question = {"message_uuid": str(uuid.uuid4()), "text": text, "district": DISTRICT}
        sent = time.perf_counter()
        response = await client.post(ROUTE_PATH, json=question)
        measured.durations_s.append(time.perf_counter() - sent)
        response.raise_for_status()
        answer = response.json()
        measured.kinds.add(answer["kind"])
        for timing in answer["timings"]:
            measured.waits_s[Stage(timing["stage"])].append(timing["queue_wait_s"])
            measured.services_s[Stage(timing["stage"])].append(timing["service_s"])
