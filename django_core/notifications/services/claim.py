"""Claiming deliveries: in one statement, planned once, with all that a note is made from.

Of one recipient only the oldest waiting row is claimed: the order of a chat is kept.
"""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django_core.base.postgres.prepared import Prepared, Row, columns_of, from_row, run_together
from django_core.departments.models import Department

LEASE = timedelta(seconds=60)
BATCH = 50

# Whether something is due that this statement does not claim is told with each row, so that a
# sender need not look twice.
_CLAIM = Prepared(
    name="civic_delivery_claim",
    sql=f"""
        WITH due AS MATERIALIZED (
            SELECT delivery.uuid FROM notifications_delivery delivery
            WHERE delivery.state = 'PENDING' AND delivery.due_at <= statement_timestamp()
              AND NOT EXISTS (
                  SELECT FROM notifications_delivery earlier
                  WHERE earlier.recipient_id = delivery.recipient_id
                    AND earlier.state IN ('PENDING', 'SENDING')
                    AND (earlier.created_at, earlier.uuid) < (delivery.created_at, delivery.uuid))
            ORDER BY delivery.due_at, delivery.uuid LIMIT {BATCH} FOR UPDATE SKIP LOCKED
        ), claimed AS (
            UPDATE notifications_delivery delivery
            SET state = 'SENDING', fence = fence + 1, attempts = attempts + 1, transport = '',
                lease_until = statement_timestamp()
                    + interval '{LEASE.total_seconds()} seconds'
            FROM due WHERE delivery.uuid = due.uuid
            RETURNING delivery.*
        )
        SELECT claimed.uuid, claimed.fence, claimed.attempts, claimed.kind,
            claimed.unknown_at IS NOT NULL,
            recipient.uuid, recipient.kind, recipient.language, recipient.phone,
            said.text, session.number, session.uuid,
            ARRAY(SELECT transport::text FROM notifications_address
                  WHERE recipient_id = recipient.uuid),
            ARRAY(SELECT transport::text FROM notifications_switchedoff
                  WHERE recipient_id = recipient.uuid),
            EXISTS (SELECT FROM notifications_delivery other
                    WHERE other.state = 'PENDING' AND other.due_at <= statement_timestamp()
                      AND NOT EXISTS (SELECT FROM due WHERE due.uuid = other.uuid)),
            {columns_of(Department, alias="department")}
        FROM claimed
            JOIN accounts_user recipient ON recipient.uuid = claimed.recipient_id
            JOIN conversations_message said ON said.uuid = claimed.message_id
            JOIN conversations_session session ON session.uuid = said.session_id
            LEFT JOIN departments_department department
                ON department.uuid = session.assigned_department_id
        ORDER BY claimed.created_at, claimed.uuid
    """,  # noqa: S608  # only names of columns and numbers are put in
    types={},
)
_LOST = Prepared(
    name="civic_delivery_lost",
    sql="""
        SELECT 1 FROM notifications_delivery
        WHERE state = 'SENDING' AND lease_until < statement_timestamp() LIMIT 1
    """,
    types={},
)


class DeliveryClaim(NamedTuple):
    """The right to send a row until its lease ends; ``fence`` proves it.

    ``is_more`` says that other rows were due when this one was claimed.
    """

    uuid: UUID
    fence: int
    attempts: int
    kind: str
    is_repeated: bool
    recipient_uuid: UUID
    recipient_kind: str
    language: str
    phone: str | None
    text: str
    number: str
    session_uuid: UUID
    ways_known: list[str]
    ways_closed: list[str]
    is_more: bool
    department: Department | None


_PLAIN = len(DeliveryClaim._fields) - 1


def claims_take() -> tuple[list[DeliveryClaim], bool]:
    """Claim rows that are due; of two senders each gets others.

    Returns as well whether there are rows whose sender died.
    """
    lost, rows = run_together(_LOST.call(), _CLAIM.call())
    return [_claim_of(row) for row in rows], bool(lost)


def _claim_of(row: Row) -> DeliveryClaim:
    plain, columns = row[:_PLAIN], row[_PLAIN:]
    department = None if columns[0] is None else from_row(Department, columns)
    return DeliveryClaim._make((*plain, department))
