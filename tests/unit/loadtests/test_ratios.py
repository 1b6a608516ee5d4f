"""The benches of search and of timing: their tables, their ratios and what fails them."""

import pytest

from loadtests import search, timing
from loadtests.rounds import Round, spread


def _round(*, took_s: float, cpu_s: float, questions: int = 10) -> Round:
    return Round(clients=4, took_s=took_s, cpu_s=cpu_s, durations_s=[0.1] * questions)


def _timing(*, on_cpu_s: float, noise_cpu_s: float = 1.0) -> timing.Results:
    rounds = {
        timing.ON: [_round(took_s=1.0, cpu_s=on_cpu_s)] * 4,
        timing.OFF: [_round(took_s=1.0, cpu_s=1.0)] * 4,
        timing.OFF_TOO: [_round(took_s=1.0, cpu_s=noise_cpu_s)] * 4,
    }
    return {timing.CACHED: rounds}


@pytest.mark.parametrize(
    ("on_cpu_s", "noise_cpu_s", "is_cheap"),
    [(1.02, 1.0, True), (1.05, 1.0, False), (1.05, 1.03, True), (1.05, 0.97, True)],
)
def test_timing_fails_when_it_costs_more_than_its_aim_and_the_noise(
    on_cpu_s: float, noise_cpu_s: float, *, is_cheap: bool
) -> None:
    results = _timing(on_cpu_s=on_cpu_s, noise_cpu_s=noise_cpu_s)
    assert timing.is_cheap(results) is is_cheap


def test_timing_is_compared_turn_by_turn_with_the_turn_beside_it() -> None:
    """A machine that is half as fast in the second turn changes no share."""
    fast, slow = {"took_s": 1.0, "cpu_s": 1.0}, {"took_s": 2.0, "cpu_s": 2.0}
    off = [_round(**fast), _round(**slow)]
    on = [_round(took_s=1.25, cpu_s=1.1), _round(took_s=2.5, cpu_s=2.2)]
    rounds = {timing.ON: on, timing.OFF: off}
    assert timing.costs(rounds, timing.ON) == pytest.approx([0.2, 0.2])
    assert timing.cpu_costs(rounds, timing.ON) == pytest.approx([0.1, 0.1])


def test_timing_report_names_workload_cost_and_noise() -> None:
    told = timing.report(_timing(on_cpu_s=1.02))
    assert "| every text embedded before | on |" in told
    assert "+2.0% (+2.0% to +2.0%) | 3% |" in told
    assert "| off too |" in told
    assert "noise |" in told


def test_search_compares_the_largest_with_the_smallest_index() -> None:
    results = {1_000: [[0.010] * 50] * 2, 100_000: [[0.025] * 50] * 2}
    assert search.ratio(results) == pytest.approx(2.5)
    told = search.report(results)
    assert "| 100,000 | 100 | 25.0 | 25.0 | 25.0 to 25.0 | 2.50 |" in told
    assert "2.50 times that of the smallest (aim 3.0)" in told


def test_spread_is_the_quartiles() -> None:
    assert spread([1.0, 2.0, 3.0, 4.0, 5.0]) == (2.0, 3.0, 4.0)
