"""Who owns a session: pick, release, reassign (P23, P28)."""

import uuid

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import Conflict, Invalid
from django_core.conversations.lifecycle import SessionStatus, transition_check
from django_core.conversations.models import Session
from django_core.conversations.services.access import (
    Seen,
    department_check,
    kind_check,
    name_of,
    session_access,
    staff_owner_check,
    version_check,
)
from django_core.conversations.services.records import session_audit, session_save
from django_core.departments.selectors import staff_find
from django_core.realtime.events import Kind
from django_core.realtime.publish import NewEvent

_OWNED = ("status", "assigned_staff", "picked_at")


class SessionAlreadyPicked(Conflict):
    """Somebody was faster, and is named (P23)."""


class SessionNotPicked(Conflict):
    """There is no pick to release."""


class StaffUnknown(Invalid):
    """No active member of the session's department has this id."""


def session_pick(actor: User, *, seen: Seen) -> Session:
    """Make a session the actor's; of many at once exactly one wins (P23, F13).

    Picking what one owns already changes nothing.  Raises ``SessionAlreadyPicked``.
    """
    kind_check(actor, UserKind.STAFF)
    with transaction.atomic():
        session = session_access(actor, seen=Seen(seen.session_uuid))
        department_check(session)
        owner = session.assigned_staff
        if owner is None:
            version_check(session, version=seen.version)
            owner_set(session, owner=actor)
            session_audit(session, action="SESSION_PICKED", actor=actor)
        elif owner.pk != actor.pk:
            raise SessionAlreadyPicked(
                "SESSION_ALREADY_PICKED",
                _("Somebody else has picked this session."),
                staff=name_of(owner),
                picked_at=session.picked_at.isoformat() if session.picked_at else None,
            )
    return session


def session_release(actor: User, *, seen: Seen) -> Session:
    """Give a picked session back to its department: the owner, or who is above (P28)."""
    kind_check(actor, UserKind.STAFF, UserKind.OPERATOR, UserKind.SUPERUSER)
    with transaction.atomic():
        session = session_access(actor, seen=seen)
        department_check(session)
        staff_owner_check(session, actor=actor)
        if session.assigned_staff_id is None:
            raise SessionNotPicked("SESSION_NOT_PICKED", _("Nobody has picked this session."))
        previous_uuid = session.assigned_staff_id
        owner_set(session, owner=None)
        session_audit(session, action="SESSION_RELEASED", actor=actor, previous_uuid=previous_uuid)
    return session


def session_reassign(actor: User, *, seen: Seen, staff_uuid: uuid.UUID) -> Session:
    """Make a session that of another member of its department (P28); raises ``StaffUnknown``."""
    kind_check(actor, UserKind.OPERATOR, UserKind.SUPERUSER)
    with transaction.atomic():
        session = session_access(actor, seen=seen)
        department_check(session)
        department_uuid = session.assigned_department_id
        staff = staff_find(department_uuid=department_uuid, user_uuid=staff_uuid)
        if staff is None:
            raise StaffUnknown("STAFF_UNKNOWN", _("The department has no such member of staff."))
        previous_uuid = session.assigned_staff_id
        owner_set(session, owner=staff)
        session_audit(
            session,
            action="SESSION_REASSIGNED",
            actor=actor,
            staff_uuid=staff.pk,
            previous_uuid=previous_uuid,
        )
    return session


def owner_set(session: Session, *, owner: User | None) -> None:
    """Give a locked session an owner, or take the one it has away."""
    after = SessionStatus.ACTIVE if owner else SessionStatus.WAITING
    transition_check(before=session.status, after=after)
    session.status = after
    session.assigned_staff = owner
    session.picked_at = Now() if owner else None
    kind = Kind.PICKED if owner else Kind.RELEASED
    session_save(session, *_OWNED, events=[NewEvent(kind)])
