"""Which topics of this room somebody may hear: a session, a department's queue (P36)."""

import uuid

from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.audit.services import Actor, Subject, audit_record
from django_core.conversations.selectors import SessionUnknown, session_seen
from django_core.conversations.selectors.feed import SESSION_FEED
from django_core.conversations.services.live import department_group, session_group
from django_core.departments.selectors import department_with_queue_get
from django_core.realtime.topics import Place, Topic

ROUTE = "ws/v1 session"


def session_enter(person: User, rest: str) -> Place:
    """Let somebody ask for a session; a superuser's look at it is written down (S6).

    Whether others may see it is what the feed says, each time it is read: one question, not two.
    """
    try:
        session_uuid = uuid.UUID(rest)
    except ValueError as error:
        raise SessionUnknown("SESSION_NOT_FOUND", _("There is no such session.")) from error
    if person.kind == UserKind.SUPERUSER:
        session_seen(person, session_uuid=session_uuid)
        audit_record(
            action="PERSONAL_DATA_SEEN",
            actor=Actor(kind=person.kind, uuid=person.pk),
            subject=Subject(kind="ROUTE", uuid=session_uuid),
            route=ROUTE,
        )
    return Place(group=session_group(session_uuid), subject=session_uuid)


def department_enter(person: User, rest: str) -> Place:
    """Let somebody hear the queue of a department they work with; raises ``DepartmentUnknown``."""
    department = department_with_queue_get(person, code=rest)
    return Place(group=department_group(department.pk))


TOPICS = (
    Topic("session", session_enter, feed=SESSION_FEED, has_presence=True),
    Topic("department", department_enter),
)
