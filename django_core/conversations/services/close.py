"""Ending a session (P26)."""

import uuid

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import Conflict, Forbidden
from django_core.base.jobs import job_cancel
from django_core.conversations.lifecycle import (
    ROUTE_JOB,
    CloseReason,
    MessageState,
    Notice,
    SessionStatus,
)
from django_core.conversations.models import Message, Session
from django_core.conversations.selectors import session_get
from django_core.conversations.services.assign import session_lock
from django_core.conversations.services.records import notice_add, session_audit, session_save

_CLOSED = ("status", "closed_at", "closed_by", "close_reason", "closes_at")


class SessionClosed(Conflict):
    """The session is closed already."""


def session_end(actor: User, *, session_uuid: uuid.UUID) -> Session:
    """Close a session because its staff or an operator says so (P26).

    Raises ``SessionUnknown``, ``Forbidden``, ``SessionClosed``.
    """
    if actor.kind == UserKind.CITIZEN:
        raise Forbidden("STAFF_ONLY", _("Only staff end sessions."))
    session_get(actor, session_uuid=session_uuid)
    with transaction.atomic():
        job_cancel(kind=ROUTE_JOB, subject=session_uuid)
        session = session_lock(session_uuid=session_uuid)
        session_get(actor, session_uuid=session_uuid)  # It may have moved before the lock.
        if session.status == SessionStatus.CLOSED:
            raise SessionClosed("SESSION_CLOSED", _("The session is closed already."))
        _close(session, actor=actor, reason=CloseReason.ENDED)
    return session


def _close(session: Session, *, actor: User, reason: CloseReason) -> None:
    session.status = SessionStatus.CLOSED
    session.closed_at = Now()
    session.closed_by = actor
    session.close_reason = reason
    session.closes_at = None
    _waiting_messages_end(session)
    notice_add(session, notice=Notice.SESSION_CLOSED)
    session_save(session, *_CLOSED)
    session_audit(session, action="SESSION_CLOSED", actor=actor, reason=reason)


def _waiting_messages_end(session: Session) -> None:
    """Messages that still waited for the pipeline were answered by a person's closing."""
    waits = (MessageState.RECEIVED, MessageState.QUEUED, MessageState.PROCESSING)
    rows = Message.objects.filter(session=session, state__in=waits)
    rows.update(state=MessageState.NEEDS_OPERATOR, state_changed_at=Now())
