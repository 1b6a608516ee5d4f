"""The figures of ``loadtests.submit``, and the few lines of HTTP it speaks."""

import json
from io import StringIO

import pytest
from rich.console import Console

from loadtests.submit.rates import Rate
from loadtests.submit.report import Report, Round, table_of
from loadtests.submit.steady import Steady, percentile, summary
from loadtests.submit.wire import BadAnswer, is_whole, request_bytes, status_of

SAVED = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


def _round(*, bare=1_000.0, api=400.0):
    return Round(bare_per_s=bare, api=Rate(per_s=api, web_cpu_ms=1.5, generator_cpu_ms=0.1))


def _stream(**changed):
    figures = {"sent": 1_500, "failed": 0, "per_s": 99.9, "p50_ms": 6.0, "p99_ms": 40.0}
    return Steady(**(figures | {"longest_ms": 60.0} | changed))


def _report(*rounds, **changed):
    return Report(rounds=rounds or (_round(),), asked_per_s=100, steady=_stream(**changed))


def test_percentiles_are_values_that_were_measured():
    values = [float(value) for value in range(1, 201)]
    assert (percentile(values, 0.5), percentile(values, 0.99)) == (100.0, 198.0)
    assert percentile([7.0], 0.99) == 7.0


def test_times_count_from_when_a_message_was_due():
    figures = summary([(10.0, 10.01), (10.5, 12.5)], began=10.0, failed=1)
    assert figures == Steady(
        sent=2,
        failed=1,
        per_s=pytest.approx(0.8),
        p50_ms=pytest.approx(10.0),
        p99_ms=pytest.approx(2_000.0),
        longest_ms=pytest.approx(2_000.0),
    )


def test_one_disturbed_round_does_not_move_the_share():
    rounds = [_round(), _round(api=50.0), _round(api=410.0)]
    assert _report(*rounds).share == 0.4


@pytest.mark.parametrize(("api", "is_met"), [(350.0, True), (349.0, False)])
def test_share_is_met_from_its_goal_on(api, is_met):
    assert _report(_round(api=api)).is_share_met is is_met


@pytest.mark.parametrize(
    "changed", [{"p99_ms": 150.0}, {"failed": 1}, {"per_s": 97.0}], ids=lambda one: next(iter(one))
)
def test_stream_that_was_slow_lossy_or_late_is_not_met(changed):
    assert _report().is_stream_met
    assert not _report(**changed).is_stream_met


def test_table_shows_the_spread_and_says_what_was_missed():
    console = Console(width=110, record=True, file=StringIO())
    console.print(table_of(_report(_round(api=100.0), _round(api=300.0), p99_ms=20.0)))
    told = console.export_text()
    assert "0.100 to 0.300" in told
    assert "at least 0.35: not met" in told
    assert "p99 under 150 ms: met" in told


def test_request_says_how_long_its_body_is():
    head, body = request_bytes("cookie", client_message_id="a-1").split(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    assert json.loads(body)["client_message_id"] == "a-1"


def test_answer_is_whole_when_all_of_its_body_has_arrived():
    assert [is_whole(SAVED[:cut]) for cut in (0, 40, len(SAVED) - 1, len(SAVED))] == [
        False,
        False,
        False,
        True,
    ]
    assert status_of(SAVED) == 201


def test_answer_without_a_length_is_refused():
    with pytest.raises(BadAnswer):
        is_whole(b"HTTP/1.1 200 OK\r\n\r\n")
