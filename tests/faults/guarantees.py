"""G1 to G7 of a run, read from the database and from the API.

Sockets, Telegram and senders of deliveries are not part of this stack yet: of G5 it can be said
that each person has one row for each reason.
"""

import time
from collections import Counter
from dataclasses import dataclass, field

from tests.faults.ledger import Kind
from tests.faults.load import Load
from tests.faults.stack import FaultStack

QUIET_WITHIN_S = 60.0
POLL_S = 0.25
VIEWS_COMPARED = 12
_WAITING = """
    SELECT (SELECT count(*) FROM conversations_session WHERE status = 'ROUTING')
         + (SELECT count(*) FROM conversations_message
            WHERE state IN ('RECEIVED', 'QUEUED', 'PROCESSING'))
         + (SELECT count(*) FROM base_job WHERE state IN ('QUEUED', 'RUNNING'))
"""


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

    def quiet_wait(self, *, within_s: float = QUIET_WITHIN_S) -> bool:
        """Wait until nothing is on its way; return whether that happened in time (G2)."""
        gives_up_at = time.monotonic() + within_s
        while time.monotonic() < gives_up_at:
            if not self.stack.value(_WAITING):
                return True
            time.sleep(POLL_S)
        return False

    def verdict(self, *, dead_expected: int = 0) -> Verdict:
        """Return the findings; call it when the load has ended."""
        found = Verdict(broken=list(self.load.ledger.complaints))
        if not self.quiet_wait():
            found.broken.append(f"G2: {self.stack.value(_WAITING)} still on their way")
        found.heals_s = float(self.stack.value(_HEALS, healed=self.healed_at, began=self.began_at))
        self._messages_check(found)
        self._deeds_check(found)
        self._sql_check(found)
        self._views_check(found)
        dead = self.stack.value(
            "SELECT count(*) FROM base_job WHERE state = 'DEAD' AND created_at >= %(began)s",
            began=self.began_at,
        )
        if dead != dead_expected:
            found.broken.append(f"G7: {dead} dead jobs")
        return found

    def _messages_check(self, found: Verdict) -> None:
        """G1: what was acknowledged is there once, with its words; all else at most once."""
        rows = self.stack.rows(
            "SELECT m.client_message_id, m.uuid::text, m.text, s.uuid::text "
            "FROM conversations_message m LEFT JOIN conversations_session s "
            "ON s.uuid = m.session_id "
            "WHERE m.sender_kind = 'CITIZEN' AND m.created_at >= %(began)s",
            began=self.began_at,
        )
        stored, counted = {row[0]: row for row in rows}, Counter(row[0] for row in rows)
        messages = {one.client_id: one for one in self.load.ledger.messages()}
        found.doubled += sum(count - 1 for count in counted.values())
        found.doubled += len(counted.keys() - messages.keys())
        for one in messages.values():
            row = stored.get(one.client_id)
            if not one.is_acknowledged:
                continue
            said = (one.answer["message_uuid"], one.text, one.answer["session_uuid"])
            if row is None or row[1:] != said:
                found.lost += 1
        found.told["messages"] = len(messages)

    def _deeds_check(self, found: Verdict) -> None:
        """G1 for corrections and ends that were acknowledged."""
        ended = [one.session_uuid for one in self.load.ledger.acknowledged(Kind.END)]
        closed = self.stack.value(
            "SELECT count(*) FROM conversations_session "
            "WHERE uuid::text = ANY(%(ended)s) AND status = 'CLOSED'",
            ended=ended,
        )
        found.lost += len(ended) - int(closed)
        asked = self.load.ledger.acknowledged(Kind.CORRECT)
        kept = self.stack.value(
            "SELECT count(*) FROM feedback_correction WHERE created_at >= %(began)s",
            began=self.began_at,
        )
        found.lost += max(len(asked) - int(kept), 0)
        # An unanswered correction is sent again; the second then finds it done (409).
        corrections = (o for o in self.load.ledger.operations if o.kind is Kind.CORRECT)
        tried_twice = sum(one.tries > 1 for one in corrections)
        found.doubled += max(int(kept) - len(asked) - tried_twice, 0)

    def _sql_check(self, found: Verdict) -> None:
        for name, query in _NEVER.items():
            count = int(self.stack.value(query, began=self.began_at))
            if count:
                found.broken.append(f"{name}: {count}")
                found.doubled += count if name.startswith("doubled") else 0

    def _views_check(self, found: Verdict) -> None:
        """G4: what a citizen is shown is what the database holds, without a gap."""
        for one in self.load.ledger.acknowledged(Kind.SUBMIT)[-VIEWS_COMPARED:]:
            view = self.load.client.get(one.seat, f"/api/v1/sessions/{one.answer['session_uuid']}")
            shown = [(row["sequence"], row["text"]) for row in view["messages"]]
            stored = self.stack.rows(
                "SELECT sequence, text FROM conversations_message "
                "WHERE session_id = %(session)s AND visibility = 'PUBLIC' ORDER BY sequence",
                session=one.answer["session_uuid"],
            )
            if [number for number, _text in shown] != [number for number, _text in stored]:
                found.broken.append(f"G4: the view of {view['number']} has a gap")


_HEALS = """
    SELECT greatest(0, coalesce(extract(epoch FROM max(state_changed_at) - %(healed)s), 0))
    FROM conversations_message
    WHERE sender_kind = 'CITIZEN' AND created_at BETWEEN %(began)s AND %(healed)s
"""
_NEVER = {
    "doubled: two analyses of one attempt's message": """
        SELECT count(*) FROM (
            SELECT 1 FROM routing_aianalysis WHERE created_at >= %(began)s
            GROUP BY message_id HAVING count(*) > 1
            UNION ALL
            SELECT 1 FROM routing_injectionlog WHERE created_at >= %(began)s
            GROUP BY message_id HAVING count(*) > 1) AS twice""",
    "doubled: two notices for one person and reason (G5)": """
        SELECT count(*) FROM (
            SELECT 1 FROM notifications_delivery
            WHERE created_at >= %(began)s AND kind = 'SESSION_ROUTED'
            GROUP BY message_id, recipient_id HAVING count(*) > 1) AS twice""",
    "doubled: two notes of one closing": """
        SELECT count(*) FROM (
            SELECT 1 FROM conversations_message
            WHERE created_at >= %(began)s AND notice = 'SESSION_CLOSED'
            GROUP BY session_id HAVING count(*) > 1) AS twice""",
    "G1: a session without a message": """
        SELECT count(*) FROM conversations_session s WHERE opened_at >= %(began)s
        AND NOT EXISTS (SELECT 1 FROM conversations_message m WHERE m.session_id = s.uuid)""",
    "G1: a session without its job": """
        SELECT count(*) FROM conversations_session s WHERE opened_at >= %(began)s
        AND NOT EXISTS (SELECT 1 FROM base_job j WHERE j.subject = s.uuid AND j.kind = 'ROUTE')""",
    "G2: routed by the pipeline without an analysis": """
        SELECT count(*) FROM conversations_session s
        WHERE opened_at >= %(began)s AND routed_by = 'PIPELINE'
        AND NOT EXISTS (SELECT 1 FROM routing_aianalysis a WHERE a.session_id = s.uuid)""",
    "G2: routed by the pipeline and staff not told": """
        SELECT count(*) FROM conversations_session s
        JOIN departments_membership b ON b.department_id = s.assigned_department_id
        JOIN accounts_user u ON u.uuid = b.user_id AND u.is_active AND u.kind = 'STAFF'
        WHERE s.opened_at >= %(began)s AND s.routed_by = 'PIPELINE'
        AND NOT EXISTS (
            SELECT 1 FROM notifications_delivery d
            JOIN conversations_message m ON m.uuid = d.message_id
            WHERE m.session_id = s.uuid AND d.recipient_id = u.uuid
            AND d.kind = 'SESSION_ROUTED')""",
    "G3: two open sessions of a citizen": """
        SELECT count(*) FROM (
            SELECT 1 FROM conversations_session WHERE status <> 'CLOSED'
            GROUP BY citizen_id HAVING count(*) > 1) AS twice""",
    "G4: sequences with a gap": """
        SELECT count(*) FROM (
            SELECT 1 FROM conversations_message m
            JOIN conversations_session s ON s.uuid = m.session_id
            WHERE s.opened_at >= %(began)s GROUP BY s.uuid, s.last_sequence
            HAVING max(m.sequence) <> count(*) OR s.last_sequence <> count(*)) AS gaps""",
}
