"""``python -m loadtests.bench``: the five benchmarks, one after the other, in one table.

Each is a program of its own that says its ratios in lines that begin with ``bench:``; before each
one this machine is asked how fast and how steady it is just now.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from rich.console import Console
from rich.table import Table

from k8s.devstack.settings import ROOT, environment_inherited

SAYS = "bench:"
ENDS_WITHIN_S = 1_800.0
TURNS, TURN_ADDS = 25, 400_000
BENCHES = {
    "placement": "the graph, laptop and cluster, against its stages in one process",
    "submit": "POST /api/v1/messages against bare INSERTs",
    "sockets": "sockets of uvicorn against daphne",
    "search": "search at 1k, 10k and 100k points",
    "timing": "the graph with its timing on and off",
}


@dataclass(frozen=True)
class Noise:
    """How steady the machine is: its load, and the spread of one and the same piece of work."""

    load: float
    fastest_ms: float
    median_ms: float

    @property
    def told(self) -> str:
        """Both in words: a quiet machine spreads by a few percent."""
        spread = self.median_ms / self.fastest_ms - 1
        return f"load {self.load:.1f}, same work {self.median_ms:.1f} ms, spread {spread:.0%}"


@dataclass(frozen=True)
class Outcome:
    """What became of one benchmark."""

    name: str
    said: tuple[str, ...]
    code: int
    took_s: float
    noise: Noise


def main() -> int:
    """Run all, or those named; 0 when each of them reached its goals."""
    parser = argparse.ArgumentParser(prog="python -m loadtests.bench")
    parser.add_argument("names", nargs="*", help=", ".join(BENCHES))
    names = parser.parse_args().names or list(BENCHES)
    unknown = sorted(set(names) - set(BENCHES))
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}")
    console = Console(highlight=False)
    outcomes = [bench_run(name, console) for name in names]
    console.print(table_of(outcomes))
    return max(outcome.code for outcome in outcomes)


def bench_run(name: str, console: Console) -> Outcome:
    """Run one benchmark, show what it says as it comes, and keep its ratios."""
    console.rule(f"{name}: {BENCHES[name]}")
    noise, began_at, said = noise_measured(), time.monotonic(), list[str]()
    with subprocess.Popen(  # noqa: S603  # our own argument list, no shell
        [sys.executable, "-m", f"loadtests.{name}"],
        cwd=ROOT,
        env=environment_inherited(),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        for line in process.stdout or ():
            console.print(line.rstrip(), markup=False, soft_wrap=True)
            said += [line.removeprefix(SAYS).strip()] if line.startswith(SAYS) else []
        code = process.wait(ENDS_WITHIN_S)
    return Outcome(name, tuple(said), code, time.monotonic() - began_at, noise)


def noise_measured() -> Noise:
    """Do the same piece of work again and again, and see how its time spreads."""
    took_ms = []
    for _turn in range(TURNS):
        began_at = time.perf_counter()
        sum(range(TURN_ADDS))
        took_ms.append((time.perf_counter() - began_at) * 1_000)
    return Noise(os.getloadavg()[0], min(took_ms), median(took_ms))


def table_of(outcomes: Sequence[Outcome]) -> Table:
    """Return all of them as one table."""
    table = Table("benchmark", "ratios", "goals", "took", "noise of the machine before it")
    for one in outcomes:
        said = "\n".join(one.said) or f"it said no line that begins with {SAYS}"
        goals = "[green]met[/green]" if one.code == 0 else "[red]not met[/red]"
        table.add_row(one.name, said, goals, f"{one.took_s:.0f} s", one.noise.told)
    return table


if __name__ == "__main__":
    sys.exit(main())
