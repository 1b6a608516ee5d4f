"""loadtests: what a run came to, in named figures that thresholds can be put on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import mean

from k8s.devstack.audit import Audit
from loadtests.faults import Happened
from loadtests.histogram import Latencies
from loadtests.open_loop import Journey
from loadtests.scenario import Knee, Phase, Scenario
from loadtests.traces import PARTS, Way

# The messages around a quantile stand for it: their parts add up to what they waited.
BANDS = {"p50": (0.45, 0.55), "p99": (0.98, 1.0)}


@dataclass(frozen=True)
class PhaseFigures:
    """One phase: how many came, how many ended in time, and how fast."""

    phase: Phase
    sent: int
    failed: int
    p50_s: float
    p99_s: float
    is_kept: bool
    cpu_each_s: dict[str, float] = field(default_factory=dict)


@dataclass
class Run:
    """Everything that was measured."""

    scenario: Scenario
    journeys: list[Journey]
    ways: list[Way] = field(default_factory=list)
    phases: list[PhaseFigures] = field(default_factory=list)
    happened: list[Happened] = field(default_factory=list)
    audit: Audit | None = None
    took_s: float = 0.0
    quiet_after_s: float = 0.0
    load_before: float = 0.0
    load_after: float = 0.0
    cpu_s: dict[str, float] = field(default_factory=dict)
    client_cpu_s: float = 0.0
    memory_mib: list[dict[str, float]] = field(default_factory=list)

    @property
    def measured(self) -> list[Journey]:
        """All journeys but those that only warmed up."""
        return [one for one in self.journeys if not one.is_warm]

    def steps(self) -> dict[str, Latencies]:
        """Return the latencies of each step, counted from when each journey was due."""
        found: dict[str, Latencies] = {}
        for journey in self.measured:
            for name, duration_s in journey.steps.items():
                found.setdefault(name, Latencies()).add(duration_s)
        return found

    def errors(self) -> Counter[str]:
        """Return how often each thing went wrong."""
        return Counter(one.error for one in self.measured if one.error)

    @property
    def grown_mib(self) -> dict[str, float]:
        """What each part has grown by in the second half; the first one fills caches."""
        *_, half, end = self.memory_mib or [{}, {}]
        return {name: mib - half.get(name, mib) for name, mib in end.items()}

    @property
    def knee_per_s(self) -> float:
        """The highest rate that was kept up, or zero."""
        return max((one.phase.rate_per_s for one in self.phases if one.is_kept), default=0.0)


def phase_figures(phase: Phase, journeys: Sequence[Journey], *, knee: Knee | None) -> PhaseFigures:
    """Return what one phase came to."""
    step = knee.step if knee else "routed"
    found = Latencies(one.steps[step] for one in journeys if step in one.steps and not one.error)
    failed = sum(bool(one.error) for one in journeys)
    p99_s = found.quantile_s(0.99)
    in_time = len(found) / len(journeys) if journeys else 0.0
    is_kept = bool(knee) and in_time >= (knee.share_in_time if knee else 1)
    is_kept = is_kept and p99_s * 1_000 <= (knee.p99_ms if knee else 0)
    return PhaseFigures(phase, len(journeys), failed, found.quantile_s(0.5), p99_s, is_kept)


def figures_of(run: Run) -> dict[str, float]:
    """Return every figure by its name; milliseconds where the name ends in ``_ms``."""
    sent = len(run.measured)
    failed = sum(run.errors().values())
    lag = Latencies(one.lag_s for one in run.measured)
    found = {
        "sent": float(sent),
        "failed": float(failed),
        "failed_share": failed / sent if sent else 1.0,
        "generator_lag_p99_ms": lag.quantile_s(0.99) * 1_000,
        "quiet_after_s": run.quiet_after_s,
    }
    for name, latencies in run.steps().items():
        for label, share in (("p50", 0.5), ("p99", 0.99), ("max", 1.0)):
            found[f"{name}_{label}_ms"] = latencies.quantile_s(share) * 1_000
    if run.scenario.sweep:
        found["knee_per_s"] = run.knee_per_s
    if run.grown_mib:
        found["grown_mib"] = max(run.grown_mib.values())
    if run.audit:
        found |= {
            "lost": float(run.audit.lost),
            "doubled": float(run.audit.doubled),
            "on_their_way": float(run.audit.on_their_way),
        }
    return found


def bands_of(ways: Sequence[Way]) -> dict[str, dict[str, float]]:
    """Return the mean length of each part among the messages around p50 and around p99."""
    ordered = sorted(ways, key=lambda way: way.total_s)
    found = {}
    for label, (low, high) in BANDS.items():
        first = min(int(low * len(ordered)), max(len(ordered) - 1, 0))
        band = ordered[first : max(int(high * len(ordered)), first + 1)]
        if band:
            found[label] = {part: mean(way.parts_s[part] for way in band) for part in PARTS}
    return found


def parts_of(ways: Sequence[Way]) -> dict[str, Latencies]:
    """Return the latencies of each part of the way."""
    return {part: Latencies(way.parts_s[part] for way in ways) for part in PARTS}


def stages_of(ways: Sequence[Way]) -> dict[str, dict[str, Latencies]]:
    """Return waits and work of each stage of the graph, as its timings tell."""
    found: dict[str, dict[str, Latencies]] = {}
    for way in ways:
        for stage, phases in way.stages_s.items():
            for phase, duration_s in phases.items():
                of_stage = found.setdefault(stage, {"wait": Latencies(), "work": Latencies()})
                of_stage[phase].add(duration_s)
    return found


def servers_of(journeys: Sequence[Journey]) -> dict[str, Latencies]:
    """Return what servers said of their own time by ``Server-Timing``, each part by its name."""
    found: dict[str, Latencies] = {}
    for journey in journeys:
        for name, duration_s in journey.server_s.items():
            found.setdefault(name, Latencies()).add(duration_s)
    return found
