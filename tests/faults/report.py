"""The table of all runs: ``python -m tests.faults.report RESULTS… --write docs/faults.md``."""

import argparse
import json
import statistics
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HEAD = """\
# Faults survived

Written by `make test-faults`: real processes, killed, stopped or starved while people write,
correct and close. Each run compares a ledger of what clients were told with the database (G1 to G7,
`tests/faults/guarantees.py`). *Heals* runs from the end of the fault to the end of the last message
that was saved before it; for F5 from the kill to the first of the waves of questions that took no
longer than before, for F5 door until the graph answered again, for F7 it is the longest that four
tickets took, for F10 the time until the index knew all, for F12 until every tab was back, for F15
from the end of the dead sender's lease (a minute) until all was sent, for the beat the time until
another one had taken over.

"""
BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"
COLUMNS = (
    "scenario",
    "what happens",
    "runs",
    "messages",
    "lost",
    "doubled",
    "heals p50 s",
    "max s",
)


def result_write(path: Path, **result: Any) -> None:
    """Append one run to a file of results."""
    with path.open("a") as file:
        file.write(json.dumps(result) + "\n")


def table(results: Iterable[dict[str, Any]]) -> str:
    """Return the runs as a Markdown table, a scenario a line."""
    by_scenario: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for result in results:
        by_scenario[result["scenario"]].append(result)
    lines = [_line(COLUMNS), _line(["---"] * 2 + ["--:"] * 6)]
    lines += [_line(_row(name, runs)) for name, runs in sorted(by_scenario.items(), key=_order)]
    return "\n".join(lines) + "\n"


def _order(item: tuple[str, object]) -> tuple[int, str]:
    number = "".join(char for char in item[0].split()[0] if char.isdigit())
    return int(number), item[0]


def _row(name: str, runs: list[dict[str, Any]]) -> list[str]:
    heals = [run["heals_s"] for run in runs]
    failed = sum(not run["is_clean"] for run in runs)
    return [
        name,
        runs[0]["what"],
        f"{len(runs)}" + (f" ({failed} failed)" if failed else ""),
        str(sum(int(run["messages"]) for run in runs)),
        str(sum(run["lost"] for run in runs)),
        str(sum(run["doubled"] for run in runs)),
        f"{statistics.median(heals):.1f}",
        f"{max(heals):.1f}",
    ]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("results", nargs="+", type=Path)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--readme", type=Path, help="a page that shows the table too")
    options = parser.parse_args()
    lines = [line for path in options.results if path.exists() for line in path.open()]
    results = [json.loads(line) for line in lines]
    shown = table(results)
    print(shown)  # noqa: T201  # the table is what was asked for
    if options.write:
        options.write.write_text(HEAD + shown + _measured(results))
    if options.readme:
        before, _, rest = options.readme.read_text().partition(BEGIN)
        _, _, after = rest.partition(END)
        options.readme.write_text(f"{before}{BEGIN}\n{shown}{END}{after}")


def _measured(results: list[dict[str, Any]]) -> str:
    """Return what else the runs measured, the worst of each."""
    worst: dict[tuple[str, str], float] = {}
    for result in results:
        for name, value in result["told"].items():
            key = (result["scenario"], name)
            worst[key] = max(worst.get(key, value), value)
    lines = [f"- {scenario}: {name} {value:g}" for (scenario, name), value in sorted(worst.items())]
    seeds = sorted({result["seed"] for result in results})
    told = "\n## Measured besides, the worst of all runs\n\n" + "\n".join(lines)
    return f"{told}\n\nSeeds: {', '.join(map(str, seeds))}.\n"


if __name__ == "__main__":
    main()
