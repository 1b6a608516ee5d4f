"""SIGTERM: what is in flight is finished or handed back, the exit code is 0, the grace is kept.

The graph's own test is with the real graph (``test_replicas``).
"""

import signal
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest

from tests.fakes.graph_process import SLOW
from tests.faults.ledger import Kind, Operation
from tests.faults.stack import FaultStack

# The first test also waits until the stack has started, on a busy machine for minutes.
pytestmark = pytest.mark.timeout(600, func_only=True)
SLOW_AT_ONCE = 4
WEB_GRACE_S = 30.0
# As long as a task may take, and a little more.
WORKER_GRACE_S = 65.0
# A ring waits at most for the broker's socket.
RELAY_GRACE_S = 10.0
# A delivery waits at most for the gateway's answer.
SENDER_GRACE_S = 12.0
PHONE = "+998901234567"


def _wait(stack: FaultStack, query, count: int, **values) -> None:
    for _ in range(500):
        if int(stack.value(query, **values)) >= count:
            return
        time.sleep(0.02)
    raise AssertionError(query)


@contextmanager
def _held_up(stack: FaultStack, citizen: str) -> Iterator[None]:
    """Let whatever that citizen sends wait in the middle of its transaction."""
    with stack.database() as connection, connection.transaction():
        connection.execute("SELECT 1 FROM accounts_user WHERE username = %s FOR UPDATE", [citizen])
        yield


def test_web_answers_what_it_has_begun(stack, begin, seed):
    with begin(stack, "F18 web", "SIGTERM web with a request in flight") as run:
        operation = run.load.message()
        with ThreadPoolExecutor(2) as pool:
            with _held_up(stack, operation.seat):
                answered = pool.submit(run.load.do, operation)
                _wait(stack, "SELECT count(*) FROM pg_locks WHERE NOT granted", 1)
                ended: Future[tuple[int, float]] = pool.submit(stack.restart_gracefully, "web")
                time.sleep(1)
                assert not ended.done(), "it does not wait for the request"
            code, took_s = ended.result(60)
            answered.result(60)
        run.watch.healed()
        run.end(stops_within_s=took_s)
    assert operation.status == 201
    assert (code, took_s < WEB_GRACE_S) == (0, True)


def test_worker_ends_its_jobs_and_takes_no_new_ones(stack, begin, seed):
    with begin(stack, "F18 worker", "SIGTERM the worker with jobs in flight") as run:
        sent = [_slow(run.load.message()) for _ in range(SLOW_AT_ONCE)]
        for operation in sent:
            run.load.do(operation)
        _wait(stack, "SELECT count(*) FROM base_job WHERE state = 'RUNNING'", SLOW_AT_ONCE)
        code, took_s = stack.restart_gracefully("worker")
        left = int(stack.value("SELECT count(*) FROM base_job WHERE state = 'RUNNING'"))
        run.watch.healed()
        run.end(stops_within_s=took_s)
        claims = stack.value("SELECT max(fence) FROM base_job WHERE kind = 'ROUTE'")
    assert (code, left, claims) == (0, 0, 1)
    assert took_s < WORKER_GRACE_S


def _slow(operation: Operation) -> Operation:
    return replace(operation, text=f"{operation.text} {SLOW}")


def test_relay_gives_back_what_the_broker_did_not_take(stack, begin, seed):
    what = "SIGTERM the relay while it rings a broker that hangs"
    with begin(stack, "F18 relay", what) as run:
        with stack.stopped("valkey"):
            for _ in range(3):
                run.load.submit()
            with stack.database() as connection:
                connection.execute("UPDATE base_job SET rung_at = NULL; NOTIFY civic_jobs")
            _wait(stack, "SELECT count(*) FROM base_job WHERE rung_at IS NOT NULL", 3)
            stack.stack.hold("relay")
            child = stack.stack.parts["relay"].child
            assert child is not None
            began_at = time.monotonic()
            stack.send("relay", signal.SIGTERM)
            code = child.process.wait(60)
            took_s = time.monotonic() - began_at
            kept = stack.value("SELECT count(*) FROM base_job WHERE rung_at IS NOT NULL")
        stack.stack.release("relay")
        stack.up_wait("relay")
        run.watch.healed()
        run.end(stops_within_s=took_s)
    assert (code, int(kept)) == (0, 0)
    assert took_s < RELAY_GRACE_S


def test_sender_ends_the_delivery_that_is_on_its_way(stack, gateway, begin, seed):
    with begin(stack, "F18 sender", "SIGTERM the sender while the gateway takes its time") as run:
        sent = run.load.submit()
        assert run.watch.quiet_wait()
        before, gateway.takes_s = len(gateway.sent), 3.0
        with _phone(stack, sent.seat):
            run.load.attend(sent)
            _wait(stack, _BY_SMS, 1, state="SENDING")
            code, took_s = stack.restart_gracefully("sender")
            _wait(stack, _BY_SMS, 1, state="SENT")
        gateway.takes_s = 0.0
        run.watch.healed()
        run.end(stops_within_s=took_s)
    assert run.load.ledger.acknowledged(Kind.REPLY)
    assert len(gateway.sent) == before + 1
    assert (code, took_s < SENDER_GRACE_S) == (0, True)


_BY_SMS = """
    SELECT count(*) FROM notifications_delivery WHERE transport = 'SMS' AND state = %(state)s
"""


@contextmanager
def _phone(stack: FaultStack, citizen: str) -> Iterator[None]:
    """Give a citizen a phone for the length of the block."""
    query = "UPDATE accounts_user SET phone = %s WHERE username = %s"
    with stack.database() as connection:
        connection.execute(query, [PHONE, citizen])
        try:
            yield
        finally:
            connection.execute(query, [None, citizen])
