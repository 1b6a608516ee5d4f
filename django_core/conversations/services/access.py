"""The only way to another's session when it is to be changed: seen, locked, as it was seen."""

import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import Conflict, Forbidden
from django_core.conversations.lifecycle import IN_DEPARTMENT, SessionStatus
from django_core.conversations.models import Session
from django_core.conversations.selectors import SessionUnknown, sessions_visible


class SessionStale(Conflict):
    """The session has changed since the actor looked at it."""


class SessionClosed(Conflict):
    """The session is closed already."""


class SessionQuarantined(Conflict):
    """A superuser decides first whether the run of the session goes on (P21)."""


class SessionNotInDepartment(Conflict):
    """No department has the session yet."""


class SessionNotOwned(Conflict):
    """Nobody, or somebody else, has picked the session (P23)."""


@dataclass(frozen=True)
class Seen:
    """A session an actor decides about; ``version`` is the view it was decided on."""

    session_uuid: uuid.UUID
    version: int | None = None


def session_access(actor: User, *, seen: Seen) -> Session:
    """Return the session, its row locked, if the actor may see it and saw it as it is.

    Needs a transaction.  Who waited for the lock is asked again whether the session is still
    the actor's to see.  Raises ``SessionUnknown``, ``SessionStale``.
    """
    rows = sessions_visible(actor).filter(pk=seen.session_uuid)
    session = rows.select_for_update(of=("self",)).first()
    if session is None:
        raise SessionUnknown("SESSION_NOT_FOUND", _("There is no such session."))
    version_check(session, version=seen.version)
    return session


def version_check(session: Session, *, version: int | None) -> None:
    """Raise ``SessionStale`` when an older view of the session was decided on."""
    if version not in (None, session.version):
        raise SessionStale(
            "STALE_VERSION", _("The session has changed meanwhile."), version=session.version
        )


def open_check(session: Session) -> None:
    """Raise ``SessionClosed`` unless the session is open."""
    if session.status == SessionStatus.CLOSED:
        raise SessionClosed("SESSION_CLOSED", _("The session is closed already."))


def review_check(session: Session) -> None:
    """Raise ``SessionQuarantined`` while a superuser has to decide about the session."""
    if session.status == SessionStatus.QUARANTINED:
        raise SessionQuarantined("SESSION_QUARANTINED", _("The session is under review."))


def department_check(session: Session) -> None:
    """Raise ``SessionClosed`` or ``SessionNotInDepartment`` unless a department has it."""
    open_check(session)
    if session.status not in IN_DEPARTMENT:
        raise SessionNotInDepartment(
            "SESSION_NOT_IN_DEPARTMENT", _("No department has this session yet.")
        )


def owner_check(session: Session, *, actor: User) -> None:
    """Raise ``SessionNotOwned`` unless the actor has picked the session (P23, S3)."""
    owner = session.assigned_staff
    if owner is None:
        raise SessionNotOwned("SESSION_NOT_PICKED", _("Please pick the session first."))
    if owner.pk != actor.pk:
        raise SessionNotOwned(
            "SESSION_PICKED_BY_OTHER",
            _("Somebody else has picked this session."),
            staff=name_of(owner),
        )


def staff_owner_check(session: Session, *, actor: User) -> None:
    """Let operators and superusers pass; of staff only who picked the session."""
    if actor.kind == UserKind.STAFF:
        owner_check(session, actor=actor)


def kind_check(actor: User, *kinds: UserKind) -> None:
    """Raise ``Forbidden`` unless the actor is of one of these kinds (S5)."""
    if actor.kind not in kinds:
        raise Forbidden("NOT_ALLOWED", _("You may not do this."))


def name_of(user: User) -> str:
    """Return what colleagues call a person."""
    return user.name or user.username
