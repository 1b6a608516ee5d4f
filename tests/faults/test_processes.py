"""Worker, broker and database that die or hang while people write."""

import re
import secrets
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import psutil
import pytest
import redis

from tests.fakes.eskiz import FakeEskiz
from tests.faults.ledger import Kind, Operation
from tests.faults.stack import FaultStack

# What a person may have to wait while the broker hangs (F3).
SUBMITS_WITHIN_S = 2.0

# The first test also waits until the stack has started, on a busy machine for minutes.
pytestmark = pytest.mark.timeout(600, func_only=True)


def _mid_routing(stack: FaultStack) -> None:
    """Return when at least one job is running."""
    for _ in range(200):
        if stack.value("SELECT count(*) FROM base_job WHERE state = 'RUNNING'") >= 2:
            return
        time.sleep(0.05)


@pytest.mark.full_only
def test_killed_worker_loses_nothing(stack, begin, seed):
    with begin(stack, "F1", "SIGKILL the worker with its children; away 5 s") as run:
        with run.load.under():
            time.sleep(3)
            _mid_routing(stack)
            with stack.down("worker"):
                time.sleep(5)
            run.watch.healed()
            time.sleep(3)
        run.end()


@pytest.mark.full_only
def test_killed_child_of_a_worker_loses_nothing(stack, begin, seed):
    with begin(stack, "F1 child", "SIGKILL one child of the worker") as run:
        with run.load.under():
            time.sleep(4)
            for _ in range(3):
                _mid_routing(stack)
                children = psutil.Process(stack.pid("worker")).children()
                Random(seed).choice(children).kill()  # noqa: S311  # no secret
                time.sleep(1.5)
            run.watch.healed()
            time.sleep(5)
        run.end()


def test_emptied_broker_loses_nothing(stack, begin, seed, extent):
    with begin(stack, "F2 flush", "FLUSHALL of the broker under load, three times") as run:
        with run.load.under():
            time.sleep(extent(3, 2))
            for _ in range(int(extent(3, 1))):
                with stack.stopped("worker"):  # Rings wait in the broker, to be lost.
                    time.sleep(1)
                    redis.Redis.from_url(stack.state.urls["redis"]).flushall()
                time.sleep(extent(2, 0.5))
            run.watch.healed()
            time.sleep(extent(3, 2))
        verdict = run.end(slowest_answer_s=run.load.ledger.slowest_s())
    assert verdict.heals_s <= 45
    assert run.load.ledger.failures == 0


@pytest.mark.full_only
def test_killed_broker_loses_nothing(stack, begin, seed):
    with begin(stack, "F2 kill", "SIGKILL the broker, back after 3 s from its file") as run:
        with run.load.under():
            time.sleep(4)
            with stack.down("valkey"):
                time.sleep(3)
            run.watch.healed()
            time.sleep(3)
        run.end(slowest_answer_s=run.load.ledger.slowest_s())
    assert run.load.ledger.failures == 0


def test_hanging_broker_makes_nobody_wait(stack, begin, seed, extent):
    with begin(stack, "F3", "SIGSTOP the broker for 30 s") as run:
        with run.load.under():
            time.sleep(2)
            with stack.stopped("valkey"):
                time.sleep(extent(30, 4))
            run.watch.healed()
            time.sleep(extent(4, 1))
        slowest = run.load.ledger.slowest_s(quantile=0.99)
        run.end(answers_p99_s=slowest)
    assert slowest < extent(SUBMITS_WITHIN_S, 4 * SUBMITS_WITHIN_S)
    assert run.load.ledger.failures == 0


def test_database_that_restarts_loses_nothing_it_acknowledged(stack, begin, seed, extent):
    with begin(stack, "F4", "immediate restart of Postgres in the middle") as run:
        with run.load.under():
            time.sleep(extent(4, 2))
            stack.stack.hold("postgres")
            stack.send("postgres", signal.SIGQUIT)
            stack.stack.parts["postgres"].child.process.wait(20)
            stack.stack.release("postgres")
            stack.up_wait("postgres")
            run.watch.healed()
            began_at = time.monotonic()
            healed_s = _answers_again(run, began_at)
            time.sleep(extent(6, 2))
        run.end(window_of_errors_s=healed_s)
    assert healed_s <= extent(10, 40)


def _answers_again(run, began_at: float) -> float:
    """Return after how long three messages in a row were accepted."""
    row = 0
    while row < 3 and time.monotonic() - began_at < 30:
        row = row + 1 if run.load.submit().is_acknowledged else 0
        time.sleep(0.1)
    return time.monotonic() - began_at


def test_one_client_id_is_one_message(stack, begin, seed):
    what = "one client id 20 times at once; another body; an answer that is lost"
    with begin(stack, "F9", what) as run:
        operations = [run.load.message() for _ in range(4)]
        statuses = []
        for operation in operations:
            run.load.ledger.begin(operation)
            with ThreadPoolExecutor(20) as pool:
                answers = list(pool.map(_sent, [run] * 20, [operation] * 20))
            statuses.append(sorted(status for status, _uuid in answers))
            assert len({uuid for _status, uuid in answers}) == 1
        other = Operation(
            Kind.SUBMIT,
            operations[0].seat,
            client_id=operations[0].client_id,
            text="Не тот же самый текст, а другой.",
        )
        refused = _sent(run, other)[0]
        dropped = _dropped(run)
        run.watch.healed()
        run.end()
    assert statuses == [[200] * 19 + [201]] * 4
    assert refused == 409
    assert dropped.answer["message_uuid"]


def _sent(run, operation: Operation) -> tuple[int, str]:
    body = {"text": operation.text, "client_message_id": operation.client_id}
    response = run.load.client.post(operation.seat, "/api/v1/messages", body)
    answer = response.json()
    if response.is_success:
        run.load.ledger.answered(operation, status=response.status_code, answer=answer, took_s=0)
    return response.status_code, answer.get("message_uuid", "")


def _dropped(run) -> Operation:
    """Send a message, go away before the answer comes, and try again."""
    operation = run.load.message()
    run.load.ledger.begin(operation)
    run.load.client.send_and_go(operation)
    time.sleep(1)
    run.load.client.send(operation)
    assert operation.status == 200, "the first try was saved"
    return operation


def test_emptied_broker_forgets_no_guess(stack, gateway, begin, seed):
    with begin(stack, "F2 codes", "FLUSHALL in the middle of the guesses of a code") as run:
        spared = _guessed(run, gateway, wrong=4)
        guessed = _guessed(run, gateway, wrong=5)
        run.watch.healed()
        run.end()
    assert (spared, guessed) == (200, 401)


def _guessed(run, gateway: FakeEskiz, *, wrong: int) -> int:
    """Ask for a code, guess wrong so often, and return what the right code is answered with."""
    phone = f"+99890{secrets.randbelow(10**7):07d}"
    asked = run.load.client.post("", "/api/v1/auth/code/request", {"phone": phone}).json()
    assert run.watch.quiet_wait()
    said = gateway.sent[-1]["message"]
    right = "".join(re.findall(r"\b\d{6}\b", said)[:1])
    answers = []
    for number in range(wrong):
        if number == wrong // 2:
            redis.Redis.from_url(run.stack.state.urls["redis"]).flushall()
        other = f"{(int(right) + number + 1) % 10**6:06d}"
        answers.append(_guess(run, phone, asked, code=other))
    assert answers == [401] * wrong
    return _guess(run, phone, asked, code=right)


def _guess(run, phone: str, asked: dict[str, Any], *, code: str) -> int:
    told = {"phone": phone, "challenge_uuid": asked["challenge_uuid"], "code": code}
    return int(run.load.client.post("", "/api/v1/auth/code/verify", told).status_code)
