"""The guard: a time budget for all tries, a budget of retries, a breaker (P20, F7)."""

import asyncio
import time
from collections.abc import Iterator

import pytest
import stamina

from serve_graph.clients.guard import (
    BREAKER_OPEN,
    COUNTED,
    OPENS_AFTER_FAILURES,
    TIMED_OUT,
    Breaker,
    Guard,
    RetryBudget,
)
from serve_graph.errors import GraphError, ModelAnswerInvalid, ModelUnavailable
from serve_graph.timing import CallOutcome
from tests.unit.serve_graph.plain_stages import broken


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class Service:
    """Fails as told, counts its calls."""

    def __init__(self, *failures: GraphError, takes_s: float = 0.0) -> None:
        self.failures = list(failures)
        self.takes_s = takes_s
        self.calls = 0

    async def ask(self) -> str:
        self.calls += 1
        await asyncio.sleep(self.takes_s)
        if self.failures:
            raise self.failures.pop(0)
        return "answered"


@pytest.fixture(autouse=True)
def no_waiting_between_retries() -> Iterator[None]:
    with stamina.set_testing(testing=True, attempts=3, cap=True):
        yield


@pytest.fixture
def clock() -> Clock:
    return Clock()


def guard_of(clock: Clock, *, timeout_s: float = 1.0, cancelled_is_fine: bool = False) -> Guard:
    return Guard(
        name="it",
        timeout_s=timeout_s,
        unavailable=ModelUnavailable,
        cancelled_is_fine=cancelled_is_fine,
        answers=(ModelAnswerInvalid,),
        breaker=Breaker(clock=clock),
    )


async def opened(guard: Guard) -> None:
    service = Service(*(broken(ModelUnavailable) for _ in range(OPENS_AFTER_FAILURES)))
    for _ in range(OPENS_AFTER_FAILURES):
        with pytest.raises(ModelUnavailable):
            await guard.once(service.ask)


async def test_open_breaker_lets_nothing_through(clock: Clock) -> None:
    guard, service = guard_of(clock), Service()
    await opened(guard)

    for _ in range(20):
        with pytest.raises(ModelUnavailable) as caught:
            await guard.call(service.ask)
        assert caught.value.code == BREAKER_OPEN

    assert service.calls == 0


async def test_half_open_breaker_lets_one_call_through_at_a_time(clock: Clock) -> None:
    guard, service = guard_of(clock), Service(takes_s=0.02)
    await opened(guard)
    clock.now_s += 31

    answers = await asyncio.gather(
        *(guard.once(service.ask) for _ in range(5)), return_exceptions=True
    )

    assert service.calls == 1
    assert answers.count("answered") == 1
    assert await guard.once(service.ask) == "answered"


async def test_failed_trial_opens_the_breaker_again(clock: Clock) -> None:
    guard, service = guard_of(clock), Service(broken(ModelUnavailable))
    await opened(guard)
    clock.now_s += 31

    for _ in range(3):
        with pytest.raises(ModelUnavailable):
            await guard.once(service.ask)

    assert service.calls == 1


async def test_cancelled_trial_leaves_the_next_one_its_turn(clock: Clock) -> None:
    guard, service = guard_of(clock, cancelled_is_fine=True), Service(takes_s=5)
    await opened(guard)
    clock.now_s += 31
    trial = asyncio.create_task(guard.once(service.ask))
    await asyncio.sleep(0.01)

    trial.cancel()
    await asyncio.gather(trial, return_exceptions=True)

    assert await guard.once(Service().ask) == "answered"


@pytest.mark.parametrize("error", [broken(GraphError, permanent=True), broken(ModelAnswerInvalid)])
async def test_refusals_and_answers_never_open_the_breaker(clock: Clock, error: GraphError) -> None:
    guard, service = guard_of(clock), Service(*([error] * 20))

    for _ in range(20):
        with pytest.raises(type(error)):
            await guard.once(service.ask)

    assert await guard.once(service.ask) == "answered"


async def test_all_tries_share_one_timeout(clock: Clock) -> None:
    guard = guard_of(clock, timeout_s=0.2)
    service = Service(*(broken(ModelUnavailable) for _ in range(9)), takes_s=0.15)
    began_s = time.monotonic()

    with pytest.raises(ModelUnavailable) as caught:
        await guard.call(service.ask)

    assert caught.value.code == TIMED_OUT
    assert time.monotonic() - began_s < 0.4


async def test_service_that_says_when_is_not_asked_earlier(clock: Clock) -> None:
    late = broken(ModelUnavailable)
    late.retry_after_s = 0.2
    service = Service(late)
    began_s = time.monotonic()

    with stamina.set_testing(testing=False):
        answer = await guard_of(clock).call(service.ask)

    assert answer == "answered"
    assert 0.2 <= time.monotonic() - began_s < 1


async def test_service_that_says_too_late_is_not_waited_for(clock: Clock) -> None:
    late = broken(ModelUnavailable)
    late.retry_after_s = 30
    service = Service(late)

    with pytest.raises(ModelUnavailable):
        await guard_of(clock).call(service.ask)

    assert service.calls == 1


def test_retries_add_a_fifth_at_most() -> None:
    budget = RetryBudget()
    retried = 0
    for _ in range(1_000):
        budget.call_made()
        retried += sum(budget.retry_allowed() for _ in range(2))

    assert retried <= 1_000 * 0.2 + 5


async def test_a_useless_answer_counts_but_is_not_asked_for_again_here(clock: Clock) -> None:
    """Whoever wants another answer asks again; the breaker opens all the same (F7)."""
    guard = Guard(
        name="it", timeout_s=1, unavailable=ModelUnavailable, breaker=Breaker(clock=clock)
    )
    service = Service(*(broken(ModelAnswerInvalid) for _ in range(OPENS_AFTER_FAILURES)))
    for _ in range(OPENS_AFTER_FAILURES):
        with pytest.raises(ModelAnswerInvalid):
            await guard.call(service.ask)
    assert service.calls == OPENS_AFTER_FAILURES
    with pytest.raises(ModelUnavailable, match=BREAKER_OPEN):
        await guard.call(service.ask)
    assert service.calls == OPENS_AFTER_FAILURES


class Counts:
    """Remembers what was counted."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, CallOutcome]] = []
        self.is_open: list[bool] = []

    def call_observe(self, *, service: str, outcome: CallOutcome, seconds: float) -> None:
        assert seconds >= 0
        self.calls.append((service, outcome))

    def breaker_observe(self, *, service: str, is_open: bool) -> None:
        assert service == self.calls[-1][0]
        self.is_open.append(is_open)


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counts:
    counts = Counts()
    monkeypatch.setattr(COUNTED, "sink", counts)
    return counts


async def test_every_try_is_counted_with_its_end_and_the_state_of_the_breaker(
    clock: Clock, counts: Counts
) -> None:
    guard = guard_of(clock, timeout_s=0.05)
    await guard.once(Service().ask)
    for service in (Service(broken(ModelAnswerInvalid)), Service(takes_s=5)):
        with pytest.raises(GraphError):
            await guard.once(service.ask)
    await opened(guard)
    with pytest.raises(ModelUnavailable, match=BREAKER_OPEN):
        await guard.once(Service().ask)

    first, *_, last = (outcome for _, outcome in counts.calls)
    assert {service for service, _ in counts.calls} == {"it"}
    assert first is CallOutcome.OK
    # An answer that only a service that works can give is none of its faults.
    assert counts.calls[1][1] is CallOutcome.OK
    assert counts.calls[2][1] is CallOutcome.TIMEOUT
    assert CallOutcome.ERROR in {outcome for _, outcome in counts.calls}
    assert last is CallOutcome.REFUSED
    assert (counts.is_open[0], counts.is_open[-1]) == (False, True)
