"""Logs are one JSON object a line and never quote what a person wrote (S22)."""

import io
import json
import logging

import pytest
import structlog

from django_core.config.logging import logging_configure

CANARY = "+998901234567 my own words"


@pytest.fixture
def lines():
    stream = io.StringIO()
    logging_configure(level="INFO", stream=stream, unknown_variables=[])
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root = logging.getLogger()
    for handler in [one for one in root.handlers if getattr(one, "is_civic", False)]:
        root.removeHandler(handler)


def _fail():
    raise ValueError(CANARY)


def test_error_is_logged_by_type_and_place_without_its_words(lines):
    try:
        _fail()
    except ValueError:
        structlog.get_logger("civic.test").exception("it_failed", session_uuid="u-1")

    (line,) = lines()
    assert (line["event"], line["error"], line["session_uuid"]) == (
        "it_failed",
        "ValueError",
        "u-1",
    )
    assert CANARY not in json.dumps(line)
    assert "test_logging.py" in line["error_at"][-1]


def test_line_breaks_stay_inside_one_line(lines):
    structlog.get_logger("civic.test").info("said", code="a\nb\u2028c")
    assert len(lines()) == 1
