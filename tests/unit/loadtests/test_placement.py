"""The tables of the placement benchmark, and where they are written."""

from pathlib import Path

import pytest

from loadtests.graphs import KINDS, ONE_PROCESS
from loadtests.placement import (
    BEGIN,
    CLIENTS,
    DOCUMENT,
    END,
    PROXY,
    ROUTE_STAGES,
    Results,
    document_write,
    report,
)
from loadtests.rounds import Round, numbered


def round_of(*, clients: int, each_s: float) -> Round:
    measured = Round(clients=clients, took_s=100 * each_s, cpu_s=2.0)
    measured.durations_s = [each_s] * 100
    for stage in ROUTE_STAGES:
        measured.waits_s[stage] = [0.001]
    return measured


@pytest.fixture
def results() -> Results:
    return {
        kind: [
            round_of(clients=clients, each_s=0.05 if kind == ONE_PROCESS else 0.1)
            for clients in CLIENTS
        ]
        for kind in (*KINDS, PROXY)
    }


def test_report_compares_every_placement_with_the_one_process(results: Results) -> None:
    told = report(results)

    assert "| one process | 1 | 50.0 | 50.0 | 20.0 | 20.0 |" in told
    assert "| laptop | 16 | 0.50 | 0.90 | 1.00 |" in told
    assert "laptop +50.0 ms" in told
    assert "| cluster | 1.00 | 1.00 |" in told


def test_report_of_one_placement_compares_nothing(results: Results) -> None:
    told = report({ONE_PROCESS: results[ONE_PROCESS]})

    assert "aim" not in told


def test_only_what_was_measured_is_replaced(tmp_path: Path) -> None:
    document = tmp_path / "placement.md"
    document.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")

    document_write("new", document=document)

    assert document.read_text() == f"before\n{BEGIN}\nnew\n{END}\nafter\n"


def test_the_document_of_the_repository_has_the_two_marks() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")

    assert written.count(BEGIN) == written.count(END) == 1


def test_no_text_is_asked_twice() -> None:
    texts = numbered(["a", "b"], prefix="1.")

    assert len({next(texts) for _ in range(50)}) == 50
