"""The reference client's way back, how it keeps a view (F12), and the search for saturation."""

import random
from bisect import bisect_left

import pytest

from loadtests.sockets.client import WAITS_S, wait_s
from loadtests.sockets.climb import NEAR, climb, reached_per_s
from loadtests.sockets.load import Rates
from loadtests.sockets.stack import TABS_EACH, Used
from loadtests.sockets.view import event_apply

DETAIL = {"sequence": 4, "status": "WAITING", "messages": [{"message_uuid": "a", "sequence": 1}]}
CLIENTS = 200
TRIES_PER_S_MAX = 50
BACK_WITHIN_S = 10.0


@pytest.mark.parametrize("failures", range(8))
def test_wait_is_drawn_from_one_second_to_thirty(failures):
    waits = [wait_s(failures) for _draw in range(200)]
    shortest_s, longest_s = WAITS_S[min(failures, len(WAITS_S) - 1)]
    assert 1 <= shortest_s <= min(waits) < max(waits) <= longest_s <= 30


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("away_s", [0.5, 5.0, 9.0, 17.0, 30.0])
def test_clients_of_a_server_that_was_away_come_back_soon_and_spread(away_s, seed):
    random.seed(seed)
    tries = [_tries_s(away_s) for _client in range(CLIENTS)]
    all_tries = sorted(at for one in tries for at in one)
    densest = max(bisect_left(all_tries, at + 1) - place for place, at in enumerate(all_tries))
    assert densest <= TRIES_PER_S_MAX
    assert max(one[-1] for one in tries) - away_s <= BACK_WITHIN_S


def _tries_s(away_s: float) -> list[float]:
    """Return when a client tries, until the first time that the server is there."""
    tries = [wait_s(0)]
    while tries[-1] < away_s:
        tries.append(tries[-1] + wait_s(len(tries)))
    return tries


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


@pytest.mark.parametrize("most_per_s", [60, 300, 1_000])
async def test_climb_finds_what_a_server_keeps_up(most_per_s):
    class Says:
        async def messages(self, *, per_s: int, seconds: int) -> Rates:
            expected = per_s * seconds * TABS_EACH
            late_ms = 0.0 if per_s <= most_per_s else 2_000.0
            return Rates(per_s, expected, float(seconds), Used(0, 0, 0, 0), [late_ms] * expected)

    reached = reached_per_s(await climb(Says()))

    assert most_per_s / NEAR - 1 <= reached <= most_per_s


def test_server_that_loses_a_message_does_not_keep_up():
    rates = Rates(1, 200, 100.0, Used(0, 0, 0, 0), [1.0] * 199)

    assert not rates.keeps_up(share=0.99, within_ms=500.0)
