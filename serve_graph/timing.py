"""The timing middleware: one clock around every stage (P12).

The caller measures the round trip with a monotonic clock; the callee sends back its own two
durations.  From these the three waits of a call follow, and their sum is the round trip::

    queue_wait = round trip - time in the replica      (network, routing, the replica's queue)
    batch_wait = time in the replica - service time    (waiting inside for a batch or a free slot)
    service    = the stage's own work

One trace feeds three sinks: the timings saved with the outcome, metrics, and a ``Server-Timing``
header.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, ParamSpec, Protocol, TypeVar

from typing_extensions import override

from serve_graph.contract import Stage, StageOutcome, StageTiming
from serve_graph.errors import DeadlineExceeded, GraphError

DURATION_METRIC = "civic_stage_duration_seconds"
# Ray rebuilds a histogram's sum from bucket midpoints, so the exact sum is a counter of its own.
SECONDS_METRIC = "civic_stage_seconds_total"
METRIC_TAGS = ("stage", "phase", "outcome")
# With the count of the durations it gives the mean size of a batch.
BATCHED_METRIC = "civic_stage_batched_total"
CALLS_METRIC = "civic_service_call_duration_seconds"
BREAKER_METRIC = "civic_breaker_open"
DURATION_BUCKETS_S = (
    *(0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.075),
    *(0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0),
    *(10.0, 12.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0, 60.0),
)

Clock = Callable[[], float]
T = TypeVar("T")
P = ParamSpec("P")


class Phase(StrEnum):
    """The parts of a stage's round trip."""

    QUEUE_WAIT = "queue_wait"
    BATCH_WAIT = "batch_wait"
    SERVICE = "service"


class CallOutcome(StrEnum):
    """How one try of a call to an outside service ended; REFUSED by its breaker, not sent."""

    OK = "OK"
    ERROR = "ERROR"
    TIMEOUT = "TIMEOUT"
    CANCELLED = "CANCELLED"
    REFUSED = "REFUSED"


class MetricsSink(Protocol):
    """Where durations are counted; Ray's metrics in the graph, a list in tests."""

    def stage_observe(
        self, *, stage: Stage, phase: Phase, outcome: StageOutcome, seconds: float
    ) -> None:
        """Count one duration."""

    def batch_observe(self, *, stage: Stage, size: int) -> None:
        """Count how many requests a stage answered together."""


class CallsSink(Protocol):
    """Where calls to outside services are counted, in the replica that makes them."""

    def call_observe(self, *, service: str, outcome: CallOutcome, seconds: float) -> None:
        """Count one try."""

    def breaker_observe(self, *, service: str, is_open: bool) -> None:
        """Say whether the service is given a rest."""


class NoMetrics:
    """A sink for runs nobody watches."""

    def stage_observe(
        self, *, stage: Stage, phase: Phase, outcome: StageOutcome, seconds: float
    ) -> None:
        """Forget the duration."""

    def batch_observe(self, *, stage: Stage, size: int) -> None:
        """Forget the size."""

    def call_observe(self, *, service: str, outcome: CallOutcome, seconds: float) -> None:
        """Forget the try."""

    def breaker_observe(self, *, service: str, is_open: bool) -> None:
        """Forget the state."""


@dataclass(frozen=True, slots=True)
class Measured(Generic[T]):
    """What a stage's replica sends back: its answer or its error, and its own two durations."""

    answer: T | GraphError
    service_s: float
    in_replica_s: float
    batch_size: int = 1


async def measured(
    work: Callable[[], Awaitable[T]],
    *,
    slots: AbstractAsyncContextManager[object],
    clock: Clock = time.monotonic,
) -> Measured[T]:
    """Do ``work`` in one of the replica's ``slots`` and say how long it took, error or not."""
    arrived = clock()
    async with slots:
        started = clock()
        answer: T | GraphError
        try:
            answer = await work()
        except GraphError as error:
            answer = error
        ended = clock()
    return Measured(answer, service_s=ended - started, in_replica_s=ended - arrived)


class Trace:
    """The clock of one run: every call of a stage goes through ``timed``.

    The deadline is the run's, counted from ``started_at`` of the same clock; a stage that is
    still busy at that moment is given up.  ``stage_begins``, if set, hears of each stage.
    """

    def __init__(
        self,
        *,
        deadline_s: float,
        sink: MetricsSink,
        clock: Clock = time.monotonic,
        started_at: float | None = None,
    ) -> None:
        self._clock = clock
        self._started_at = clock() if started_at is None else started_at
        self._ends_at = self._started_at + deadline_s
        self._sink = sink
        self._timings: list[StageTiming] = []
        self.stage_begins: Callable[[Stage], None] | None = None

    @property
    def timings(self) -> tuple[StageTiming, ...]:
        """What was measured so far, in the order of the stages."""
        order = list(Stage)
        return tuple(sorted(self._timings, key=lambda timing: order.index(timing.stage)))

    async def timed(
        self,
        stage: Stage,
        call: Callable[P, Awaitable[Measured[T]]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Call a stage and record it; raises its ``GraphError``, or ``DeadlineExceeded``."""
        self._begins(stage)
        sent = self._clock()
        try:
            async with asyncio.timeout(max(self._ends_at - sent, 0.0)):
                reply = await call(*args, **kwargs)
        except BaseException as error:
            self._record(self._unanswered(stage, sent=sent, outcome=_outcome_of(error)))
            if isinstance(error, TimeoutError):
                raise _too_late(stage) from error
            raise
        self._record(self._answered(stage, sent=sent, reply=reply))
        if isinstance(reply.answer, GraphError):
            raise reply.answer
        return reply.answer

    def _begins(self, stage: Stage) -> None:
        if self.stage_begins is not None:
            self.stage_begins(stage)

    def _answered(self, stage: Stage, *, sent: float, reply: Measured[T]) -> StageTiming:
        round_trip_s = self._clock() - sent
        failed = isinstance(reply.answer, GraphError)
        return StageTiming(
            stage=stage,
            started_s=sent - self._started_at,
            queue_wait_s=max(round_trip_s - reply.in_replica_s, 0.0),
            batch_wait_s=max(reply.in_replica_s - reply.service_s, 0.0),
            service_s=reply.service_s,
            batch_size=reply.batch_size,
            outcome=StageOutcome.ERROR if failed else StageOutcome.OK,
        )

    def _unanswered(self, stage: Stage, *, sent: float, outcome: StageOutcome) -> StageTiming:
        """Without the callee's own durations all of the time counts as service."""
        return StageTiming(
            stage=stage,
            started_s=sent - self._started_at,
            queue_wait_s=0.0,
            service_s=self._clock() - sent,
            outcome=outcome,
        )

    def _record(self, timing: StageTiming) -> None:
        self._timings.append(timing)
        self._sink.batch_observe(stage=timing.stage, size=timing.batch_size)
        for phase in Phase:
            self._sink.stage_observe(
                stage=timing.stage,
                phase=phase,
                outcome=timing.outcome,
                seconds=getattr(timing, f"{phase}_s"),
            )


class Untimed(Trace):
    """The trace of a graph whose timings are off: it keeps the deadline and records nothing."""

    @override
    async def timed(
        self,
        stage: Stage,
        call: Callable[P, Awaitable[Measured[T]]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        self._begins(stage)
        try:
            async with asyncio.timeout(max(self._ends_at - self._clock(), 0.0)):
                reply = await call(*args, **kwargs)
        except TimeoutError as error:
            raise _too_late(stage) from error
        if isinstance(reply.answer, GraphError):
            raise reply.answer
        return reply.answer


@dataclass(frozen=True)
class Traces:
    """Begins the traces of a door, all into one sink."""

    sink: MetricsSink
    are_on: bool = True

    def begin(self, *, deadline_s: float, started_at: float) -> Trace:
        """Return the trace of a run that began at ``started_at`` of the monotonic clock."""
        kind = Trace if self.are_on else Untimed
        return kind(deadline_s=deadline_s, sink=self.sink, started_at=started_at)


def server_timing(timings: Iterable[StageTiming]) -> str:
    """Return the ``Server-Timing`` header: service and wait of each stage in milliseconds."""
    service_s: dict[Stage, float] = {}
    wait_s: dict[Stage, float] = {}
    for timing in timings:
        waited_s = timing.queue_wait_s + timing.batch_wait_s
        service_s[timing.stage] = service_s.get(timing.stage, 0.0) + timing.service_s
        wait_s[timing.stage] = wait_s.get(timing.stage, 0.0) + waited_s
    return ", ".join(
        f"{stage};dur={service_s[stage] * 1000:.1f}, {stage}-wait;dur={wait_s[stage] * 1000:.1f}"
        for stage in service_s
    )


def _outcome_of(error: BaseException) -> StageOutcome:
    if isinstance(error, TimeoutError):
        return StageOutcome.TIMEOUT
    if isinstance(error, asyncio.CancelledError):
        return StageOutcome.CANCELLED
    return StageOutcome.ERROR


def _too_late(stage: Stage) -> DeadlineExceeded:
    return DeadlineExceeded(
        "DEADLINE_EXCEEDED", f"no time left for the {stage} stage", permanent=False
    )
