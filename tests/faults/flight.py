"""Questions in flight: held at the faked model until all are there, and counted by ticket."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.fakes.gemini import FakeGemini
from tests.faults.ledger import Kind
from tests.faults.load import Load

GATHERS_WITHIN_S = 30.0
TRIES, REST_S = 3, 15.0
GRAPH_GRACE_S = 30.0
_CLAIMS = """
    SELECT max(j.fence) FROM base_job j JOIN conversations_message m ON m.session_id = j.subject
    WHERE j.kind = 'ROUTE' AND m.client_message_id = ANY(%(ids)s)
"""


@contextmanager
def in_flight(load: Load, gemini: FakeGemini, *, count: int) -> Iterator[list[str]]:
    """Let so many people write; inside the block all of their questions are with the model.

    Yields the ids of their messages.  On a busy machine a question may meet a stage that is not
    back yet and be put off; then all are let go, and as many others write.
    """
    for _try in range(TRIES):
        with gemini.held():
            asked, written = len(gemini.questions()), len(load.ledger.messages())
            load.submit_many(count)
            load.answers_wait()
            operations = load.ledger.messages()[written:]
            if _gathered(gemini, [one.text for one in operations], asked=asked):
                yield [one.client_id for one in operations]
                return
        time.sleep(REST_S)
    raise AssertionError(f"{count} questions are never in flight together")


def _gathered(gemini: FakeGemini, texts: list[str], *, asked: int) -> bool:
    """Return whether the model comes to be asked about each text."""
    gives_up_at = time.monotonic() + GATHERS_WITHIN_S
    while time.monotonic() < gives_up_at:
        questions = gemini.questions()[asked:]
        if all(any(text in one.text for one in questions) for text in texts):
            return True
        time.sleep(0.05)
    return False


def calls_of_a_ticket_max(load: Load, gemini: FakeGemini) -> int:
    """Return how often the model was asked about the message that it was asked about most."""
    texts = [one.text for one in load.ledger.acknowledged(Kind.SUBMIT)]
    asked = [question.text for question in gemini.questions()]
    return max(Counter(text for told in asked for text in texts if text in told).values())


def graph_end(run: Any, gemini: FakeGemini, *, count: int, more: int) -> None:
    """SIGTERM the graph with questions in flight and some more after it (F18).

    Those are answered by the graph that ends, without a second claim or call; these by the next.
    """
    gemini.requests.clear()
    with in_flight(run.load, gemini, count=count) as begun:
        ended = run.stack.ending("graph")
        run.load.submit_many(more)
        time.sleep(1)
    code, took_s = ended()
    run.watch.healed()
    run.load.answers_wait()
    calls = calls_of_a_ticket_max(run.load, gemini)
    run.end(stops_within_s=took_s, exit_code=code, calls_of_a_ticket_max=calls)
    claims = run.stack.value(_CLAIMS, ids=begun)
    assert (code, claims, calls) == (0, 1, 1)
    assert took_s <= GRAPH_GRACE_S
