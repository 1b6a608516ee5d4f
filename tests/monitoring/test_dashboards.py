"""The dashboards in the chart are those of the code, and every query can be read."""

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import promql_parser
import pytest

from k8s.dashboards.__main__ import FOLDER, board_path
from k8s.dashboards.model import Board
from k8s.dashboards.queries import expressions, live, metrics_named, metrics_wanted
from k8s.dashboards.render import BOARDS, board_render

ROWS = (
    "SLO and burn rate",
    "Oldest unrouted message",
    "Stage waterfall",
    "Wait versus service, and replicas",
    "Outcomes",
    "Model calls",
    "Batching",
    "Quality",
    "Saturation",
)


def panels(board: Board) -> Iterator[dict[str, Any]]:
    yield from json.loads(board_render(board))["panels"]


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.uid)
def test_chart_holds_what_the_code_says(board):
    assert board_path(board).read_text(encoding="utf-8") == board_render(board), "make dashboards"


def test_chart_holds_no_other_dashboard():
    assert set(FOLDER.glob("*.json")) == {board_path(board) for board in BOARDS}


@pytest.mark.parametrize("wanted", ROWS)
def test_every_row_that_was_asked_for_is_there(wanted):
    assert [row for board in BOARDS for row in board.rows if row.title.startswith(wanted)]


@pytest.mark.parametrize(("place", "expr"), list(expressions()), ids=lambda part: part[:60])
def test_every_query_can_be_read(place, expr):
    assert metrics_named(expr), place


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.uid)
def test_panels_are_told_apart_and_do_not_overlap(board):
    shown = list(panels(board))
    assert len({panel["id"] for panel in shown}) == len(shown)
    places = [(p["gridPos"]["y"], p["gridPos"]["x"]) for p in shown]
    assert all(first < second for first, second in pairwise(places))
    assert all(p["gridPos"]["x"] + p["gridPos"]["w"] <= 24 for p in shown)


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.uid)
def test_every_query_asks_the_chosen_prometheus(board):
    shown = [panel for panel in panels(board) if panel["type"] != "row"]
    assert {panel["datasource"]["uid"] for panel in shown} == {"${datasource}"}
    assert all(panel["targets"] for panel in shown)


def test_nothing_is_drawn_by_worker_and_no_sum_of_ray_is_believed():
    """Ray rebuilds a histogram's sum from the middles of its buckets; workers are endless."""
    for place, expr in expressions():
        assert "WorkerId" not in expr, place
    assert not [name for name in metrics_wanted() if name.startswith("ray_") and "_sum" in name]


def test_names_are_read_from_every_part_of_an_expression():
    expr = (
        "sum by (a) (rate(one_total[$__rate_interval])) / on (a) group_left () max(two)"
        " or -(three offset 5m) * $usd_per_million_tokens and absent(four{b='c'})"
        " unless max_over_time(five[1h:1m]) > bool 0"
    )
    assert metrics_named(expr) == {"one_total", "two", "three", "four", "five"}


def test_a_broken_query_is_found():
    with pytest.raises(ValueError, match="unclosed left parenthesis"):
        promql_parser.parse(live("sum(rate(x[$__rate_interval])"))
