"""The whole graph is away while people write: they are served in their order when it is back."""

import time

import pytest

from tests.faults.ledger import Kind, Operation
from tests.faults.stack import FaultStack

WAITING = 300
AWAY_S = 120.0
ROUTED_WITHIN_S = 60.0
# What one worker has at hand and in front of it (8 and 8) may change places; and the few that were
# trying at the very moment of the return come before all others.
OUT_OF_PLACE_MAX = 16
JUMPED_MAX = 4
_ORDER = """
    SELECT row_number() OVER (ORDER BY m.created_at)
         - row_number() OVER (ORDER BY a.created_at)
    FROM routing_aianalysis a JOIN conversations_message m ON m.uuid = a.message_id
    WHERE m.created_at BETWEEN %(began)s AND %(back)s
"""


@pytest.mark.timeout(600, func_only=True)
@pytest.mark.full_only
def test_those_who_waited_are_routed_in_their_order(stack, begin, seed):
    what = f"the whole graph away for {AWAY_S:.0f} s, {WAITING} messages waiting"
    with begin(stack, "F6", what, rate_per_s=6) as run:
        began_at = time.monotonic()
        with stack.down("graph"):
            run.load.submit_many(WAITING)
            run.load.answers_wait()
            taken = _person_routes(run, run.load.ledger.acknowledged(Kind.SUBMIT)[5])
            time.sleep(max(began_at + AWAY_S - time.monotonic(), 0))
            waiting = stack.value(
                "SELECT count(*) FROM conversations_session WHERE status = 'ROUTING'"
            )
        run.watch.healed()
        assert run.watch.quiet_wait(within_s=ROUTED_WITHIN_S + 10, every_s=2)
        kept = (_department(stack, taken), _analyses(stack, taken))
        back = run.watch.healed_at
        places = [
            abs(int(row[0])) for row in stack.rows(_ORDER, began=run.watch.began_at, back=back)
        ]
        verdict = run.end(
            waiting=waiting,
            jumped_the_queue=sum(place > OUT_OF_PLACE_MAX for place in places),
            out_of_place_max=max(places),
            slowest_answer_s=run.load.ledger.slowest_s(),
        )
    assert waiting == WAITING - 1
    assert run.load.ledger.failures == 0
    assert verdict.heals_s <= ROUTED_WITHIN_S
    assert sum(place > OUT_OF_PLACE_MAX for place in places) <= JUMPED_MAX
    assert kept == (taken.department, 0), "the late answer changed something"


def _person_routes(run, waiting: Operation) -> Operation:
    operation = Operation(
        Kind.CORRECT,
        "operator",
        session_uuid=waiting.answer["session_uuid"],
        department=run.load.departments[0],
    )
    return run.load.do(operation)


def _department(stack: FaultStack, operation: Operation) -> str:
    code = stack.value(
        "SELECT d.code FROM conversations_session s JOIN departments_department d "
        "ON d.uuid = s.assigned_department_id WHERE s.uuid::text = %(session)s",
        session=operation.session_uuid,
    )
    return str(code)


def _analyses(stack: FaultStack, operation: Operation) -> int:
    count = stack.value(
        "SELECT count(*) FROM routing_aianalysis WHERE session_id::text = %(session)s",
        session=operation.session_uuid,
    )
    return int(count)
