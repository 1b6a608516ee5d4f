"""The frames of sockets change by addition only; the web's types are made from this file."""

import json

from tests.contract.golden import LIVE_PATH, live_schema


def test_frames_equal_the_golden_file():
    """Run ``make golden`` after an additive change, and read the difference before committing."""
    assert json.loads(LIVE_PATH.read_text(encoding="utf-8")) == live_schema()
