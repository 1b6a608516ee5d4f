"""The real graph with a faked Gemini: killed stages, a broken model, an index that is away."""

import time

import pytest

from k8s.devstack.parts import http_check
from tests.fakes.gemini import Fault
from tests.faults.flight import graph_end
from tests.faults.ledger import Kind, Operation
from tests.faults.load import Load
from tests.faults.points import example_points, lesson_points
from tests.faults.seeds import SEEDS
from tests.faults.stack import FaultStack

# Starting Ray takes its time on a busy machine, and the first test waits for it.
pytestmark = [pytest.mark.full_only, pytest.mark.timeout(900, func_only=True)]
CORRECTIONS = 10
# As many as the worker of this stack asks about at a time.
AT_ONCE = 8
AWAY_S = 60.0
LEARNT_WITHIN_S = 30.0
TICKET_ENDS_WITHIN_S = 30.0
DOOR_BACK_WITHIN_S = 60.0
FAULTS = (
    Fault.HANG,
    Fault.TOO_MANY,
    Fault.BROKEN,
    Fault.INVALID_JSON,
    Fault.UNKNOWN_DEPARTMENT,
    Fault.EMPTY,
    Fault.MAX_TOKENS,
)


def test_killed_door_that_listens_itself_comes_back(graph_stack, begin, seed):
    """The one port of the door is taken again while connections of the killed one still end."""
    with begin(graph_stack, "F5 door", "SIGKILL the graph's one process under load") as run:
        with run.load.under():
            time.sleep(3)
            graph_stack.replica_kill("ingress")
            back_s = _door_back_s(graph_stack)
            run.watch.healed()
        run.end(heals_s=back_s)
    assert back_s <= DOOR_BACK_WITHIN_S


def test_graph_of_one_process_answers_what_it_has_begun(graph_stack, gemini, begin, seed):
    what = f"SIGTERM the graph's one process with {AT_ONCE} questions in flight"
    with begin(graph_stack, "F18 graph door", what) as run:
        graph_end(run, gemini, count=AT_ONCE, more=2)


def _door_back_s(stack: FaultStack) -> float:
    """Return after how long the graph answers again."""
    is_back, began_at = http_check(f"{stack.state.graph_url}/healthz"), time.monotonic()
    while is_back():  # The process is not gone yet.
        time.sleep(0.05)
    while not is_back():
        assert time.monotonic() - began_at < 3 * DOOR_BACK_WITHIN_S, "the graph stays away"
        time.sleep(0.25)
    return time.monotonic() - began_at


def test_broken_model_leaves_no_ticket_behind(graph_stack, gemini, begin, seed):
    stack = graph_stack
    what = "Gemini answers 429, 500, cut JSON, an unknown department, nothing, or hangs"
    with begin(stack, "F7", what, rate_per_s=4) as run:
        longest_s = 0.0
        for fault in _faults_of(seed):
            gemini.generation_faults.extend([fault] * 1_000)
            began_at = time.monotonic()
            run.load.submit_many(4)
            run.load.answers_wait()
            assert run.watch.quiet_wait()
            longest_s = max(longest_s, time.monotonic() - began_at)
            gemini.generation_faults.clear()
            gemini.released.set()
            _model_wait(run)
            gemini.released.clear()
        run.watch.healed()
        outside = stack.value(_OUTSIDE, began=run.watch.began_at)
        silent = stack.value(_WITHOUT_REASON, began=run.watch.began_at)
        run.end(heals_s=longest_s)
    assert outside == 0, "a department that was no candidate"
    assert silent == 0, "to the operators without a reason"
    assert longest_s <= TICKET_ENDS_WITHIN_S


def _faults_of(seed: int) -> list[Fault]:
    """Return two of the faults, because the breaker rests after each; five seeds cover all."""
    first = 2 * SEEDS.index(seed)
    return [FAULTS[(first + step) % len(FAULTS)] for step in range(2)]


def _model_wait(run) -> None:
    """Return once the model decides again: the breaker lets calls through."""
    for _ in range(30):
        operation = run.load.submit()
        assert run.watch.quiet_wait()
        answered = run.stack.value(
            "SELECT count(*) FROM routing_aianalysis "
            "WHERE session_id::text = %(session)s AND NOT is_degraded AND model_answered <> ''",
            session=operation.answer["session_uuid"],
        )
        if answered:
            return
        time.sleep(2)
    raise AssertionError("the model never decides again")


_OUTSIDE = """
    SELECT count(*) FROM routing_aianalysis
    WHERE created_at >= %(began)s AND department_id IS NOT NULL
    AND NOT candidates @> jsonb_build_array(
        jsonb_build_object('department_id', department_id::text))
"""
_WITHOUT_REASON = """
    SELECT count(*) FROM conversations_session s
    WHERE s.opened_at >= %(began)s AND s.status = 'NEEDS_OPERATOR' AND NOT EXISTS (
        SELECT 1 FROM routing_aianalysis a WHERE a.session_id = s.uuid AND a.reason_code <> '')
    AND NOT EXISTS (
        SELECT 1 FROM base_job j WHERE j.subject = s.uuid AND j.error_code <> '')
"""


def test_corrections_reach_an_index_that_was_away(graph_stack, begin, seed):
    stack = graph_stack
    what = f"the index away for {AWAY_S:.0f} s, {CORRECTIONS} corrections, one of them twice"
    before = example_points(stack)
    with begin(stack, "F10", what) as run:
        sent = [run.load.submit() for _ in range(CORRECTIONS)]
        assert run.watch.quiet_wait()
        departments = run.load.departments
        began_at = time.monotonic()
        with stack.down("qdrant"):
            for number, operation in enumerate(sent):
                _correct(run.load, operation, departments=departments[number:])
            _correct(run.load, sent[0], departments=departments[::-1])
            waiting = stack.value("SELECT count(*) FROM base_job WHERE state = 'QUEUED'")
            time.sleep(max(began_at + AWAY_S - time.monotonic(), 0))
        run.watch.healed()
        learnt_s = _learnt_after_s(stack)
        expected = lesson_points(stack, run.watch.began_at)
        points = dict(example_points(stack).items() - before.items())
        verdict = run.end(heals_s=learnt_s, waiting=waiting)
    assert run.load.ledger.slowest_s() < 5
    assert learnt_s <= LEARNT_WITHIN_S
    assert len(expected) == CORRECTIONS
    assert points == expected, "G6: the index holds what the database says, and no more"
    assert verdict.is_clean


def _correct(load: Load, sent: Operation, *, departments: list[str]) -> None:
    """Move a session elsewhere, by the first department that it is not in."""
    for department in departments[:2]:
        operation = load.do(
            Operation(
                Kind.CORRECT,
                "operator",
                session_uuid=sent.answer["session_uuid"],
                department=department,
            )
        )
        if operation.is_acknowledged:
            return
    raise AssertionError(operation)


def _learnt_after_s(stack: FaultStack) -> float:
    began_at = time.monotonic()
    query = "SELECT count(*) FROM feedback_correction WHERE teach_state = 'PENDING'"
    while stack.value(query) and time.monotonic() - began_at < 2 * LEARNT_WITHIN_S:
        time.sleep(0.25)
    return time.monotonic() - began_at
