"""The plain rules of a session's life (P5, P9, P27)."""

from datetime import UTC, datetime

import pytest

from django_core.conversations import lifecycle
from django_core.conversations.lifecycle import MessageState, SessionStatus

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("status", SessionStatus)
def test_input_is_locked_until_staff_reply_and_after_closing(status):
    assert lifecycle.is_locked(status=status, first_staff_message_at=None)
    is_closed = status == SessionStatus.CLOSED
    assert lifecycle.is_locked(status=status, first_staff_message_at=NOW) is is_closed


@pytest.mark.parametrize(
    ("status", "is_refused"),
    [
        (SessionStatus.ROUTING, False),
        (SessionStatus.QUARANTINED, False),
        (SessionStatus.NEEDS_OPERATOR, False),
        (SessionStatus.WAITING, True),
        (SessionStatus.ACTIVE, True),
    ],
)
def test_message_is_refused_only_while_a_known_department_is_awaited(status, is_refused):
    refused = lifecycle.joins_refused(status=status, first_staff_message_at=None)
    assert refused is is_refused


@pytest.mark.parametrize("before", SessionStatus)
@pytest.mark.parametrize("after", SessionStatus)
def test_session_goes_only_where_the_table_says(before, after):
    if after in lifecycle.SESSION_TRANSITIONS[before]:
        lifecycle.transition_check(before=before, after=after)
    else:
        with pytest.raises(lifecycle.TransitionNotAllowed):
            lifecycle.transition_check(before=before, after=after)


def test_every_open_status_has_a_state_for_messages_that_join():
    states = {
        status: lifecycle.message_state_joining(status=status)
        for status in SessionStatus
        if status != SessionStatus.CLOSED
    }
    assert states[SessionStatus.ROUTING] == MessageState.RECEIVED
    assert states[SessionStatus.ACTIVE] == MessageState.ROUTED


def test_month_is_the_month_of_the_district():
    evening = datetime(2026, 10, 31, 20, 0, tzinfo=UTC)
    assert lifecycle.month_of(now=evening, timezone="Asia/Tashkent") == "2611"


def test_legal_deadline_falls_on_a_working_day():
    friday = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    deadline = lifecycle.legal_deadline(
        opened_at=friday, days=15, working_days="12345", timezone="Asia/Tashkent"
    )
    assert deadline.date().isoformat() == "2026-12-07"  # Saturday the 5th moves to Monday.
