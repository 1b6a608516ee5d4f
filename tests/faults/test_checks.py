"""Each check can fail: what must never be is done to a copy of the tables, and is found."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, LiteralString

import psycopg
import pytest

from tests.faults.guarantees import Verdict, Watch
from tests.faults.ledger import Kind, Operation
from tests.faults.stack import FaultStack

# The first test also waits until the stack has started, on a busy machine for minutes.
pytestmark = pytest.mark.timeout(600, func_only=True)
TABLES = (
    "conversations_session",
    "conversations_message",
    "base_job",
    "routing_aianalysis",
    "routing_injectionlog",
    "notifications_delivery",
    "feedback_correction",
    "feedback_confirmation",
    "audit_auditentry",
)
PICKED_TWICE: LiteralString = """
    INSERT INTO audit_auditentry
    SELECT * FROM audit_auditentry WHERE action = 'SESSION_PICKED'
"""
# What is done, and the words of the finding; "lost" and "doubled" are counted.
WRONGS: tuple[tuple[LiteralString, str], ...] = (
    ("DELETE FROM conversations_message WHERE sequence = 1", "lost"),
    ("DELETE FROM conversations_message WHERE sequence = 1", "G4: sequences with a gap"),
    ("DELETE FROM conversations_message WHERE sequence = 2", "is not what is stored"),
    ("UPDATE conversations_message SET text = 'other words'", "lost"),
    ("DELETE FROM conversations_message", "G1: a session without a message"),
    ("INSERT INTO conversations_message SELECT * FROM conversations_message", "doubled"),
    ("DELETE FROM base_job", "G1: a session without its job"),
    ("DELETE FROM feedback_correction", "lost"),
    ("DELETE FROM feedback_confirmation", "lost"),
    ("DELETE FROM audit_auditentry WHERE action = 'SESSION_PICKED'", "lost"),
    ("DELETE FROM audit_auditentry WHERE action = 'SESSION_CLOSED'", "lost"),
    ("INSERT INTO feedback_correction SELECT * FROM feedback_correction", "doubled"),
    ("UPDATE base_job SET state = 'QUEUED'", "G2: "),
    ("UPDATE conversations_session SET status = 'ROUTING'", "G2: "),
    ("DELETE FROM routing_aianalysis", "G2: routed by the pipeline without an analysis"),
    ("INSERT INTO routing_aianalysis SELECT * FROM routing_aianalysis", "doubled"),
    ("DELETE FROM notifications_delivery", "G2: routed by the pipeline and staff not told"),
    ("DELETE FROM notifications_delivery", "G5: a reply that its citizen is not told of"),
    ("INSERT INTO notifications_delivery SELECT * FROM notifications_delivery", "doubled"),
    ("UPDATE notifications_delivery SET state = 'SENDING'", "G5: a delivery that did not end"),
    ("UPDATE notifications_delivery SET state = 'UNKNOWN'", "G5: unknown deliveries"),
    ("UPDATE conversations_session SET status = 'WAITING', citizen_id = NULL", "G3: two open"),
    (PICKED_TWICE, "G3: picked by two"),
    ("UPDATE conversations_message SET notice = 'SESSION_CLOSED'", "doubled"),
    ("UPDATE conversations_message SET notice = 'CLOSE_WARNING'", "doubled"),
    ("UPDATE feedback_correction SET right_department_id = previous_department_id", "G6: "),
    ("UPDATE feedback_correction SET teach_state = 'PENDING'", "G6: a lesson"),
    ("UPDATE base_job SET state = 'DEAD'", "G7: dead jobs"),
)


class Copied(FaultStack):
    """A stack whose tables are copies: temporary ones, which hide the real ones."""

    connection: "psycopg.Connection[tuple[Any, ...]]"

    @contextmanager
    def database(self) -> Iterator["psycopg.Connection[tuple[Any, ...]]"]:
        yield self.connection


@contextmanager
def _copied(stack: FaultStack, wrong: LiteralString) -> Iterator[FaultStack]:
    """Do a wrong to copies of the tables and let them be what the checks read."""
    copied = Copied(stack.stack, stack.layout, stack.seats, stack.webs, stack.checks)
    with stack.database() as connection:
        for table in TABLES:
            connection.execute(f"CREATE TEMP TABLE {table} AS TABLE public.{table}")  # type: ignore[arg-type]  # our own names
        connection.execute(wrong)
        copied.connection = connection
        yield copied


def _verdict(run, wrong: LiteralString) -> Verdict:
    with _copied(run.stack, wrong) as copied:
        watch = Watch(copied, run.load)
        watch.began_at, watch.healed_at = run.watch.began_at, run.watch.healed_at
        return watch.verdict(within_s=0)


def _is_found(verdict: Verdict, words: str) -> bool:
    if words in ("lost", "doubled"):
        return bool(getattr(verdict, words))
    return any(words in told for told in verdict.broken)


def test_each_wrong_is_found(stack, begin, seed):
    with begin(stack, "checks", "nothing; then each check is shown its wrong") as run:
        sent = [run.load.submit() for _ in range(3)]
        assert run.watch.quiet_wait()
        run.watch.healed()
        run.load.attend(sent[0])
        _correct(run, sent[1])
        _deed(run, Kind.END, sent[2])
        assert run.load.ledger.acknowledged(Kind.REPLY)
        assert run.watch.quiet_wait()
        assert _verdict(run, "SELECT 1").is_clean
        missed = [
            (wrong, words) for wrong, words in WRONGS if not _is_found(_verdict(run, wrong), words)
        ]
        run.end()
    assert missed == []


def _deed(run, kind: Kind, sent: Operation) -> Operation:
    session_uuid = sent.answer["session_uuid"]
    return run.load.do(Operation(kind, "operator", session_uuid=session_uuid))


def _correct(run, sent: Operation) -> None:
    """Move a session that has a department to another one."""
    for department in run.load.departments[:2]:
        asked = Operation(
            Kind.CORRECT,
            "operator",
            session_uuid=sent.answer["session_uuid"],
            department=department,
        )
        if run.load.do(asked).is_acknowledged:
            return
    raise AssertionError(sent)


def test_client_that_is_told_two_ids_complains(stack, begin, seed):
    with begin(stack, "checks", "one client id is answered with two messages") as run:
        operation = replace(run.load.message(), answer={"message_uuid": "another"})
        run.load.do(operation)
        assert "was answered with two messages" in run.load.ledger.complaints[0]
