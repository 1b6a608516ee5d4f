"""Ending a session, and opening it again (P26, P28)."""

import uuid

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import Conflict
from django_core.base.jobs import job_cancel
from django_core.base.rights import system_acts
from django_core.conversations.lifecycle import (
    REOPENS_WITHIN,
    ROUTE_JOB,
    CloseOutcome,
    CloseReason,
    Notice,
    SessionStatus,
    transition_check,
)
from django_core.conversations.models import Message, Session
from django_core.conversations.selectors import session_get
from django_core.conversations.services.access import (
    Seen,
    kind_check,
    open_check,
    review_check,
    session_access,
    staff_owner_check,
)
from django_core.conversations.services.records import (
    message_said,
    notice_add,
    session_audit,
    session_save,
    unrouted_messages_end,
)
from django_core.departments.selectors import staff_uuids_of
from django_core.notifications.models import DeliveryKind
from django_core.notifications.services import deliveries_create
from django_core.realtime.events import Kind
from django_core.realtime.publish import NewEvent

_CLOSED = (
    "status",
    "closed_at",
    "closed_by",
    "close_reason",
    "close_outcome",
    "closes_at",
    "close_warned_at",
)
_REOPENED = (*_CLOSED, "assigned_staff", "picked_at", "held_at", "reopened_at")


class SessionNotClosed(Conflict):
    """Only a closed session opens again."""


class EndRefused(Conflict):
    """The session's message is still being checked."""


class ReopenRefused(Conflict):
    """The session stays closed; the code says why (P28)."""


def session_end(actor: User, *, seen: Seen, outcome: CloseOutcome | None = None) -> Session:
    """Close a session: its citizen, its owner of the staff, or an operator of the district (P26).

    ``outcome`` is what came of the matter; only officials say it.

    Raises ``SessionUnknown``, ``SessionClosed``, ``SessionNotOwned``, ``SessionQuarantined``,
    ``EndRefused``.
    """
    session_get(actor, session_uuid=seen.session_uuid)
    with transaction.atomic():
        job_cancel(kind=ROUTE_JOB, subject=seen.session_uuid)  # Job before session.
        session = session_access(actor, seen=seen)
        open_check(session)
        staff_owner_check(session, actor=actor)
        _checked_check(session, actor=actor)
        review_check(session)
        is_official = actor.kind != UserKind.CITIZEN
        session.close_outcome = (outcome or "") if is_official else ""
        session_close(session, reason=CloseReason.ENDED, actor=actor)
    return session


def _checked_check(session: Session, *, actor: User) -> None:
    """Raise ``EndRefused`` when a citizen would end what nobody has checked yet (P21, S28)."""
    is_unchecked = session.status in (SessionStatus.ROUTING, SessionStatus.QUARANTINED)
    if actor.kind == UserKind.CITIZEN and is_unchecked:
        raise EndRefused(
            "SESSION_BEING_CHECKED",
            _("Your message is still being checked."),
            number=session.number,
        )


def session_close(session: Session, *, reason: CloseReason, actor: User | None = None) -> None:
    """Close a locked session and say so in the chat and to the citizen; no actor is the clock."""
    transition_check(before=session.status, after=SessionStatus.CLOSED)
    session.status = SessionStatus.CLOSED
    session.closed_at = Now()
    session.closed_by = actor
    session.close_reason = reason
    session.closes_at = session.close_warned_at = None
    ended = unrouted_messages_end(session.pk)
    notice = notice_add(session, notice=Notice.SESSION_CLOSED, reason=reason)
    events = [*ended, message_said(notice), *_lock_events(session, Kind.LOCKED)]
    session_save(session, *_CLOSED, events=[*events, NewEvent(Kind.CLOSED)])
    _tell(notice, kind=DeliveryKind.SESSION_CLOSED, recipient_uuids=[session.citizen_id])
    session_audit(session, action="SESSION_CLOSED", actor=actor, reason=reason)


def session_reopen(actor: User, *, seen: Seen) -> Session:
    """Open a closed session again within 14 days, for its department to pick (P28).

    Raises ``SessionNotClosed``, ``ReopenRefused``.
    """
    kind_check(actor, UserKind.OPERATOR, UserKind.SUPERUSER)
    citizen_uuid = session_get(actor, session_uuid=seen.session_uuid).citizen_id
    with transaction.atomic():
        # As when a message is saved: of one citizen one thing after the other (G3).
        with system_acts():
            User.objects.select_for_update(no_key=True).get(pk=citizen_uuid)
        session = session_access(actor, seen=seen)
        _reopen_check(session)
        _reopen(session)
        notice = notice_add(session, notice=Notice.SESSION_REOPENED)
        events = [message_said(notice), *_lock_events(session, Kind.UNLOCKED)]
        session_save(session, *_REOPENED, events=[*events, NewEvent(Kind.REOPENED)])
        people = [session.citizen_id, *_staff_of(session)]
        _tell(notice, kind=DeliveryKind.SESSION_REOPENED, recipient_uuids=people)
        session_audit(session, action="SESSION_REOPENED", actor=actor)
    return session


def _reopen_check(session: Session) -> None:
    if session.status != SessionStatus.CLOSED:
        raise SessionNotClosed("SESSION_NOT_CLOSED", _("The session is open."))
    if session.close_reason == CloseReason.REJECTED:
        raise ReopenRefused("SESSION_REJECTED", _("A rejected session stays closed."))
    recent = Session.objects.filter(pk=session.pk, closed_at__gte=Now() - REOPENS_WITHIN)
    if not recent.exists():
        raise ReopenRefused(
            "REOPEN_TOO_LATE", _("It was closed too long ago."), days=REOPENS_WITHIN.days
        )
    with system_acts():  # Also one that the actor may not see: the citizen has one at most (G3).
        others = Session.objects.filter(citizen=session.citizen_id)
        other = others.exclude(status=SessionStatus.CLOSED).first()
    if other is not None:
        raise ReopenRefused(
            "OTHER_SESSION_OPEN", _("The citizen has another open session."), number=other.number
        )


def _reopen(session: Session) -> None:
    is_routed = session.assigned_department_id is not None
    after = SessionStatus.WAITING if is_routed else SessionStatus.NEEDS_OPERATOR
    transition_check(before=session.status, after=after)
    session.status = after
    session.assigned_staff = session.picked_at = session.held_at = None
    session.closed_at = session.closed_by = session.closes_at = session.close_warned_at = None
    session.close_reason = session.close_outcome = ""
    session.reopened_at = Now()


def _staff_of(session: Session) -> list[uuid.UUID]:
    department_uuid = session.assigned_department_id
    return staff_uuids_of(department_uuid=department_uuid) if department_uuid else []


def _tell(notice: Message, *, kind: DeliveryKind, recipient_uuids: list[uuid.UUID]) -> None:
    deliveries_create(
        message_uuid=notice.pk,
        district_uuid=notice.district_id,
        kind=kind,
        recipient_uuids=recipient_uuids,
    )


def _lock_events(session: Session, kind: Kind) -> list[NewEvent]:
    """Tell that the citizen's input opens or closes, if staff had opened it before (P9)."""
    return [NewEvent(kind)] if session.first_staff_message_at else []
