"""The generator: arrivals keep to their plan, latency counts from then, all is bounded."""

import asyncio
import itertools
from statistics import mean, pstdev

import pytest

from loadtests.open_loop import GAVE_UP, OVERFULL, Journey, OpenLoop, Refused, arrivals
from loadtests.scenario import ARRIVALS_AT_MOST, Phase


def test_arrivals_are_a_poisson_process_that_a_seed_repeats():
    phases = [Phase(rate_per_s=50, seconds=200)]
    planned = list(arrivals(phases, seed=7))
    gaps = [b.due_s - a.due_s for a, b in itertools.pairwise(planned)]
    assert mean(gaps) == pytest.approx(1 / 50, rel=0.05)
    assert pstdev(gaps) == pytest.approx(mean(gaps), rel=0.1)  # As it is for an exponential.
    assert planned == list(arrivals(phases, seed=7))
    assert planned != list(arrivals(phases, seed=8))


def test_phases_follow_one_another_and_end():
    planned = list(
        arrivals([Phase(rate_per_s=5, seconds=4), Phase(rate_per_s=50, seconds=2)], seed=1)
    )
    assert {one.phase for one in planned if one.due_s < 4} == {0}
    assert {one.phase for one in planned if one.due_s >= 4} == {1}
    assert max(one.due_s for one in planned) < 6


def test_no_plan_brings_more_than_the_bound():
    endless = [Phase(rate_per_s=1_000, seconds=3_600)]
    assert sum(1 for _arrival in arrivals(endless, seed=1)) == ARRIVALS_AT_MOST


async def test_latency_counts_from_when_it_was_due_not_from_when_it_began():
    async def stalls_the_generator(journey: Journey) -> None:
        if journey.arrival.number == 0:
            pause = asyncio.get_running_loop().time() + 0.2
            while asyncio.get_running_loop().time() < pause:
                pass  # Nobody else can begin meanwhile.
        journey.step("done")

    loop = OpenLoop(act=stalls_the_generator, in_flight_max=100, gives_up_after_s=5)
    await loop.run(arrivals([Phase(rate_per_s=100, seconds=0.2)], seed=3))
    await loop.ends_wait()
    assert len(loop.journeys) > 5
    second = loop.journeys[1]
    assert second.lag_s > 0.1
    assert second.steps["done"] >= second.lag_s


async def test_slow_answers_do_not_hold_arrivals_back():
    async def never_soon(_journey: Journey) -> None:
        await asyncio.sleep(0.5)

    loop = OpenLoop(act=never_soon, in_flight_max=1_000, gives_up_after_s=5)
    planned = list(arrivals([Phase(rate_per_s=200, seconds=0.3)], seed=1))
    await loop.run(planned)
    assert loop.in_flight == len(planned)
    await loop.ends_wait()
    assert loop.in_flight == 0


async def test_who_finds_no_room_fails_and_is_counted():
    async def waits(_journey: Journey) -> None:
        await asyncio.sleep(0.2)

    loop = OpenLoop(act=waits, in_flight_max=3, gives_up_after_s=5)
    await loop.run(arrivals([Phase(rate_per_s=500, seconds=0.1)], seed=1))
    await loop.ends_wait()
    assert sum(one.error == OVERFULL for one in loop.journeys) == len(loop.journeys) - 3


async def test_each_journey_ends_with_its_own_error_or_in_its_time():
    async def goes_wrong(journey: Journey) -> None:
        if journey.arrival.number % 2:
            raise Refused("LOCKED")
        await asyncio.sleep(60)

    loop = OpenLoop(act=goes_wrong, in_flight_max=100, gives_up_after_s=0.05)
    await loop.run(arrivals([Phase(rate_per_s=200, seconds=0.1)], seed=1))
    await loop.ends_wait()
    assert {one.error for one in loop.journeys} == {"LOCKED", GAVE_UP}
