"""The real graph with a faked Gemini: killed stages, a broken model, an index that is away."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from uuid import UUID

import httpx
import psutil
import pytest

from k8s.devstack.guard import processes_marked
from serve_graph.contract import Stage
from serve_graph.stages.learning import example_id
from tests.fakes.gemini import FakeGemini, Fault, fake_gemini
from tests.faults.ledger import Kind, Operation
from tests.faults.load import Load
from tests.faults.seeds import SEEDS
from tests.faults.stack import FaultStack, environment_add, stack_running

# Starting Ray takes its time on a busy machine, and the first test waits for it.
pytestmark = [pytest.mark.full_only, pytest.mark.timeout(900)]
CITIZENS = 150
STAGES = (*(stage.value for stage in Stage), "ingress")
REPLICA_BACK_S = 4.0
CORRECTIONS = 10
AWAY_S = 60.0
LEARNT_WITHIN_S = 30.0
TICKET_ENDS_WITHIN_S = 30.0
FAULTS = (
    Fault.HANG,
    Fault.TOO_MANY,
    Fault.BROKEN,
    Fault.INVALID_JSON,
    Fault.UNKNOWN_DEPARTMENT,
    Fault.EMPTY,
    Fault.MAX_TOKENS,
)


@pytest.fixture(scope="module")
def gemini() -> Iterator[FakeGemini]:
    with fake_gemini() as fake:
        yield fake


@pytest.fixture(scope="module")
def stack(gemini: FakeGemini) -> Iterator[FaultStack]:
    told = {"GEMINI_API_KEY": "not-a-key", "CIVIC_GEMINI_BASE_URL": gemini.url}
    with stack_running(people=CITIZENS, change=environment_add("graph", told)) as running:
        yield running


def test_killed_replica_of_each_stage_loses_nothing(stack, gemini, begin, seed):
    with begin(stack, "F5", "SIGKILL a replica of each stage in turn", rate_per_s=3) as run:
        gemini.requests.clear()
        with run.load.under():
            time.sleep(2)
            for stage in STAGES:
                _replica_kill(stack, stage)
                time.sleep(REPLICA_BACK_S)
            run.watch.healed()
            time.sleep(4)
        run.load.settle()
        assert run.watch.quiet_wait()
        asked = sum(call.path.endswith(":generateContent") for call in gemini.requests)
        tickets = len(run.load.ledger.acknowledged(Kind.SUBMIT))
        verdict = run.end(calls_of_the_model_per_ticket=asked / tickets)
    assert asked <= 2 * tickets
    assert verdict.heals_s <= 30


def _replica_kill(stack: FaultStack, stage: str) -> None:
    name = f"ray::ServeReplica:civicconnect:{stage}"
    for pid in processes_marked(stack.state.secrets.stack_id):
        try:
            process = psutil.Process(pid)
            if name in " ".join(process.cmdline()):
                process.kill()
                return
        except psutil.NoSuchProcess:
            continue
    raise AssertionError(f"no replica of {stage} runs")


def test_broken_model_leaves_no_ticket_behind(stack, gemini, begin, seed):
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
        run.end(slowest_four_tickets_s=longest_s)
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


def test_corrections_reach_an_index_that_was_away(stack, begin, seed):
    what = f"the index away for {AWAY_S:.0f} s, {CORRECTIONS} corrections, one of them twice"
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
        verdict = run.end(learnt_within_s=learnt_s, waiting=waiting)
    expected = _lessons(stack)
    points = _example_points(stack)
    assert run.load.ledger.slowest_s() < 5
    assert learnt_s <= LEARNT_WITHIN_S
    assert points == expected, "G6: the index holds what the database says"
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


def _lessons(stack: FaultStack) -> dict[str, str]:
    rows = stack.rows(
        "SELECT DISTINCT ON (c.lesson_uuid) c.lesson_uuid::text, c.right_department_id::text "
        "FROM feedback_correction c ORDER BY c.lesson_uuid, c.version DESC"
    )
    return {str(example_id(UUID(lesson))): str(department) for lesson, department in rows}


def _example_points(stack: FaultStack) -> dict[str, str]:
    """Return the example points of the whole index: id and department."""
    points: dict[str, str] = {}
    with ExitStack() as closing:
        http = closing.enter_context(httpx.Client(base_url=stack.state.urls["qdrant"], timeout=10))
        names = [row["name"] for row in http.get("/collections").json()["result"]["collections"]]
        for name in names:
            asked: dict[str, Any] = {"limit": 10_000, "with_payload": True, "with_vector": False}
            answer = http.post(f"/collections/{name}/points/scroll", json=asked).json()
            for point in answer["result"]["points"]:
                if point["payload"].get("kind") == "example":
                    points[str(point["id"])] = _department_of(stack, point["payload"])
    return points


def _department_of(stack: FaultStack, payload: dict[str, Any]) -> str:
    """Return the id of the department that a point names, by id or by code."""
    named = str(payload.get("department_id") or payload["department"])
    found = stack.rows(
        "SELECT uuid::text FROM departments_department WHERE uuid::text = %(n)s OR code = %(n)s",
        n=named,
    )
    return str(found[0][0])
