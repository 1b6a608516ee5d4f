"""The tables of ARCHITECTURE.md and the rules of the code say the same."""

import re
from pathlib import Path

import pytest

from django_core.conversations import lifecycle
from django_core.conversations.lifecycle import MessageState, SessionStatus

ARCHITECTURE = Path(__file__).resolve().parents[4] / "ARCHITECTURE.md"
_ROW = re.compile(r"^\| ([A-Z_]+) \| ([A-Z_]+) \| \S.* \|$", re.MULTILINE)


def _documented(title: str) -> set[tuple[str, str]]:
    _before, _title, after = ARCHITECTURE.read_text().partition(f"### {title}\n")
    section = re.split(r"^#", after, maxsplit=1, flags=re.MULTILINE)[0]
    rows = _ROW.findall(section)
    assert len(rows) == len(set(rows))
    return set(rows)


@pytest.mark.parametrize(
    ("title", "transitions"),
    [
        ("Message", lifecycle.MESSAGE_TRANSITIONS),
        ("Session", lifecycle.SESSION_TRANSITIONS),
    ],
)
def test_document_names_exactly_the_transitions_of_the_code(title, transitions):
    coded = {(before, after) for before, afters in transitions.items() for after in afters}
    assert _documented(title) == {(str(before), str(after)) for before, after in coded}


def test_every_state_has_a_row_in_the_tables():
    assert set(lifecycle.MESSAGE_TRANSITIONS) == set(MessageState)
    assert set(lifecycle.SESSION_TRANSITIONS) == set(SessionStatus)


def test_message_comes_to_a_state_only_from_where_the_table_says():
    assert lifecycle.message_states_before(MessageState.PROCESSING) == [MessageState.QUEUED]
    assert MessageState.QUARANTINED not in lifecycle.message_states_before(MessageState.ROUTED)
