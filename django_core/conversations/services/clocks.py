"""The two clocks of a session, read by the database's ``now()`` (P26, P27).

Each look takes one row at a time and skips what another look holds, so that any number of beats
may run.  A citizen's message and a look meet at the session's row: whoever is first decides.
"""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest, Now

from django_core.conversations.lifecycle import (
    CLOSE_WARNED_BEFORE,
    ESCALATED_AFTER,
    IN_DEPARTMENT,
    CloseReason,
    Notice,
    SenderKind,
    SessionStatus,
)
from django_core.conversations.models import Message, Session
from django_core.conversations.services.close import session_close
from django_core.conversations.services.records import (
    message_said,
    notice_add,
    session_audit,
    session_save,
)
from django_core.departments.selectors import operator_uuids_of
from django_core.notifications.models import DeliveryKind
from django_core.notifications.services import deliveries_create
from django_core.realtime.events import Kind
from django_core.realtime.publish import NewEvent

AT_ONCE_MAX = 500
# A warning that comes later than this moves the closing, so that it is always 2 hours before.
_WARNED_LATE_AFTER = timedelta(minutes=1)


def sessions_warn() -> int:
    """Tell citizens whose session closes in two hours; returns how many (P26)."""
    rows = _running().filter(close_warned_at=None, closes_at__lte=Now() + CLOSE_WARNED_BEFORE)
    return _each(rows, _warn)


def sessions_close() -> int:
    """Close the sessions whose time of inactivity is over and who were warned (P26)."""
    rows = _running().filter(close_warned_at__isnull=False, closes_at__lte=Now())
    return _each(rows, lambda session: session_close(session, reason=CloseReason.IDLE))


def sessions_escalate() -> int:
    """Mark as overdue what nobody has answered for a day, and tell the operators (P27)."""
    waits = (*IN_DEPARTMENT, SessionStatus.NEEDS_OPERATOR, SessionStatus.ROUTING)
    rows = Session.objects.annotate(turn_at=Greatest("routed_at", "reopened_at"))
    rows = rows.filter(_unanswered(), status__in=waits, escalated_at=None)
    return _each(rows.order_by("opened_at"), _escalate)


def _unanswered() -> Q:
    """Return what has waited for a day: from its opening, a citizen's words, a move, a reopening.

    Of several unanswered messages the first counts: who asks again does not wait anew.
    """
    too_long = Now() - ESCALATED_AFTER
    spoken = F("last_staff_message_at")
    asked = Message.objects.filter(
        session=OuterRef("pk"),
        sender_kind=SenderKind.CITIZEN,
        created_at__gt=OuterRef("last_staff_message_at"),
        created_at__lte=too_long,
    )
    never = Q(last_staff_message_at=None, opened_at__lte=too_long)
    moved = Q(turn_at__gt=spoken, turn_at__lte=too_long)
    return never | moved | (Q(last_citizen_message_at__gt=spoken) & Q(Exists(asked)))


def _running() -> QuerySet[Session]:
    """Return the sessions whose clock of inactivity runs, the nearest first."""
    return Session.objects.filter(status__in=IN_DEPARTMENT).order_by("closes_at")


def _each(rows: QuerySet[Session], action: Callable[[Session], None]) -> int:
    """Do something with each row in a transaction of its own; returns with how many."""
    done = 0
    while done < AT_ONCE_MAX:
        with transaction.atomic():
            session = rows.select_for_update(skip_locked=True).first()
            if session is None:
                break
            action(session)
        done += 1
    return done


def _warn(session: Session) -> None:
    notice = notice_add(session, notice=Notice.CLOSE_WARNING)
    session.close_warned_at = Now()
    late = Session.objects.filter(
        pk=session.pk, closes_at__lt=Now() + CLOSE_WARNED_BEFORE - _WARNED_LATE_AFTER
    )
    if late.exists():
        session.closes_at = Now() + CLOSE_WARNED_BEFORE
    events = [message_said(notice), NewEvent(Kind.WARNED)]
    session_save(session, "close_warned_at", "closes_at", events=events)
    deliveries_create(
        message_uuid=notice.pk,
        district_uuid=session.district_id,
        kind=DeliveryKind.CLOSE_WARNING,
        recipient_uuids=[session.citizen_id],
    )
    session_audit(session, action="SESSION_CLOSE_WARNED")


def _escalate(session: Session) -> None:
    session.escalated_at = session.overdue_at = Now()
    session_save(session, "escalated_at", "overdue_at")
    last = session.messages.order_by("-sequence")[0]
    deliveries_create(
        message_uuid=last.pk,
        district_uuid=session.district_id,
        kind=DeliveryKind.SESSION_OVERDUE,
        recipient_uuids=operator_uuids_of(district_uuid=session.district_id),
    )
    session_audit(session, action="SESSION_ESCALATED")
