"""Worker and database that die while people write, and what is sent twice."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor
from random import Random

import psutil
import pytest

from tests.faults.ledger import Kind, Operation
from tests.faults.stack import FaultStack

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
