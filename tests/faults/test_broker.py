"""A broker that is emptied, dies or hangs while people write."""

import re
import secrets
import time
from typing import Any

import pytest
import redis

from tests.fakes.eskiz import FakeEskiz

# What a person may have to wait while the broker hangs (F3).
SUBMITS_WITHIN_S = 2.0

# The first test also waits until the stack has started, on a busy machine for minutes.
pytestmark = pytest.mark.timeout(600, func_only=True)


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
