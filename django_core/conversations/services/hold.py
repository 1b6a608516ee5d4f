"""Hold: a session that waits for something else closes later by itself (P26)."""

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest, Now
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import Conflict
from django_core.conversations import lifecycle
from django_core.conversations.models import Session
from django_core.conversations.services.access import (
    Seen,
    department_check,
    kind_check,
    session_access,
    staff_owner_check,
)
from django_core.conversations.services.records import session_audit, session_save
from django_core.realtime.events import Kind
from django_core.realtime.publish import NewEvent

_HELD = ("held_at", "closes_at", "close_warned_at")


class HoldRefused(Conflict):
    """The session is held already, or is not."""


def session_hold(actor: User, *, seen: Seen) -> Session:
    """Let a session stay open for 48 hours without a message; raises ``HoldRefused``."""
    with transaction.atomic():
        session = _access(actor, seen=seen)
        if session.held_at is not None:
            raise HoldRefused("SESSION_HELD", _("The session is on hold already."))
        session.held_at = Now()
        _clock_set(session, is_held=True)
        session_audit(session, action="SESSION_HELD", actor=actor)
    return session


def session_unhold(actor: User, *, seen: Seen) -> Session:
    """Let a session close after 24 hours again, but never without its warning before."""
    with transaction.atomic():
        session = _access(actor, seen=seen)
        if session.held_at is None:
            raise HoldRefused("SESSION_NOT_HELD", _("The session is not on hold."))
        session.held_at = None
        _clock_set(session, is_held=False)
        session_audit(session, action="SESSION_UNHELD", actor=actor)
    return session


def _access(actor: User, *, seen: Seen) -> Session:
    kind_check(actor, UserKind.STAFF, UserKind.OPERATOR, UserKind.SUPERUSER)
    session = session_access(actor, seen=seen)
    department_check(session)
    staff_owner_check(session, actor=actor)
    return session


def _clock_set(session: Session, *, is_held: bool) -> None:
    """Set the clock anew if it runs: a citizen who is waited for is warned again."""
    if session.closes_at is not None:
        after = lifecycle.closes_after(is_held=is_held)
        earliest = Now() + lifecycle.CLOSE_WARNED_BEFORE
        session.closes_at = Greatest(F("last_staff_message_at") + after, earliest)
        session.close_warned_at = None
    session_save(session, *_HELD, events=[NewEvent(Kind.HELD)])
