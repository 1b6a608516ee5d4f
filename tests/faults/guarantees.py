"""G1 to G7 of a run, read from the database and from the API.

What only some stacks have (an index, a Bot API, sockets) is checked by functions that such a stack
brings along in ``FaultStack.checks``.
"""

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.faults.ledger import Kind, Operation
from tests.faults.load import Load
from tests.faults.never import DEAD, HEALS, NEVER, UNKNOWN, WAITING
from tests.faults.stack import FaultStack

QUIET_WITHIN_S = 60.0
POLL_S = 0.25
VIEWS_COMPARED = 12
REPLAYED_AT_A_TIME = 2


@dataclass
class Verdict:
    """What a run came to; a clean one has nothing but its time to heal."""

    lost: int = 0
    doubled: int = 0
    heals_s: float = 0.0
    broken: list[str] = field(default_factory=list)
    told: dict[str, float] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.broken)


@dataclass
class Watch:
    """Watches one run of one scenario; the database's clock is the only one."""

    stack: FaultStack
    load: Load
    began_at: object = None
    healed_at: object = None

    def __post_init__(self) -> None:
        self.began_at = self.stack.value("SELECT now()")

    def healed(self) -> None:
        """Say that the fault is over now."""
        self.healed_at = self.stack.value("SELECT now()")

    def quiet_wait(self, *, within_s: float = QUIET_WITHIN_S, every_s: float = POLL_S) -> bool:
        """Wait until nothing is on its way; return whether that happened in time (G2).

        Looking costs the stack time that it needs itself: where much waits, look seldom.
        """
        gives_up_at = time.monotonic() + within_s
        while self.stack.value(WAITING):
            if time.monotonic() > gives_up_at:
                return False
            time.sleep(every_s)
        return True

    def verdict(
        self,
        *,
        dead_expected: int = 0,
        unknown_expected: int = 0,
        within_s: float = QUIET_WITHIN_S,
    ) -> Verdict:
        """Return the findings; call it when the load has ended."""
        found = Verdict(broken=list(self.load.ledger.complaints))
        if not self.quiet_wait(within_s=within_s):
            found.broken.append(f"G2: {self.stack.value(WAITING)} still on their way")
        found.heals_s = float(self.stack.value(HEALS, healed=self.healed_at, began=self.began_at))
        self._messages_check(found)
        self._deeds_check(found)
        self._sql_check(found)
        self._views_check(found)
        self._count_check(found, "G7: dead jobs", DEAD, expected=dead_expected)
        self._count_check(found, "G5: unknown deliveries", UNKNOWN, expected=unknown_expected)
        for check in self.stack.checks:
            found.broken += check(self.stack, self.began_at)
        return found

    def _messages_check(self, found: Verdict) -> None:
        """G1: what was acknowledged is there once, with its words; all else at most once."""
        rows = self.stack.rows(
            "SELECT m.client_message_id, m.uuid::text, m.text, s.uuid::text "
            "FROM conversations_message m LEFT JOIN conversations_session s "
            "ON s.uuid = m.session_id "
            "WHERE m.sender_kind IN ('CITIZEN', 'STAFF') AND m.created_at >= %(began)s",
            began=self.began_at,
        )
        stored, counted = {row[0]: row for row in rows}, Counter(row[0] for row in rows)
        messages = {one.client_id: one for one in self.load.ledger.messages()}
        found.doubled += sum(count - 1 for count in counted.values())
        found.doubled += len(counted.keys() - messages.keys())
        acknowledged = [one for one in messages.values() if one.is_acknowledged]
        found.lost += sum(_stored_as(one) != stored.get(one.client_id) for one in acknowledged)
        found.told["messages"] = len(messages)

    def _deeds_check(self, found: Verdict) -> None:
        """G1 for all else that was acknowledged: it left what it leaves, once."""
        for kind, query in _DEEDS.items():
            done = [one.session_uuid for one in self.load.ledger.acknowledged(kind)]
            left = {
                str(session): int(count)
                for session, count in self.stack.rows(query, began=self.began_at)
            }
            found.lost += sum((Counter(done) - Counter(left)).values())
            # What got no answer was done or not: sent again it finds itself done and is refused.
            unclear = [one.session_uuid for one in self.load.ledger.unclear(kind)]
            found.doubled += sum((Counter(left) - Counter(done) - Counter(unclear)).values())

    def _sql_check(self, found: Verdict) -> None:
        for name, query in NEVER.items():
            count = int(self.stack.value(query, began=self.began_at))
            if count:
                found.broken.append(f"{name}: {count}")
                found.doubled += count if name.startswith("doubled") else 0

    def _count_check(self, found: Verdict, name: str, query: Any, *, expected: int) -> None:
        count = int(self.stack.value(query, began=self.began_at))
        if count != expected:
            found.broken.append(f"{name}: {count}, not {expected}")

    def _views_check(self, found: Verdict) -> None:
        """G4: what a citizen was told piece by piece is what a fresh look shows, and is stored."""
        for one in self.load.ledger.acknowledged(Kind.SUBMIT)[-VIEWS_COMPARED:]:
            view = self.load.client.get(one.seat, f"/api/v1/sessions/{one.answer['session_uuid']}")
            shown = [(row["sequence"], row["text"]) for row in view["messages"]]
            stored = self.stack.rows(
                "SELECT sequence, text FROM conversations_message "
                "WHERE session_id = %(session)s AND visibility = 'PUBLIC' ORDER BY sequence",
                session=one.answer["session_uuid"],
            )
            if [number for number, _text in shown] != [number for number, _text in stored]:
                found.broken.append(f"G4: the view of {view['number']} is not what is stored")
            if self._replayed(one) != view["messages"]:
                found.broken.append(f"G4: {view['number']} replayed is another session")

    def _replayed(self, one: Operation) -> list[dict[str, Any]]:
        """Return the messages as a client gets them that asks for what it does not have yet."""
        path = f"/api/v1/sessions/{one.answer['session_uuid']}/messages"
        rows: list[dict[str, Any]] = []
        while True:
            after = rows[-1]["sequence"] if rows else 0
            query = f"?after_seq={after}&limit={REPLAYED_AT_A_TIME}"
            page = self.load.client.get(one.seat, path + query)
            rows += page["results"]
            if not page["has_more"]:
                return rows


def _stored_as(one: Operation) -> tuple[str, str, str, str]:
    """Return the row that an acknowledged message must have left."""
    session_uuid = one.answer.get("session_uuid", one.session_uuid)
    return (one.client_id, one.answer["message_uuid"], one.text, session_uuid)


# What each kind of deed leaves, by session; the log is the one thing that nobody can write twice.
_DEEDS = {
    Kind.CORRECT: """
        SELECT session_id::text, count(*) FROM feedback_correction
        WHERE created_at >= %(began)s GROUP BY 1""",
    Kind.CONFIRM: """
        SELECT session_id::text, count(*) FROM feedback_confirmation
        WHERE created_at >= %(began)s GROUP BY 1""",
    Kind.PICK: """
        SELECT subject_uuid::text, count(*) FROM audit_auditentry
        WHERE action = 'SESSION_PICKED' AND happened_at >= %(began)s GROUP BY 1""",
    Kind.END: """
        SELECT subject_uuid::text, count(*) FROM audit_auditentry
        WHERE action = 'SESSION_CLOSED' AND actor_uuid IS NOT NULL AND happened_at >= %(began)s
        GROUP BY 1""",
}
