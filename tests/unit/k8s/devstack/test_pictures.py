"""The waterfall tells when each stage waited and worked."""

import io

from rich.console import Console, RenderableType

from k8s.devstack.journeys import Journey
from k8s.devstack.pictures import (
    accuracy_table,
    confusion_table,
    journey_picture,
    waterfall,
)
from k8s.devstack.scores import Labelled, Routing

TIMINGS = [
    {"stage": "language", "started_s": 0.0, "queue_wait_s": 0.01, "service_s": 0.01},
    {"stage": "injection", "started_s": 0.02, "queue_wait_s": 0.0, "service_s": 0.02},
    {"stage": "embedding", "started_s": 0.02, "queue_wait_s": 0.02, "service_s": 0.04},
]


def _shown(picture: RenderableType) -> str:
    console = Console(file=io.StringIO(), width=120)
    console.print(picture)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def _bars() -> list[str]:
    return [
        line.partition("  ")[2][: line.rfind("█") + 1]
        for line in _shown(waterfall(TIMINGS)).splitlines()
        if "█" in line
    ]


def test_bars_share_one_axis_and_parallel_stages_start_together():
    lines = [line for line in _shown(waterfall(TIMINGS)).splitlines() if "█" in line]
    starts = [min(line.find(cell) for cell in "░█" if cell in line) for line in lines]
    assert starts[0] < starts[1] == starts[2]


def test_waiting_is_told_from_working():
    language, injection, embedding = _bars()
    assert language.count("░") == language.count("█") == 5
    assert (injection.count("░"), injection.count("█")) == (0, 10)
    assert (embedding.count("░"), embedding.count("█")) == (10, 20)


def test_run_without_stages_is_shown_empty():
    assert "stage" in _shown(waterfall([]))


def test_session_in_the_operator_queue_says_that_a_person_chooses():
    journey = Journey(
        session={"number": "YD-2611-0001", "department": None, "status": "OPERATOR_QUEUE"},
        analysis={
            "candidates": [{"code": "roads", "name": "Дороги", "similarity": 0.4}],
            "confidence": None,
            "reason": "",
            "reason_code": "LOW_CONFIDENCE",
            "risk_score": 0.02,
            "matched": [],
            "language": "ru",
            "script": "cyrl",
            "model_answered": None,
            "model_asked": "gemini-2.5-pro",
            "timings": TIMINGS,
        },
    )

    shown = _shown(journey_picture(journey))

    assert "YD-2611-0001" in shown
    assert "a person chooses" in shown
    assert "LOW_CONFIDENCE" in shown


def test_tables_tell_accuracy_by_language_and_only_the_confused_pairs():
    routings = [
        Routing(
            labelled=Labelled(text="a", language="ru", script="cyrl", department="roads"),
            chosen=chosen,
            candidates=("roads", "transport"),
        )
        for chosen in ("roads", "transport")
    ]

    assert "0.500" in _shown(accuracy_table(routings))
    rows = [line for line in _shown(confusion_table(routings)).splitlines() if "roads" in line]
    assert len(rows) == 1
    assert "transport" in rows[0]
