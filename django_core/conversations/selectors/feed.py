"""What came after a number of a session, read in one statement with the viewer's rights.

The socket's process asks this many times a second, so that it is SQL of our own: one snapshot
holds the session, the number of its last event, and the events with their messages.  Who may see
the session is said here as ``sessions_visible`` says it, and by the database's policies beneath.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from django_core.conversations import lifecycle
from django_core.conversations.lifecycle import SenderKind
from django_core.files.models import FileState
from django_core.realtime.events import (
    Hidden,
    Kind,
    MessageEvent,
    Numbered,
    Replayed,
    SessionEvent,
)
from django_core.realtime.shown import (
    DepartmentShown,
    FileShown,
    MessageShown,
    PlaceShown,
    SessionShown,
)
from django_core.realtime.topics import REPLAY_MAX, Feed, Page, Row, Statement

_MESSAGES = (Kind.MESSAGE_CREATED, Kind.MESSAGE_CHANGED, Kind.NOTE_CREATED)
_FEED = """
    SELECT s.event_sequence, s.status, s.first_staff_message_at, s.version, s.last_sequence,
        s.routed_at, s.last_message_at, s.verdict, s.held_at, s.overdue_at, s.closes_at,
        s.legal_deadline_at, s.closed_at, s.close_reason, s.close_outcome,
        EXISTS (SELECT FROM conversations_objection o
            WHERE o.session_id = s.uuid AND o.department_id = s.assigned_department_id),
        d.uuid, d.code, (
            SELECT t.name FROM departments_departmenttext t WHERE t.department_id = d.uuid
            ORDER BY t.language <> left($3, 2), t.language LIMIT 1), (
            SELECT json_object_agg(t.language, t.name) FROM departments_departmenttext t
            WHERE t.department_id = d.uuid),
        coalesce(nullif(u.name, ''), u.username),
        CASE WHEN civic_viewer_kind() <> 'CITIZEN' THEN u.uuid END,
        coalesce(s.closed_at < now() - make_interval(days => {kept_days}), false),
        (SELECT json_agg(told ORDER BY told.sequence) FROM (
            SELECT e.sequence, e.kind, e.happened_at, m.uuid, m.session_id AS session_uuid,
                m.sequence AS place, m.text,
                m.sender_kind, m.notice, m.notice_data, m.visibility, m.state, m.created_at,
                coalesce(m.sent_at, m.created_at) AS sent_at,
                m.latitude, m.longitude, CASE WHEN m.sender_kind IN ('STAFF', 'OPERATOR') THEN (
                    SELECT coalesce(nullif(a.name, ''), a.username) FROM accounts_user a
                    WHERE a.uuid = m.sender_id) END AS author, CASE WHEN m.file_count > 0 THEN (
                    SELECT json_agg(f ORDER BY f.created_at, f.uuid) FROM files_attachment f
                    WHERE f.message_id = m.uuid) END AS files
            FROM realtime_event e LEFT JOIN conversations_message m ON m.uuid = e.message_uuid
            WHERE e.session_uuid = s.uuid AND e.sequence > $2
            ORDER BY e.sequence LIMIT $4) AS told)
    FROM conversations_session s
    LEFT JOIN departments_department d ON d.uuid = s.assigned_department_id
    LEFT JOIN accounts_user u ON u.uuid = s.assigned_staff_id
    WHERE s.uuid = $1 AND CASE civic_viewer_kind()
        WHEN 'SUPERUSER' THEN true
        WHEN 'CITIZEN' THEN s.citizen_id = civic_viewer()
        ELSE s.status <> 'QUARANTINED' AND s.close_reason <> 'REJECTED'
            AND s.district_id = civic_viewer_district()
            AND (civic_viewer_kind() = 'OPERATOR' OR EXISTS (
                SELECT 1 FROM departments_membership b WHERE b.user_id = civic_viewer()
                AND b.department_id = s.assigned_department_id))
        END
"""
_LATEST = "SELECT uuid, event_sequence FROM conversations_session WHERE uuid = ANY($1)"


def feed_render(row: Row, after: int, now: datetime) -> Page:
    """Return the page of a row of the feed.

    What is missing between two numbers are events that the viewer may not know (P29).  Of a
    session that was closed long ago the events themselves may be gone.
    """
    latest: int = row[0]
    is_forgotten: bool = row[-2] and after < latest
    is_whole = latest - after <= REPLAY_MAX and not is_forgotten
    told = {one["sequence"]: one for one in row[-1] or ()}
    numbers = range(after + 1, latest + 1) if is_whole else ()
    shown = session_shown(row, now=now)
    events = [
        _replayed(told.get(number), number, at=now, session=shown if number == latest else None)
        for number in numbers
    ]
    return Page(latest=latest, events=events, is_whole=is_whole)


def session_shown(row: Row, *, now: datetime) -> SessionShown:
    """Return the changing fields of a session as its detail shows them."""
    status, first_staff_message_at, version, last_sequence, routed_at, last_message_at = row[1:7]
    verdict, held_at, overdue_at, closes_at, legal_deadline_at, closed_at, close_reason = row[7:14]
    close_outcome, is_disputed, department_uuid, code, name, names, staff, staff_uuid = row[14:22]
    return SessionShown(
        status=status,
        is_locked=lifecycle.is_locked(status=status, first_staff_message_at=first_staff_message_at),
        department=DepartmentShown(
            department_uuid=department_uuid, code=code, name=name or code, names=names or {}
        )
        if department_uuid
        else None,
        staff=staff,
        staff_uuid=staff_uuid,
        version=version,
        last_sequence=last_sequence,
        routed_at=routed_at,
        last_message_at=last_message_at,
        is_verified=bool(verdict),
        is_held=held_at is not None,
        is_overdue=overdue_at is not None,
        closes_at=closes_at,
        legal_state=lifecycle.legal_state(
            deadline_at=legal_deadline_at, closed_at=closed_at, now=now
        ),
        closed_at=closed_at,
        close_reason=close_reason,
        close_outcome=close_outcome,
        is_disputed=is_disputed,
    )


def _replayed(
    told: dict[str, Any] | None, number: int, *, at: datetime, session: SessionShown | None
) -> Replayed:
    if told is None:
        return Replayed(sequence=number, at=at, event=Hidden(session=session))
    event = _event(told, session)
    return Replayed(sequence=number, at=told["happened_at"], event=event)


def _event(told: dict[str, Any], session: SessionShown | None) -> Numbered:
    kind = told["kind"]
    if kind not in _MESSAGES:
        return SessionEvent(kind=kind, session=session)
    if told["uuid"] is None:
        return Hidden(session=session)
    return MessageEvent(kind=kind, message=_message(told), session=session)


def _message(told: dict[str, Any]) -> MessageShown:
    return MessageShown(
        message_uuid=told["uuid"],
        sequence=told["place"],
        text=told["text"],
        is_staff_message=told["sender_kind"] == SenderKind.STAFF,
        sender_kind=told["sender_kind"],
        notice=told["notice"],
        notice_data=told["notice_data"],
        visibility=told["visibility"],
        state=told["state"],
        author=told["author"],
        created_at=told["created_at"],
        sent_at=told["sent_at"],
        files=[_file(one, session_uuid=told["session_uuid"]) for one in told["files"] or ()],
        place=PlaceShown(latitude=told["latitude"], longitude=told["longitude"])
        if told["latitude"] is not None
        else None,
    )


def _file(file: dict[str, Any], *, session_uuid: str) -> FileShown:
    is_stored = file["state"] == FileState.STORED
    kwargs = {"session_uuid": session_uuid, "attachment_uuid": file["uuid"]}
    return FileShown(
        file_uuid=file["uuid"],
        name=file["name"],
        media_type=file["media_type"],
        size_bytes=file["size_bytes"],
        width=file["width"],
        height=file["height"],
        state=file["state"],
        path=reverse("session-file", kwargs=kwargs) if is_stored else None,
    )


SESSION_FEED = Feed(
    page=Statement(
        "civic_session_page",
        "uuid, integer, text, integer",
        _FEED.format(kept_days=settings.LIVE_EVENTS_KEPT_DAYS),
    ),
    latest=Statement("civic_session_latest", "uuid[]", _LATEST),
    render=feed_render,
)
