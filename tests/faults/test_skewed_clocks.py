"""Processes whose clocks are wrong by a day, and nodes that disagree by minutes (F11)."""

import time
from collections.abc import Iterator
from typing import LiteralString

import pytest

from tests.fakes.clocks import skewed
from tests.faults.parts import Parts, environment_add, graph_fake, second_of_each
from tests.faults.running import stack_running
from tests.faults.stack import FaultStack

SKEWS = {
    "beat": "+25h",
    "beat2": "-25h",
    "worker": "+25h",
    "worker2": "-25h",
    "web": "+150s",
    "web2": "-150s",
}
# Warning and closing are looked for every 30 s.
LATE_AT_MOST_S = 60
# A beat that was killed holds its lock for as long; then the other one looks.
TAKES_OVER_WITHIN_S = 30
CITIZENS = 30
DUE, NEXT = "closes in 5 s", "closes in 24 hours, and in 5 s once the first beat has died"
# What each session is made to be.  A clock that is a day wrong, early or late, would close, warn
# or escalate what must stay as it is.
_UNANSWERED: LiteralString = """status = 'WAITING', assigned_staff_id = NULL, picked_at = NULL,
    first_staff_message_at = NULL, last_staff_message_at = NULL, closes_at = NULL, opened_at ="""
MADE: dict[str, LiteralString] = {
    DUE: "closes_at = now() + interval '5 s', close_warned_at = now()",
    NEXT: "closes_at = now() + interval '24 h', close_warned_at = now()",
    "closes in an hour": "closes_at = now() + interval '1 h', close_warned_at = now()",
    "on hold": "closes_at = now() + interval '48 h', held_at = now()",
    "is warned in 5 s": "closes_at = now() + interval '2 h 5 s'",
    "is warned in 5 minutes": "closes_at = now() + interval '2 h 5 min'",
    "unanswered for 23 hours": _UNANSWERED + " now() - interval '23 h'",
    "unanswered for a day": _UNANSWERED + " now() - interval '24 h'",
}
CHANGED = {DUE: "CLOSED", "is warned in 5 s": "WARNED", "unanswered for a day": "ESCALATED"}
_TALKING: LiteralString = """status = 'ACTIVE', picked_at = now(), last_staff_message_at = now(),
    assigned_staff_id = (SELECT uuid FROM accounts_user WHERE kind = 'STAFF' LIMIT 1),
    first_staff_message_at = now()"""
_FATE: LiteralString = """
    SELECT CASE WHEN status = 'CLOSED' THEN 'CLOSED' WHEN escalated_at IS NOT NULL THEN 'ESCALATED'
        WHEN EXISTS (SELECT 1 FROM conversations_message WHERE session_id = session.uuid
            AND notice = 'CLOSE_WARNING') THEN 'WARNED' ELSE '' END
    FROM conversations_session session WHERE uuid = %(uuid)s"""
_STATUS: LiteralString = "SELECT status FROM conversations_session WHERE uuid = %(uuid)s"
_LATE_S: LiteralString = """
    SELECT extract(epoch FROM coalesce(closed_at, now()) - %(due)s)
    FROM conversations_session WHERE uuid = %(uuid)s"""

# The looks of real beats are waited for, a minute each; `make test` asks skewed processes directly.
pytestmark = [pytest.mark.full_only, pytest.mark.timeout(600, func_only=True)]


@pytest.fixture(scope="module")
def stack() -> Iterator[FaultStack]:
    with stack_running(people=CITIZENS, change=_skewed) as running:
        yield running


def _skewed(parts: Parts) -> None:
    graph_fake(parts)
    second_of_each(parts)
    for name, skew in SKEWS.items():
        environment_add(name, skewed(skew))(parts)


def test_clocks_that_are_a_day_wrong_close_nothing_early_or_late(stack, begin, seed):
    what = "beat and worker at +25 h and -25 h, two webs 5 minutes apart; then the first beat dies"
    with begin(stack, "F11", what) as run:
        uuids = _sessions(run)
        due = _closes_soon(stack, uuids[DUE])
        late_s = _closed_wait(stack, uuids[DUE], due=due, within_s=LATE_AT_MOST_S)
        time.sleep(LATE_AT_MOST_S / 2)  # Whoever would act too early has had the time for it.
        fates = {kind: stack.value(_FATE, uuid=uuid) for kind, uuid in uuids.items()}
        assert {kind: fate for kind, fate in fates.items() if fate} == CHANGED
        with stack.down("beat"):
            due = _closes_soon(stack, uuids[NEXT])
            within_s = LATE_AT_MOST_S + TAKES_OVER_WITHIN_S
            other_s = _closed_wait(stack, uuids[NEXT], due=due, within_s=within_s)
        run.watch.healed()
        run.end(closed_late_s=late_s, closed_late_by_the_other_s=other_s)


def _sessions(run) -> dict[str, str]:
    """Let a citizen of each kind write, be routed, and be where the kind says."""
    sent = {kind: run.load.submit() for kind in MADE}
    assert run.watch.quiet_wait()
    uuids = {kind: one.answer["session_uuid"] for kind, one in sent.items()}
    for kind, uuid in uuids.items():
        before = run.stack.value(_STATUS, uuid=uuid)
        assert before == "WAITING", "a worker with a wrong clock routes all the same"
        _change(run.stack, _TALKING, uuid=uuid)
        _change(run.stack, MADE[kind], uuid=uuid)
    return uuids


def _closes_soon(stack: FaultStack, uuid: str) -> object:
    _change(stack, MADE[DUE], uuid=uuid)
    return stack.value("SELECT closes_at FROM conversations_session WHERE uuid = %(u)s", u=uuid)


def _closed_wait(stack: FaultStack, uuid: str, *, due: object, within_s: float) -> float:
    """Return how many seconds after its time a session was closed."""
    while not (is_closed := stack.value(_STATUS, uuid=uuid) == "CLOSED"):
        if (late_s := float(stack.value(_LATE_S, uuid=uuid, due=due))) > within_s:
            break
        time.sleep(0.5)
    late_s = float(stack.value(_LATE_S, uuid=uuid, due=due))
    assert is_closed, f"still open {late_s:.0f} s after its time"
    assert 0 <= late_s <= within_s
    return late_s


def _change(stack: FaultStack, what: LiteralString, *, uuid: str) -> None:
    query: LiteralString = f"UPDATE conversations_session SET {what} WHERE uuid = %(uuid)s"  # noqa: S608  # ours
    with stack.database() as connection:
        assert connection.execute(query, {"uuid": uuid}).rowcount == 1
