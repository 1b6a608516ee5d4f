"""Which topics of this room somebody may hear: a session, a department's queue (P36)."""

import uuid

from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.audit.services import Actor, Subject, audit_record
from django_core.conversations.selectors import (
    SessionUnknown,
    session_seen,
    sessions_visible,
)
from django_core.conversations.selectors.feed import SESSION_FEED
from django_core.conversations.services.live import (
    department_group,
    operators_group,
    session_group,
)
from django_core.departments.selectors import department_with_queue_get
from django_core.realtime.topics import Place, Topic

ROUTE = "ws/v1 session"


def session_enter(person: User, rest: str) -> Place:
    """Let somebody ask for a session; a superuser's look at it is written down (S6).

    Whether others may see it is what the feed says, each time it is read.
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
    lists = _lists_showing(person, session_uuid)
    return Place(group=session_group(session_uuid), subject=session_uuid, lists=lists)


def _lists_showing(person: User, session_uuid: uuid.UUID) -> tuple[str, ...]:
    """Return where colleagues are told that an official looks at a session (S1)."""
    if person.kind not in (UserKind.STAFF, UserKind.OPERATOR):
        return ()
    rows = sessions_visible(person).only("district_id", "assigned_department_id")
    session = rows.filter(pk=session_uuid).first()
    if session is None:
        return ()
    department_uuid = session.assigned_department_id
    of_department = (department_group(department_uuid),) if department_uuid else ()
    return (operators_group(session.district_id), *of_department)


def department_enter(person: User, rest: str) -> Place:
    """Let somebody hear the queue of a department they work with; raises ``DepartmentUnknown``."""
    department = department_with_queue_get(person, code=rest)
    return Place(group=department_group(department.pk))


TOPICS = (
    Topic("session", session_enter, feed=SESSION_FEED, has_presence=True),
    Topic("department", department_enter, is_list=True),
)
