"""A new release takes the place of the old one while people write."""

import time
from collections.abc import Iterator

import pytest
import redis

from tests.faults.conftest import CITIZENS
from tests.faults.parts import graph_fake, second_of_each
from tests.faults.running import stack_running
from tests.faults.stack import FaultStack

# The first test also waits until the stack has started, on a busy machine for minutes.
pytestmark = [pytest.mark.full_only, pytest.mark.timeout(600, func_only=True)]
BEAT_FOLLOWS_WITHIN_S = 60.0
# The fake graph knows no SIGTERM; the real one has a test of its own.
PARTS = ("web", "web2", "worker", "worker2", "beat", "beat2", "relay", "sender", "graph")
CLOCKS_LOOK_WITHIN_S = 60.0
# Sessions that the clocks of P26 have still to warn or to close.
_DUE = """
    SELECT count(*) FROM conversations_session WHERE status IN ('WAITING', 'ACTIVE') AND
        (closes_at <= now()
         OR close_warned_at IS NULL AND closes_at <= now() + interval '2 hours')
"""
_DONE = """
    SELECT count(*) FILTER (WHERE notice = 'CLOSE_WARNING'),
           count(*) FILTER (WHERE notice_data ->> 'reason' = 'IDLE')
    FROM conversations_message
"""


@pytest.fixture(scope="module")
def stack() -> Iterator[FaultStack]:
    def change(parts):
        graph_fake(parts)
        second_of_each(parts)

    with stack_running(people=CITIZENS, change=change) as running:
        yield running


def test_rolling_restart_is_not_noticed(stack, begin, seed):
    what = "SIGTERM each of two web, worker and beat, and relay, sender and graph, in turn"
    with begin(stack, "F18", what) as run:
        _clocks_wind(run)
        codes: dict[str, int] = {}
        slowest_s = 0.0
        with run.load.under():
            time.sleep(2)
            for name in PARTS:
                codes[name], took_s = _replaced(stack, name)
                slowest_s = max(slowest_s, took_s)
            run.watch.healed()
            _due_wait(stack)
        warned, closed = stack.rows(_DONE)[0]
        run.end(stops_within_s=slowest_s, errors_seen=run.load.ledger.failures)
        claims = stack.value(
            "SELECT coalesce(max(fence), 0) FROM base_job WHERE kind = 'ROUTE' "
            "AND created_at >= %(began)s AND error_code = ''",
            began=run.watch.began_at,
        )
    assert {name: code for name, code in codes.items() if code and name != "graph"} == {}
    assert run.load.ledger.failures == 0
    assert warned, "nobody was warned, so nobody can have been warned twice"
    assert closed
    assert claims == 1, "a worker that was asked to end left a job behind"


def _clocks_wind(run) -> None:
    """Leave sessions that beat has to warn or to close while it is replaced (P26)."""
    sent = [run.load.submit() for _ in range(8)]
    assert run.watch.quiet_wait()
    for operation in sent:
        run.load.attend(operation)
    with run.stack.database() as connection:
        connection.execute(
            "UPDATE conversations_session SET closes_at = now() + interval '1 hour' "
            "WHERE status = 'ACTIVE'"
        )
        connection.execute(
            "UPDATE conversations_session SET closes_at = now() - interval '1 minute', "
            "close_warned_at = now() - interval '3 hours' WHERE uuid::text = ANY(%s)",
            [[one.answer["session_uuid"] for one in sent[::2]]],
        )


def _due_wait(stack: FaultStack) -> None:
    for _ in range(int(CLOCKS_LOOK_WITHIN_S / 0.25)):
        if not stack.value(_DUE):
            return
        time.sleep(0.25)
    raise AssertionError("the clocks do not look")


def test_killed_beat_is_followed_by_the_other(stack, begin, seed):
    with begin(stack, "F18 beat", "SIGKILL the one of two beats that holds the lock") as run:
        broker = redis.Redis.from_url(stack.state.urls["redis"])
        holder = _beat_lock(broker, other_than=None)
        with run.load.under():
            for name in ("beat", "beat2"):  # Only the broker knows which of them it was.
                stack.kill(name)
            killed_at = time.monotonic()
            run.watch.healed()
            _beat_lock(broker, other_than=holder)
            followed_s = time.monotonic() - killed_at
        run.end(heals_s=followed_s)
    assert followed_s <= BEAT_FOLLOWS_WITHIN_S


def _beat_lock(broker: redis.Redis, *, other_than: object) -> object:
    """Return who holds the lock of the beats, once it is another one."""
    for _ in range(int(2 * BEAT_FOLLOWS_WITHIN_S / 0.25)):
        holder = broker.get("civic:beat::lock")
        if holder not in (None, other_than):
            return holder
        time.sleep(0.25)
    raise AssertionError("no beat holds the lock")


def _replaced(stack: FaultStack, name: str) -> tuple[int, float]:
    """Take a door out of rotation first, as readiness does; then SIGTERM and start again."""
    webs = list(stack.webs)
    if name in ("web", "web2"):
        stack.webs = [webs[1 if name == "web" else 0]]
        time.sleep(0.3)
    try:
        return stack.restart_gracefully(name)
    finally:
        stack.webs = webs
