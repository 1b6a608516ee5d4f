"""A run becomes figures, a table and a page that needs nothing else."""

import io
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from k8s.devstack.audit import Audit
from loadtests.faults import Happened
from loadtests.figures import Run, bands_of, figures_of, phase_figures
from loadtests.histogram import Latencies
from loadtests.open_loop import Arrival, Journey
from loadtests.report.page import page_of
from loadtests.report.table import run_show
from loadtests.scenario import Fault, Knee, Phase, Scenario, Trouble
from loadtests.thresholds import Bound, judge
from loadtests.traces import PARTS, Clocks, Trace, ways_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
AUDIT = Audit(
    lost=0, doubled=0, on_their_way=0, routed_without_analysis=0, states=Counter({"ROUTED": 100})
)
TIMINGS = [
    {"stage": "language", "queue_wait_s": 0.001, "batch_wait_s": 0.0, "service_s": 0.001},
    {"stage": "injection", "queue_wait_s": 0.0, "batch_wait_s": 0.0, "service_s": 0.010},
    {"stage": "embedding", "queue_wait_s": 0.0, "batch_wait_s": 0.010, "service_s": 0.020},
    {"stage": "search", "queue_wait_s": 0.0, "batch_wait_s": 0.0, "service_s": 0.008},
]


def _journey(number: int, *, routed_s: float) -> Journey:
    due_at = 1_000.0 + number / 10
    journey = Journey(Arrival(number, 0, number / 10), due_at=due_at, began_at=due_at + 0.001)
    journey.message_uuid = str(number)
    journey.server_s = {"app": 0.005}
    journey.step("saved", at=due_at + 0.01)
    journey.step("routed", at=due_at + routed_s)
    return journey


def _run(count: int = 100) -> Run:
    scenario = Scenario(name="a <b>", says="c", phases=(Phase(rate_per_s=10, seconds=10),))
    journeys = [_journey(number, routed_s=0.1 + number / 1_000) for number in range(count)]
    traces = {one.message_uuid: _trace(one) for one in journeys}
    clocks = Clocks(offset_s=1_000.0 - NOON.timestamp())
    run = Run(scenario=scenario, journeys=journeys, audit=AUDIT)
    run.ways = ways_of(journeys, traces=traces, clocks=clocks)
    run.memory_mib = [{"graph": 100.0}, {"graph": 150.0}, {"graph": 152.5, "web": 90.0}]
    run.happened = [Happened(Fault(trouble=Trouble.KILL, part="worker", at_s=2), 2.0, 3.0)]
    return run


def _trace(journey: Journey) -> Trace:
    due = NOON + timedelta(seconds=journey.due_at - 1_000.0)
    at = [due + timedelta(milliseconds=ms) for ms in (5, 15, 75)]
    return Trace(*at, timings=TIMINGS, attempts=1)


def test_the_parts_of_a_way_add_up_to_what_the_citizen_waited():
    run = _run()
    for way in run.ways:
        assert way.total_s == pytest.approx(way.journey.steps["routed"], abs=1e-6)
    parts = run.ways[0].parts_s
    assert parts["injection ∥ embedding"] == pytest.approx(0.030)
    assert parts["to the graph and back"] == pytest.approx(0.060 - 0.002 - 0.030 - 0.008, abs=1e-6)
    bands = bands_of(run.ways)
    assert sum(bands["p99"].values()) > sum(bands["p50"].values())
    assert set(bands["p50"]) == set(PARTS)


def test_an_end_that_nobody_heard_is_taken_from_the_database():
    journey = _journey(1, routed_s=0.2)
    del journey.steps["routed"]
    clocks = Clocks(offset_s=1_000.0 - NOON.timestamp())
    ways_of([journey], traces={"1": _trace(journey)}, clocks=clocks)
    assert journey.steps["routed"] == pytest.approx(0.075, abs=1e-6)


def test_quantiles_keep_three_digits():
    found = Latencies(number / 1_000 for number in range(1, 1_001))
    assert found.quantile_s(0.5) == pytest.approx(0.5, rel=1e-3)
    assert found.quantile_s(0.99) == pytest.approx(0.99, rel=1e-3)
    assert Latencies().quantile_s(0.99) == 0.0


def test_a_rate_is_kept_up_while_nearly_all_end_in_time():
    knee, phase = Knee(step="routed", p99_ms=250), Phase(rate_per_s=10, seconds=10)
    journeys = _run().journeys
    assert phase_figures(phase, journeys, knee=knee).is_kept
    assert not phase_figures(phase, journeys, knee=replace_p99(knee, 150)).is_kept
    for journey in journeys[:2]:
        journey.error = "GAVE_UP"
    assert not phase_figures(phase, journeys, knee=knee).is_kept


def replace_p99(knee: Knee, p99_ms: float) -> Knee:
    return knee.model_copy(update={"p99_ms": p99_ms})


def test_what_is_lost_or_failed_is_a_figure():
    run = _run()
    run.audit = replace(AUDIT, lost=2)
    run.journeys[0].error = "GAVE_UP"
    figures = figures_of(run)
    assert (figures["lost"], figures["failed"], figures["sent"]) == (2, 1, 100)
    assert figures["routed_p99_ms"] == pytest.approx(198, abs=2)


def test_what_a_part_holds_more_than_half_way_has_grown():
    """The first half fills caches; a part that came later has nothing to be compared with."""
    run = _run()
    assert run.grown_mib == {"graph": 2.5, "web": 0.0}
    assert figures_of(run)["grown_mib"] == 2.5
    run.memory_mib = []
    assert "grown_mib" not in figures_of(run)


def test_the_page_is_whole_and_asks_for_nothing():
    run = _run()
    judged = judge(figures_of(run), {"routed_p99_ms": Bound(at_most=1), "lost": Bound(at_most=0)})
    page = page_of(run, judged, at=NOON)
    body = page.partition("<body>")[2].partition("</body>")[0]
    ET.fromstring(f"<body>{body}</body>")  # noqa: S314  # our own page: it must be well-formed
    assert page.count("<svg") >= 3
    assert "a &lt;b&gt;" in page
    assert "broken" in page
    assert "kill worker" in page
    for reaches_out in ("src=", "href=", "<script", "url(", "@import"):
        assert reaches_out not in page


def test_the_terminal_shows_the_same():
    run, said = _run(), io.StringIO()
    judged = judge(figures_of(run), {"lost": Bound(at_most=0)})
    run_show(Console(file=said, width=140), run, judged)
    assert "lost 0, doubled 0" in said.getvalue()
    assert "injection ∥ embedding" in said.getvalue()
