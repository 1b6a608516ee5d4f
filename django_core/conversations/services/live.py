"""Whom a change of a session is told to, the moment it is committed; ids and codes only."""

import uuid
from collections.abc import Sequence

from django_core.conversations.lifecycle import CloseReason, SessionStatus
from django_core.conversations.models import Session
from django_core.realtime.events import Kind, Step
from django_core.realtime.models import Audience
from django_core.realtime.publish import (
    NewEvent,
    event_announce,
    person_group,
    sequence_announce,
)


def session_group(session_uuid: uuid.UUID) -> str:
    """Return the group of everybody who looks at a session."""
    return f"session.{session_uuid}"


def department_group(department_uuid: uuid.UUID) -> str:
    """Return the group of everybody who looks at a department's queue."""
    return f"department.{department_uuid}"


def operators_group(district_uuid: uuid.UUID) -> str:
    """Return the group of everybody who looks at a district's operator queue."""
    return f"operators.{district_uuid}"


def changes_tell(session: Session, *, events: Sequence[NewEvent]) -> None:
    """Tell open tabs that a session has new events, and lists that it changed."""
    sequence_announce(session_group(session.pk), sequence=session.event_sequence)
    told = [event for event in events if event.kind != Kind.MESSAGE_CHANGED]
    if told:
        change = told[-1].kind.partition(".")[2]
        is_internal = all(event.audience == Audience.INTERNAL for event in told)
        for group in _lists_of(session, is_internal=is_internal):
            queue_tell(session, group=group, change=change)


def queue_tell(session: Session, *, group: str, change: str) -> None:
    """Tell one list that a session of it came, went or changed."""
    number, session_uuid = session.number, str(session.pk)
    event = {"kind": "queue.changed", "session_uuid": session_uuid, "number": number}
    event_announce(group, {**event, "change": change})


def progress_tell(session: Session, *, step: Step) -> None:
    """Tell who looks at a session how far its first message got (P8)."""
    group = session_group(session.pk)
    event_announce(group, {"kind": "pipeline.progress", "step": step.value})


def opened_tell(session: Session) -> None:
    """Tell the citizen's other tabs of a new session."""
    queue_tell(session, group=person_group(session.citizen_id), change="opened")


def _lists_of(session: Session, *, is_internal: bool) -> set[str]:
    """Return the lists that show a session; what was set aside is in no official's (S28)."""
    groups = set() if is_internal else {person_group(session.citizen_id)}
    is_aside = session.status == SessionStatus.QUARANTINED
    if is_aside or session.close_reason == CloseReason.REJECTED:
        return groups
    groups.add(operators_group(session.district_id))
    if session.assigned_department_id:
        groups.add(department_group(session.assigned_department_id))
    if session.assigned_staff_id:
        groups.add(person_group(session.assigned_staff_id))
    return groups
