"""The arithmetic of the timing middleware (P12)."""

import asyncio
import itertools
import pickle
import time

import pytest

from serve_graph.contract import Stage, StageOutcome, StageTiming
from serve_graph.errors import DeadlineExceeded, GraphError, ModelUnavailable
from serve_graph.timing import (
    DURATION_BUCKETS_S,
    Measured,
    NoMetrics,
    Phase,
    Trace,
    Traces,
    measured,
    server_timing,
)


class ListSink:
    """Remembers every duration."""

    def __init__(self) -> None:
        self.seen: list[tuple[Stage, Phase, StageOutcome, float]] = []
        self.batches: list[tuple[Stage, int]] = []

    def stage_observe(
        self, *, stage: Stage, phase: Phase, outcome: StageOutcome, seconds: float
    ) -> None:
        self.seen.append((stage, phase, outcome, seconds))

    def batch_observe(self, *, stage: Stage, size: int) -> None:
        self.batches.append((stage, size))


class HandClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


async def test_round_trip_splits_into_queue_batch_and_service(clock: HandClock) -> None:
    sink = ListSink()
    trace = Trace(deadline_s=60, sink=sink, clock=clock, started_at=99.0)

    async def call() -> Measured[str]:
        clock.now += 1.0
        return Measured("answer", service_s=0.6, in_replica_s=0.75, batch_size=4)

    answer = await trace.timed(Stage.SEARCH, call)

    (timing,) = trace.timings
    assert answer == "answer"
    assert timing.started_s == pytest.approx(1.0)
    assert timing.queue_wait_s == pytest.approx(0.25)
    assert timing.batch_wait_s == pytest.approx(0.15)
    assert timing.service_s == pytest.approx(0.6)
    assert timing.batch_size == 4
    assert sum(seconds for *_, seconds in sink.seen) == pytest.approx(1.0)
    assert sink.batches == [(Stage.SEARCH, 4)]


async def test_wait_for_a_slot_is_not_service(clock: HandClock) -> None:
    class SlowSlot:
        async def __aenter__(self) -> None:
            clock.now += 2.0

        async def __aexit__(self, *_: object) -> None:
            return None

    async def work() -> str:
        clock.now += 0.5
        return "done"

    reply = await measured(work, slots=SlowSlot(), clock=clock)

    assert (reply.service_s, reply.in_replica_s) == (0.5, 2.5)


async def test_error_of_a_stage_is_timed_and_raised() -> None:
    trace = Trace(deadline_s=60, sink=NoMetrics())

    async def work() -> str:
        raise ModelUnavailable("DOWN", "down", permanent=False)

    with pytest.raises(ModelUnavailable):
        await trace.timed(Stage.DECISION, measured, work, slots=asyncio.Semaphore(1))

    assert trace.timings[0].outcome is StageOutcome.ERROR


async def test_stage_past_the_deadline_is_given_up() -> None:
    trace = Trace(deadline_s=0.02, sink=NoMetrics())

    async def call() -> Measured[str]:
        await asyncio.sleep(5)
        raise AssertionError

    with pytest.raises(DeadlineExceeded):
        await trace.timed(Stage.SEARCH, call)

    assert trace.timings[0].outcome is StageOutcome.TIMEOUT


async def test_cancelled_stage_is_recorded_as_cancelled() -> None:
    trace = Trace(deadline_s=60, sink=NoMetrics())

    async def call() -> Measured[str]:
        await asyncio.sleep(5)
        raise AssertionError

    task = asyncio.create_task(trace.timed(Stage.EMBEDDING, call))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert trace.timings[0].outcome is StageOutcome.CANCELLED


def test_server_timing_adds_up_calls_of_one_stage() -> None:
    timings = [
        StageTiming(stage=Stage.EMBEDDING, queue_wait_s=0.001, service_s=0.030),
        StageTiming(stage=Stage.EMBEDDING, queue_wait_s=0.002, batch_wait_s=0.003, service_s=0.01),
    ]

    assert server_timing(timings) == "embedding;dur=40.0, embedding-wait;dur=6.0"


def test_buckets_grow_densely_to_a_minute() -> None:
    steps = itertools.pairwise(DURATION_BUCKETS_S)

    assert DURATION_BUCKETS_S[-1] == 60.0
    assert all(1.0 < upper / lower <= 2.0 for lower, upper in steps)


def test_errors_survive_the_way_between_replicas() -> None:
    error = ModelUnavailable("DOWN", "the model is down", permanent=True)

    copy = pickle.loads(pickle.dumps(error))  # noqa: S301  # made in the line above

    assert isinstance(copy, GraphError)
    assert (type(copy), copy.code, copy.message, copy.permanent) == (
        ModelUnavailable,
        "DOWN",
        "the model is down",
        True,
    )


async def test_timings_that_are_off_record_nothing_and_keep_deadline_and_errors() -> None:
    sink = ListSink()
    trace = Traces(sink=sink, are_on=False).begin(deadline_s=0.05, started_at=time.monotonic())

    async def answers() -> Measured[str]:
        return Measured("answer", service_s=0.0, in_replica_s=0.0)

    async def fails() -> Measured[str]:
        error = ModelUnavailable("AWAY", "told to fail", permanent=False)
        return Measured(error, service_s=0.0, in_replica_s=0.0)

    async def hangs() -> Measured[str]:
        await asyncio.sleep(5)
        raise AssertionError

    assert await trace.timed(Stage.SEARCH, answers) == "answer"
    with pytest.raises(ModelUnavailable):
        await trace.timed(Stage.DECISION, fails)
    with pytest.raises(DeadlineExceeded):
        await trace.timed(Stage.DECISION, hangs)
    assert (trace.timings, sink.seen) == ((), [])
