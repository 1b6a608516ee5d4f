"""loadtests.submit: what was measured, beside its goals."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from rich.table import Table

from loadtests.submit.rates import Rate
from loadtests.submit.steady import Steady

SHARE_GOAL = 0.35
P99_GOAL_MS = 150.0
# A rate that was asked for counts as kept when the last answer came at most this much later.
RATE_KEPT = 0.98


@dataclass(frozen=True)
class Round:
    """One turn of each rate, one right after the other."""

    bare_per_s: float
    api: Rate

    @property
    def share(self) -> float:
        """The API's share of the bare rate."""
        return self.api.per_s / self.bare_per_s


@dataclass(frozen=True)
class Report:
    """All rounds, and the steady stream."""

    rounds: Sequence[Round]
    asked_per_s: int
    steady: Steady

    @property
    def share(self) -> float:
        """The share in the middle of all rounds: what one disturbed round does not move."""
        return median(one.share for one in self.rounds)

    @property
    def told(self) -> str:
        """The cost of a message and the steady stream in words."""
        cpu_ms = median(one.api.web_cpu_ms for one in self.rounds)
        return f"{cpu_ms:.2f} ms of processor time each; p99 {self.steady.p99_ms:.0f} ms"

    @property
    def is_share_met(self) -> bool:
        """Whether the API keeps the share that is asked of it."""
        return self.share >= SHARE_GOAL

    @property
    def is_stream_met(self) -> bool:
        """Whether the stream was kept up, fast enough, and nothing failed."""
        kept = self.steady.per_s >= self.asked_per_s * RATE_KEPT
        return kept and self.steady.p99_ms < P99_GOAL_MS and not self.steady.failed


def table_of(report: Report) -> Table:
    """Return the report as people read it; a spread shows what the machine did meanwhile."""
    table = Table("what", "figure", "spread of the rounds", "goal")
    for row in _rate_rows(report.rounds):
        table.add_row(*row, "")
    shares = _spread([one.share for one in report.rounds], "{:.3f}")
    told = _goal(f"at least {SHARE_GOAL}", is_met=report.is_share_met)
    table.add_row("share of the bare rate", f"{report.share:.3f}", shares, told)
    stream = report.steady
    table.add_row(
        f"{report.asked_per_s} messages a second, {stream.sent} sent",
        f"{stream.per_s:.1f}/s, {stream.failed} failed",
        f"longest {stream.longest_ms:.0f} ms",
        "",
    )
    told = _goal(f"p99 under {P99_GOAL_MS:.0f} ms", is_met=report.is_stream_met)
    figure = f"p50 {stream.p50_ms:.1f} ms, p99 {stream.p99_ms:.1f} ms"
    table.add_row("answered, from when each was due", figure, "", told)
    return table


def _rate_rows(rounds: Sequence[Round]) -> list[tuple[str, str, str]]:
    columns = {
        "bare INSERTs and COMMIT": ([one.bare_per_s for one in rounds], "{:.0f}/s"),
        "POST /api/v1/messages": ([one.api.per_s for one in rounds], "{:.0f}/s"),
        "processor time of the web": ([one.api.web_cpu_ms for one in rounds], "{:.2f} ms"),
        "of the generator": ([one.api.generator_cpu_ms for one in rounds], "{:.2f} ms"),
    }
    return [
        (name, shape.format(median(values)), _spread(values, shape))
        for name, (values, shape) in columns.items()
    ]


def _spread(values: Sequence[float], shape: str) -> str:
    return f"{shape.format(min(values))} to {shape.format(max(values))}"


def _goal(words: str, *, is_met: bool) -> str:
    return f"{words}: {'met' if is_met else 'not met'}"
