"""The one function that gives a session its department, and its two other ends of a run."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models.functions import Now

from django_core.accounts.models import User
from django_core.conversations.lifecycle import (
    SHOWN_LIVE,
    MessageState,
    Notice,
    RoutedBy,
    SessionStatus,
    transition_check,
)
from django_core.conversations.models import Message, Session
from django_core.conversations.selectors import first_message_get
from django_core.conversations.services.live import (
    department_group,
    progress_tell,
    queue_tell,
)
from django_core.conversations.services.records import (
    message_said,
    message_state_set,
    notice_add,
    session_audit,
    session_save,
    waiting_messages_set,
)
from django_core.departments.models import Department
from django_core.departments.selectors import staff_uuids_of
from django_core.notifications.models import DeliveryKind
from django_core.notifications.services import deliveries_create
from django_core.realtime.events import Kind, Step
from django_core.realtime.publish import NewEvent

_ASSIGNED = (
    "status",
    "assigned_department",
    "assigned_staff",
    "routed_by",
    "routed_at",
    "first_routed_at",
    "is_degraded",
    "confidence",
    "picked_at",
    "held_at",
    "closes_at",
    "close_warned_at",
    "verdict",
    "verified_at",
    "verified_by",
)


@dataclass(frozen=True)
class Assignment:
    """Where a session goes, who says so, and the message its department is told of.

    ``staff_uuids`` are the department's staff where the caller has read them already.
    """

    department: Department
    routed_by: RoutedBy
    message: Message
    actor: User | None = None
    is_degraded: bool = False
    confidence: float | None = None
    staff_uuids: Sequence[uuid.UUID] | None = None


def session_lock(*, session_uuid: uuid.UUID) -> Session:
    """Return the session with its row locked until the transaction ends."""
    return Session.objects.select_for_update().get(pk=session_uuid)


def session_assign(session: Session, *, assignment: Assignment) -> None:
    """Put a locked session into a department's queue and tell its staff (P19, P22, P25).

    Whoever owned it owns it no longer; the new department is asked again whether it is right.
    Raises ``TransitionNotAllowed``.
    """
    transition_check(before=session.status, after=SessionStatus.WAITING)
    previous_uuid = session.assigned_department_id
    session.status = SessionStatus.WAITING
    session.assigned_department = assignment.department
    session.assigned_staff = session.verified_by = None
    session.routed_by = assignment.routed_by
    session.routed_at = Now()
    session.first_routed_at = session.first_routed_at or Now()
    session.is_degraded = assignment.is_degraded
    session.confidence = assignment.confidence
    session.picked_at = session.held_at = session.verified_at = None
    session.closes_at = session.close_warned_at = None  # Nobody of the new department has spoken.
    session.verdict = ""
    events = waiting_messages_set(session.pk, state=MessageState.ROUTED)
    events += _department_tell(session, assignment=assignment, is_move=previous_uuid is not None)
    session_save(session, *_ASSIGNED, events=[*events, NewEvent(Kind.ROUTED)])
    if previous_uuid is not None:
        queue_tell(session, group=department_group(previous_uuid), change="moved")
    progress_tell(session, step=Step.ROUTED)
    session_audit(
        session,
        action="SESSION_ASSIGNED",
        actor=assignment.actor,
        department_uuid=assignment.department.pk,
        previous_uuid=previous_uuid,
        routed_by=assignment.routed_by,
    )


def _department_tell(session: Session, *, assignment: Assignment, is_move: bool) -> list[NewEvent]:
    """Write the delivery rows; a move is told by a message of its own, so it is told again."""
    message, kind = assignment.message, DeliveryKind.SESSION_ROUTED
    if is_move:
        department_uuid = assignment.department.pk
        message = notice_add(session, notice=Notice.SESSION_MOVED, department_uuid=department_uuid)
        kind = DeliveryKind.SESSION_MOVED
    staff_uuids = assignment.staff_uuids
    if staff_uuids is None:
        staff_uuids = staff_uuids_of(department_uuid=assignment.department.pk)
    deliveries_create(
        message_uuid=message.pk,
        district_uuid=session.district_id,
        kind=kind,
        recipient_uuids=staff_uuids,
    )
    _citizen_tell(session, kind=DeliveryKind.SESSION_ROUTED)
    return [message_said(message)] if is_move else []


def _citizen_tell(session: Session, *, kind: DeliveryKind) -> None:
    """Tell a citizen what became of the run, unless they see it where they wrote (P8, P11)."""
    if session.channel not in SHOWN_LIVE:
        deliveries_create(
            message_uuid=first_message_get(session_uuid=session.pk).pk,
            district_uuid=session.district_id,
            kind=kind,
            recipient_uuids=[session.citizen_id],
        )


def session_to_operators(session: Session, *, code: str) -> None:
    """Put a locked session into the operator queue; ``code`` says why (P20)."""
    transition_check(before=session.status, after=SessionStatus.NEEDS_OPERATOR)
    session.status = SessionStatus.NEEDS_OPERATOR
    events = waiting_messages_set(session.pk, state=MessageState.NEEDS_OPERATOR)
    session_save(session, "status", events=[*events, NewEvent(Kind.STATUS)])
    _citizen_tell(session, kind=DeliveryKind.SESSION_TO_OPERATORS)
    session_audit(session, action="SESSION_NEEDS_OPERATOR", code=code)


def session_quarantine(session: Session) -> None:
    """Set a locked session aside until a superuser decides (P21)."""
    transition_check(before=session.status, after=SessionStatus.QUARANTINED)
    session.status = SessionStatus.QUARANTINED
    events = waiting_messages_set(session.pk, state=MessageState.QUARANTINED)
    session_save(session, "status", events=[*events, NewEvent(Kind.STATUS)])
    _citizen_tell(session, kind=DeliveryKind.SESSION_UNDER_REVIEW)
    session_audit(session, action="SESSION_QUARANTINED")


def session_unquarantine(session: Session, *, message: Message, actor: User) -> None:
    """Let the run of a locked session go on: its first message waits for the pipeline (P21)."""
    transition_check(before=session.status, after=SessionStatus.ROUTING)
    session.status = SessionStatus.ROUTING
    events = message_state_set(message.pk, state=MessageState.QUEUED)
    events += waiting_messages_set(session.pk, state=MessageState.RECEIVED)
    session_save(session, "status", events=[*events, NewEvent(Kind.STATUS)])
    session_audit(session, action="SESSION_UNQUARANTINED", actor=actor)
