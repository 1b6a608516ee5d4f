"""What a replica counts, for Prometheus, by the metrics of Ray.

Ray takes some 15 µs for each number, and a question has about forty: sums are therefore added up
here and told once a second, so that a replica that is killed loses a second of them.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable

from ray.util import metrics

from serve_graph.contract import Stage, StageOutcome
from serve_graph.timing import (
    BATCHED_METRIC,
    BREAKER_METRIC,
    CALLS_METRIC,
    DURATION_BUCKETS_S,
    DURATION_METRIC,
    METRIC_TAGS,
    SECONDS_METRIC,
    CallOutcome,
    Phase,
)

GAUGES_SAID_AGAIN_S = 5.0
SUMS_TOLD_S = 1.0


class Sums:
    """A counter that is told once a second what came together since."""

    def __init__(self, name: str, *, description: str, tag_keys: tuple[str, ...]) -> None:
        self._counter = metrics.Counter(name, description=description, tag_keys=tag_keys)
        self._tag_keys = tag_keys
        self._due: defaultdict[tuple[str, ...], float] = defaultdict(float)
        self._lock = threading.Lock()
        _again_and_again(self.tell, every_s=SUMS_TOLD_S)

    def add(self, value: float, *tags: str) -> None:
        """Add to the sum with these tags, in the order of their keys."""
        with self._lock:
            self._due[tags] += value

    def tell(self) -> None:
        """Tell Ray what is due."""
        with self._lock:
            due, self._due = self._due, defaultdict(float)
        for tags, value in due.items():
            if value > 0:  # Ray refuses to add nothing.
                self._counter.inc(value, tags=dict(zip(self._tag_keys, tags, strict=True)))


class RayMetrics:
    """The metrics sink of a replica: a histogram for quantiles, a counter for the exact sum."""

    def __init__(self) -> None:
        self._durations = metrics.Histogram(
            DURATION_METRIC,
            description="Duration of one phase of a stage, in seconds.",
            boundaries=list(DURATION_BUCKETS_S),
            tag_keys=METRIC_TAGS,
        )
        self._seconds = Sums(
            SECONDS_METRIC,
            description="Exact sum of the durations of a phase of a stage, in seconds.",
            tag_keys=METRIC_TAGS,
        )
        self._batched = Sums(
            BATCHED_METRIC,
            description="Requests that a stage answered, counted with all of their batches.",
            tag_keys=("stage",),
        )

    def stage_observe(
        self, *, stage: Stage, phase: Phase, outcome: StageOutcome, seconds: float
    ) -> None:
        """Count one duration in both metrics."""
        tags = {"stage": stage.value, "phase": phase.value, "outcome": outcome.value}
        self._durations.observe(seconds, tags=tags)
        self._seconds.add(seconds, stage.value, phase.value, outcome.value)

    def batch_observe(self, *, stage: Stage, size: int) -> None:
        """Count how many requests a stage answered together with this one."""
        self._batched.add(size, stage.value)


class RayCalls:
    """Where a replica counts its calls to outside services, and shows the state of its breakers.

    Ray forgets a gauge that was not set for two of its reports (20 s), and an open breaker may see
    no call for longer; so a thread says again what is known.
    """

    def __init__(self) -> None:
        self._states: dict[str, bool] = {}
        self._durations = metrics.Histogram(
            CALLS_METRIC,
            description="Duration of one try of a call to an outside service, in seconds.",
            boundaries=list(DURATION_BUCKETS_S),
            tag_keys=("service", "outcome"),
        )
        self._open = metrics.Gauge(
            BREAKER_METRIC,
            description="1 while a replica gives the service a rest.",
            tag_keys=("service",),
        )
        _again_and_again(self._repeat, every_s=GAUGES_SAID_AGAIN_S)

    def call_observe(self, *, service: str, outcome: CallOutcome, seconds: float) -> None:
        """Count one try."""
        self._durations.observe(seconds, tags={"service": service, "outcome": outcome.value})

    def breaker_observe(self, *, service: str, is_open: bool) -> None:
        """Say whether the service is given a rest."""
        self._states[service] = is_open
        self._open.set(float(is_open), tags={"service": service})

    def _repeat(self) -> None:
        for service, is_open in tuple(self._states.items()):
            self._open.set(float(is_open), tags={"service": service})


def _again_and_again(work: Callable[[], None], *, every_s: float) -> None:
    def run() -> None:
        while True:
            time.sleep(every_s)
            work()

    threading.Thread(target=run, daemon=True).start()
