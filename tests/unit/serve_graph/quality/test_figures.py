"""The figures mean what their names say, and missing texts are named."""

from pathlib import Path

import numpy as np
import pytest

from serve_graph.quality.figures import calibration_chance, calibration_error, judged, table_lines
from serve_graph.quality.options import EXIT_NO_DATA, options_read
from serve_graph.quality.rows import is_train


def test_right_answers_are_counted_among_the_best_one_and_three() -> None:
    table = np.array([[0.7, 0.2, 0.1, 0.0], [0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1]])
    found = judged(table, np.array([0, 1, 3]))
    assert (found.rows, found.top1, found.top3) == (3, 1 / 3, 2 / 3)


def test_coverage_is_the_surest_share_that_is_right_often_enough() -> None:
    table = np.array([[0.9, 0.1], [0.8, 0.2], [0.6, 0.4], [0.55, 0.45]])
    assert judged(table, np.array([0, 0, 1, 1])).coverage == 0.5


def test_honest_probabilities_have_no_calibration_error() -> None:
    sure = np.array([0.75] * 4)
    assert calibration_error(sure, np.array([True, True, True, False])) == 0.0
    assert calibration_error(sure, np.array([False] * 4)) == 0.75


def test_columns_are_even() -> None:
    assert table_lines(("a", "bb"), [(1.0, "x")]) == ["a      bb", "1.000  x "]


def test_texts_that_are_not_there_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        options_read("", ["--data", str(tmp_path)])
    assert ended.value.code == EXIT_NO_DATA
    assert "routing.jsonl is not there; say where" in capsys.readouterr().err


def test_a_row_is_always_in_the_same_half() -> None:
    halves = [is_train(f"row{number}") for number in range(1_000)]
    assert 400 < sum(halves) < 600
    assert halves == [is_train(f"row{number}") for number in range(1_000)]


def test_honest_probabilities_have_an_error_by_chance_that_falls_with_the_rows() -> None:
    """So that the error of a small group is read beside what it would be by chance."""
    few, many = np.linspace(0.5, 1.0, 80), np.linspace(0.5, 1.0, 8_000)
    assert 0.03 < calibration_chance(few) < 0.12
    assert calibration_chance(many) < 0.012
    assert calibration_chance(np.ones(50)) == 0.0
