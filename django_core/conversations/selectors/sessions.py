"""Which sessions a viewer may see, and one of them (P36)."""

import uuid

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import NotFound
from django_core.base.rights import system_acts
from django_core.conversations.lifecycle import CloseReason, SessionStatus
from django_core.conversations.models import Objection, Session
from django_core.departments.selectors import department_uuids_of


class SessionUnknown(NotFound):
    """No such session, or not for this viewer: both look the same (S1)."""


def sessions_visible(viewer: User) -> QuerySet[Session]:
    """Return the sessions the viewer may see (P36).

    What is or was set aside for good is for superusers and its citizen only (S28).
    """
    rows = Session.objects.all()
    if viewer.kind == UserKind.SUPERUSER:
        return rows
    if viewer.kind == UserKind.CITIZEN:
        return rows.filter(citizen=viewer)
    rows = rows.exclude(status=SessionStatus.QUARANTINED)
    rows = rows.exclude(close_reason=CloseReason.REJECTED)
    if viewer.kind == UserKind.OPERATOR:
        return rows.filter(district=viewer.district_id)
    return rows.filter(assigned_department__in=department_uuids_of(viewer))


def session_get(viewer: User, *, session_uuid: uuid.UUID) -> Session:
    """Return a session with what its detail shows; raises ``SessionUnknown``."""
    rows = with_names(sessions_visible(viewer))
    session = rows.filter(pk=session_uuid).first()
    if session is None:
        raise SessionUnknown("SESSION_NOT_FOUND", _("There is no such session."))
    return session


def session_seen(viewer: User, *, session_uuid: uuid.UUID) -> None:
    """Raise ``SessionUnknown`` unless the viewer may see the session."""
    if not sessions_visible(viewer).filter(pk=session_uuid).exists():
        raise SessionUnknown("SESSION_NOT_FOUND", _("There is no such session."))


def session_public_get(*, number: str) -> Session:
    """Return the session with this public number, for those who know it (P5)."""
    with system_acts():  # Nobody is signed in; what is shown names no person.
        session = with_names(Session.objects.filter(number=number.upper())).first()
    if session is None:
        raise SessionUnknown("SESSION_NOT_FOUND", _("There is no such session."))
    return session


def with_names(rows: QuerySet[Session]) -> QuerySet[Session]:
    """Let the names that a session is shown with travel with it."""
    said = Objection.objects.filter(
        session=OuterRef("pk"), department=OuterRef("assigned_department")
    )
    rows = rows.annotate(is_disputed=Exists(said)).select_related(
        "assigned_department", "assigned_staff", "district", "follows"
    )
    return rows.prefetch_related("assigned_department__texts")
