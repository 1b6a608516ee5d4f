"""The real graph on Ray: a replica of each stage is killed with 20 questions in flight."""

import time

import pytest

from serve_graph.contract import Stage
from tests.faults.conftest import IN_FLIGHT, MORE
from tests.faults.flight import calls_of_a_ticket_max, graph_end, in_flight

# Starting Ray takes its time on a busy machine, and the first test waits for it.
pytestmark = [pytest.mark.full_only, pytest.mark.timeout(900, func_only=True)]
STAGES = (*(stage.value for stage in Stage if stage is not Stage.LEARNING), "ingress")
MODEL_TAKES_S = 1.0
NORMAL_WITHIN_S = 30.0
AS_BEFORE = 1.5
_P95 = """
    SELECT percentile_cont(0.95) WITHIN GROUP
        (ORDER BY extract(epoch FROM state_changed_at - created_at))
    FROM conversations_message WHERE client_message_id = ANY(%(ids)s)
"""


def test_killed_replica_of_each_stage_loses_nothing(replicas_stack, gemini, begin, seed):
    what = f"SIGKILL a replica of each stage in turn, {IN_FLIGHT} questions in flight"
    with begin(replicas_stack, "F5", what, rate_per_s=IN_FLIGHT) as run:
        gemini.takes_s = MODEL_TAKES_S
        _wave(run)  # The first one warms up.
        usual_s = max(_wave(run), _wave(run))
        gemini.requests.clear()
        normal_s = {stage: _normal_again_s(run, gemini, stage, usual_s) for stage in STAGES}
        run.watch.healed()
        gemini.takes_s = 0.0
        calls = calls_of_a_ticket_max(run.load, gemini)
        told = {f"{stage}_normal_after_s": took_s for stage, took_s in normal_s.items()}
        slowest_s = max(normal_s.values())
        run.end(
            heals_s=slowest_s,
            in_flight=IN_FLIGHT,
            usual_p95_s=usual_s,
            calls_of_a_ticket_max=calls,
            **told,
        )
    assert calls <= 2, "more than one call too many for one ticket"
    assert slowest_s <= NORMAL_WITHIN_S


def _normal_again_s(run, gemini, stage: str, usual_s: float) -> float:
    """Kill a replica under load; return after how long the waves take no longer than before.

    Some more people write at once, and meet the stage while it is away.
    """
    with in_flight(run.load, gemini, count=IN_FLIGHT):
        run.stack.replica_kill(stage)
        killed_at = time.monotonic()
        run.load.submit_many(MORE)
    run.load.answers_wait()
    assert run.watch.quiet_wait()
    while (began_at := time.monotonic()) <= killed_at + NORMAL_WITHIN_S:
        if _wave(run) <= AS_BEFORE * usual_s:
            return began_at - killed_at
    raise AssertionError(f"{NORMAL_WITHIN_S:.0f} s after {stage} was killed it is not as before")


def _wave(run) -> float:
    """Let many write at once; return the 95th percentile of the time to a department."""
    before = len(run.load.ledger.messages())
    run.load.submit_many(IN_FLIGHT)
    run.load.answers_wait()
    assert run.watch.quiet_wait()
    ids = [one.client_id for one in run.load.ledger.messages()[before:]]
    return float(run.stack.value(_P95, ids=ids))


def test_graph_that_is_asked_to_end_answers_what_it_has_begun(replicas_stack, gemini, begin, seed):
    what = f"SIGTERM the real graph with {IN_FLIGHT} questions in flight, {MORE} more while it ends"
    with begin(replicas_stack, "F18 graph", what, rate_per_s=IN_FLIGHT) as run:
        graph_end(run, gemini, count=IN_FLIGHT, more=MORE)
