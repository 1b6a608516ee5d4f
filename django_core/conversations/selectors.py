"""Reading sessions and messages; every selector takes the viewer and shows no more (P36)."""

import uuid
from dataclasses import dataclass

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Extract, Now
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import NotFound
from django_core.conversations.lifecycle import (
    IN_DEPARTMENT,
    MessageState,
    SenderKind,
    SessionStatus,
    Visibility,
)
from django_core.conversations.models import Message, Session
from django_core.departments.models import Department
from django_core.departments.selectors import department_uuids_of

PREVIEW_CHARS = 280


class SessionUnknown(NotFound):
    """No such session, or not for this viewer: both look the same (S1)."""


def sessions_visible(viewer: User) -> QuerySet[Session]:
    """Return the sessions the viewer may see; quarantined ones only to superusers (P36, S28)."""
    rows = Session.objects.all()
    if viewer.kind == UserKind.SUPERUSER:
        return rows
    if viewer.kind == UserKind.CITIZEN:
        return rows.filter(citizen=viewer)
    rows = rows.exclude(status=SessionStatus.QUARANTINED)
    if viewer.kind == UserKind.OPERATOR:
        return rows.filter(district=viewer.district_id)
    return rows.filter(assigned_department__in=department_uuids_of(viewer))


def session_get(viewer: User, *, session_uuid: uuid.UUID) -> Session:
    """Return a session with what its detail shows; raises ``SessionUnknown``."""
    rows = _with_names(sessions_visible(viewer))
    session = rows.filter(pk=session_uuid).first()
    if session is None:
        raise SessionUnknown("SESSION_NOT_FOUND", _("There is no such session."))
    return session


def sessions_list(
    viewer: User, *, number: str = "", status: str = "", department: str = ""
) -> QuerySet[Session]:
    """Return the sessions the viewer may see, newest first, narrowed by what is given."""
    rows = sessions_visible(viewer)
    if number:
        rows = rows.filter(number=number.upper())
    if status:
        rows = rows.filter(status=status)
    if department:
        rows = rows.filter(assigned_department__code=department)
    return _with_names(rows).order_by("-opened_at", "uuid")


def department_queue(viewer: User, *, department: Department) -> QuerySet[Session]:
    """Return what waits or is talked about in a department, oldest first, with a preview."""
    rows = sessions_visible(viewer).filter(assigned_department=department, status__in=IN_DEPARTMENT)
    first = Message.objects.filter(session=OuterRef("pk"), sender_kind=SenderKind.CITIZEN)
    preview = Subquery(first.order_by("sequence").values("text")[:1])
    return _with_names(rows).annotate(preview=preview).order_by("opened_at", "uuid")


def session_messages(viewer: User, *, session: Session) -> QuerySet[Message]:
    """Return the messages of a session in order; a citizen never sees internal ones (P29)."""
    rows = session.messages.order_by("sequence")
    if viewer.kind == UserKind.CITIZEN:
        return rows.filter(visibility=Visibility.PUBLIC)
    return rows


@dataclass(frozen=True)
class StateFact:
    """How many messages are in a state and for how long the oldest has waited."""

    state: str
    count: int
    oldest_age_s: float


def messages_in_states() -> list[StateFact]:
    """Return a fact for every state a message can be in but ROUTED, where messages rest."""
    waiting = Message.objects.exclude(state=MessageState.ROUTED).order_by("state")
    rows = waiting.values("state").annotate(
        count=Count("*"), age=Extract(Now() - Min("state_changed_at"), "epoch")
    )
    known = {row["state"]: StateFact(row["state"], row["count"], float(row["age"])) for row in rows}
    states = [state for state in MessageState if state != MessageState.ROUTED]
    return [known.get(state, StateFact(state, 0, 0.0)) for state in states]


def first_message_get(*, session_uuid: uuid.UUID) -> Message:
    """Return the message that opened a session."""
    citizens = Q(sender_kind=SenderKind.CITIZEN)
    return Message.objects.filter(citizens, session=session_uuid).order_by("sequence")[0]


def _with_names(rows: QuerySet[Session]) -> QuerySet[Session]:
    return rows.select_related(
        "assigned_department", "assigned_staff", "district"
    ).prefetch_related("assigned_department__texts")
