"""What an outcome is applied to: locked and read in one round trip, if its attempt still holds."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django_core.base.jobs import JobClaim, claim_of
from django_core.base.models import Job
from django_core.base.postgres.prepared import Prepared, Row, columns_of, from_row, run_together
from django_core.conversations.lifecycle import ROUTE_JOB
from django_core.conversations.models import Message, Session
from django_core.departments.models import Department
from serve_graph.contract import Outcome, Routed

_SUBJECT = "(SELECT session_id FROM conversations_message WHERE uuid = %(message)s)"
_HELD = f"""
    kind = '{ROUTE_JOB}' AND subject = {_SUBJECT} AND fence = %(fence)s AND state = 'RUNNING'
"""
_PLACED = {"message": "uuid", "fence": "bigint"}
# A job before its subject, as everywhere.
_JOB = Prepared(
    name="civic_outcome_job",
    sql=f"""
        SELECT (SELECT uuid FROM routing_pipelineattempt attempt
                WHERE attempt.job_uuid = job.uuid AND attempt.fence = job.fence),
            {columns_of(Job, alias="job")}
        FROM base_job job WHERE {_HELD} FOR UPDATE
    """,  # noqa: S608  # only names of columns are put in
    types=_PLACED,
)
_SESSION = Prepared(
    name="civic_outcome_session",
    sql=f"""
        SELECT {columns_of(Session, alias="session")} FROM conversations_session session
        WHERE uuid = {_SUBJECT} AND EXISTS (SELECT FROM base_job WHERE {_HELD}) FOR UPDATE
    """,  # noqa: S608  # only names of columns are put in
    types=_PLACED,
)
_MESSAGE = Prepared(
    name="civic_outcome_message",
    sql=f"""
        SELECT now(), {columns_of(Message, alias="said")}
        FROM conversations_message said WHERE uuid = %(message)s
    """,  # noqa: S608  # only names of columns are put in
    types={"message": "uuid"},
)
# The department that was chosen, if it is of the message's district (F7), and whom to tell.
_DEPARTMENT = Prepared(
    name="civic_outcome_department",
    sql=f"""
        SELECT ARRAY(SELECT person.uuid FROM departments_membership membership
                         JOIN accounts_user person ON person.uuid = membership.user_id
                     WHERE membership.department_id = department.uuid
                       AND person.is_active AND person.kind = 'STAFF'
                     ORDER BY person.uuid),
            {columns_of(Department, alias="department")}
        FROM departments_department department
        WHERE department.uuid = %(department)s AND department.is_active AND department.district_id
            = (SELECT district_id FROM conversations_message WHERE uuid = %(message)s)
    """,  # noqa: S608  # only names of columns are put in
    types={"message": "uuid", "department": "uuid"},
)


@dataclass(frozen=True)
class Held:
    """The job that an outcome ends, the session and message it is for, and what it may choose.

    ``department`` is the chosen one where it is an active one of the district (F7); ``now`` is
    the time of the transaction.
    """

    claim: JobClaim
    attempt_uuid: UUID
    session: Session
    message: Message
    now: datetime
    department: Department | None = None
    staff_uuids: tuple[UUID, ...] = ()


def outcome_hold(outcome: Outcome) -> Held | None:
    """Lock the job of the attempt and then its session; nothing if the attempt holds no more.

    Raises ``Message.DoesNotExist``.  Needs a transaction.
    """
    message_uuid, fence = outcome.message_uuid, outcome.fence
    chosen = outcome.decision.department_id if isinstance(outcome, Routed) else None
    jobs, sessions, messages, departments = run_together(
        _JOB.call(message=message_uuid, fence=fence),
        _SESSION.call(message=message_uuid, fence=fence),
        _MESSAGE.call(message=message_uuid),
        _DEPARTMENT.call(message=message_uuid, department=chosen),
    )
    if not messages:
        raise Message.DoesNotExist
    held = _held_of(jobs, sessions, messages[0])
    if held is None or not departments:
        return held
    staff_uuids, *columns = departments[0]
    department = from_row(Department, tuple(columns))
    return replace(held, department=department, staff_uuids=tuple(staff_uuids))


def _held_of(jobs: list[Row], sessions: list[Row], told: Row) -> Held | None:
    if not jobs or not sessions:
        return None
    attempt_uuid, *columns = jobs[0]
    claim = claim_of(from_row(Job, tuple(columns)))
    now, *said = told
    message = from_row(Message, tuple(said))
    if claim.payload["message_uuid"] != str(message.pk):
        return None
    session = from_row(Session, sessions[0])
    return Held(claim, attempt_uuid, session=session, message=message, now=now)
