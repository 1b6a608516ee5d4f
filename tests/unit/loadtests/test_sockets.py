"""The reference client's way back and how it keeps a view (F12)."""

import pytest

from loadtests.sockets.client import RETURNS_AFTER_S, RETURNS_WITHIN_S, wait_s
from loadtests.sockets.view import event_apply

DETAIL = {"sequence": 4, "status": "WAITING", "messages": [{"message_uuid": "a", "sequence": 1}]}


@pytest.mark.parametrize("failures", range(8))
def test_wait_is_drawn_from_one_second_to_thirty(failures):
    waits = [wait_s(failures) for _draw in range(200)]
    bound_s = RETURNS_WITHIN_S[min(failures, 5)]
    assert RETURNS_AFTER_S <= min(waits) < max(waits) <= bound_s <= 30
    assert max(waits) - min(waits) > bound_s / 2  # Drawn, not fixed.


def test_event_that_is_known_changes_nothing():
    assert event_apply(DETAIL, {"sequence": 4, "event": {"kind": "hidden"}}) == DETAIL


def test_missing_number_is_not_passed_over():
    with pytest.raises(ValueError, match="6 follows 4"):
        event_apply(DETAIL, {"sequence": 6, "event": {"kind": "hidden"}})


def test_message_is_added_in_its_place_or_replaced():
    message = {"message_uuid": "b", "sequence": 2, "state": "QUEUED"}
    told = {"sequence": 5, "event": {"message": message, "session": {"status": "ACTIVE"}}}
    after = event_apply(DETAIL, told)
    again = event_apply(after, {"sequence": 6, "event": {"message": message | {"state": "ROUTED"}}})
    assert [one["message_uuid"] for one in again["messages"]] == ["a", "b"]
    assert (after["status"], again["messages"][1]["state"]) == ("ACTIVE", "ROUTED")
