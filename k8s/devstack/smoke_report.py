"""k8s.devstack: what `make smoke` says at its end, and whether it is satisfied."""

from collections import defaultdict
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from k8s.devstack.audit import Audit
from k8s.devstack.scores import Routing, accuracy_by_language, percentile

GIB = 2**30
MEMORY_MAX_GIB = 6.0
ATTACKS_CAUGHT_MIN = 1


@dataclass(kw_only=True)
class Findings:
    """What the run found out."""

    starts_s: float = 0.0
    routes_s: float = 0.0
    ours: list[Routing] = field(default_factory=list)
    baseline: list[Routing] = field(default_factory=list)
    stages_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    attacks_caught: int = 0
    correction_learnt: bool = False
    correction_told: str = ""
    worker_killed: bool = False
    audit: Audit | None = None
    memory_peak_bytes: int = 0


def report_show(console: Console, findings: Findings) -> int:
    """Print the tables and the complaints; return the exit code."""
    console.print(accuracy_table(findings))
    console.print(stages_table(findings))
    _facts_show(console, findings)
    complaints = complaints_of(findings)
    for complaint in complaints:
        console.print(f"[red]✗[/red] {complaint}")
    if not complaints:
        console.print("[green]✓ The whole path works.[/green]")
    return 1 if complaints else 0


def accuracy_table(findings: Findings) -> Table:
    """Return the accuracy by language and script, ours beside the baseline."""
    table = Table(title="Right department at once (@1) and among three (@3)")
    for column in ("texts in", "count", "ours @1", "ours @3", "n-grams @1", "n-grams @3"):
        table.add_column(column, justify="left" if column == "texts in" else "right")
    ours, baseline = (accuracy_by_language(it) for it in (findings.ours, findings.baseline))
    for mine, other in zip(ours, baseline, strict=True):
        numbers = (mine.at_1, mine.at_3, other.at_1, other.at_3)
        table.add_row(mine.group, str(mine.texts), *(f"{number:.2f}" for number in numbers))
    return table


def stages_table(findings: Findings) -> Table:
    """Return how long each stage took, waiting included."""
    table = Table(title="Stages, waiting included")
    for column in ("stage", "calls", "p50 ms", "p99 ms"):
        table.add_column(column, justify="left" if column == "stage" else "right")
    for stage, seconds in findings.stages_s.items():
        shown = (percentile(seconds, share) * 1000 for share in (0.5, 0.99))
        table.add_row(stage, str(len(seconds)), *(f"{value:.1f}" for value in shown))
    return table


def _facts_show(console: Console, findings: Findings) -> None:
    audit = findings.audit
    if audit:
        states = ", ".join(f"{state} {count}" for state, count in sorted(audit.states.items()))
        console.print(f"Audit in SQL: lost {audit.lost}, doubled {audit.doubled}; {states}")
    console.print(f"Attacks held back: {findings.attacks_caught} of 5")
    console.print(f"Correction: {findings.correction_told}")
    console.print(
        f"Ready after {findings.starts_s:.0f} s, all messages at their end after "
        f"{findings.routes_s:.0f} s (worker killed once), "
        f"at most {findings.memory_peak_bytes / GIB:.1f} GiB"
    )


def complaints_of(findings: Findings) -> list[str]:
    """Return what must not be, in words; empty when all is well."""
    ours = accuracy_by_language(findings.ours)[-1]
    baseline = accuracy_by_language(findings.baseline)[-1]
    held_gib = findings.memory_peak_bytes / GIB
    claims = {
        "messages were lost, doubled or left on their way": bool(
            findings.audit and findings.audit.is_clean
        ),
        "the worker was not killed": findings.worker_killed,
        "no attack was held back": findings.attacks_caught >= ATTACKS_CAUGHT_MIN,
        "a similar message did not find the correction": findings.correction_learnt,
        f"@1 is {ours.at_1:.2f}, n-grams alone {baseline.at_1:.2f}": ours.at_1 >= baseline.at_1,
        f"@3 is {ours.at_3:.2f}, n-grams alone {baseline.at_3:.2f}": ours.at_3 >= baseline.at_3,
        f"{held_gib:.1f} GiB of memory were needed": held_gib <= MEMORY_MAX_GIB,
    }
    return [words for words, holds in claims.items() if not holds]
