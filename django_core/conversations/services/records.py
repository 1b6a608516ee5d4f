"""What every change of a session writes beside itself: audit entries, numbers, live events."""

import uuid
from collections.abc import Sequence

from django.db.models.functions import Now

from django_core.accounts.models import User
from django_core.audit.services import Actor, Subject, audit_record
from django_core.base.postgres.prepared import Prepared, run, run_later
from django_core.base.postgres.rows import row_save_later
from django_core.base.rights import system_acts
from django_core.conversations.lifecycle import (
    MessageState,
    Notice,
    SenderKind,
    Verdict,
    Visibility,
    message_states_before,
)
from django_core.conversations.models import Message, Session
from django_core.conversations.services.live import changes_tell
from django_core.realtime.events import Kind
from django_core.realtime.models import Audience
from django_core.realtime.publish import NewEvent, events_write

_UNROUTED = (MessageState.RECEIVED, MessageState.QUEUED, MessageState.PROCESSING)
_STATE_SET = """
    UPDATE conversations_message SET state = %(state)s, state_changed_at = now()
    WHERE {} = %(wanted)s AND state = ANY(%(before)s) RETURNING uuid
"""
_TYPES = {"state": "text", "wanted": "uuid", "before": "text[]"}
_ONE = Prepared("civic_message_state", _STATE_SET.format("uuid"), _TYPES)
_OF_SESSION = Prepared("civic_message_states", _STATE_SET.format("session_id"), _TYPES)
_READING = Prepared(
    name="civic_message_reading",
    sql="""
        UPDATE conversations_message SET language = %(language)s, script = %(script)s
        WHERE uuid = %(message)s
    """,
    types={"message": "uuid", "language": "text", "script": "text"},
)


def session_audit(
    session: Session, *, action: str, actor: User | None = None, **data: object
) -> None:
    """Append who changed the session and how (P39)."""
    audit_record(
        action=action,
        actor=Actor(kind=actor.kind, uuid=actor.pk) if actor else Actor(),
        subject=Subject(kind="SESSION", uuid=session.pk, district_uuid=session.district_id),
        **data,
    )


def sequence_next(session: Session) -> int:
    """Return the next sequence number; the session's row must be locked by the caller (G4)."""
    session.last_sequence += 1
    return session.last_sequence


def notice_add(session: Session, *, notice: Notice, **data: object) -> Message:
    """Say something in the chat as the system; the session's row must be locked."""
    return Message.objects.create(
        session=session,
        district_id=session.district_id,
        sequence=sequence_next(session),
        sender_kind=SenderKind.SYSTEM,
        notice=notice,
        notice_data={key: str(value) for key, value in data.items()},
        state=MessageState.ROUTED,
        channel=session.channel,
    )


def session_save(session: Session, *fields: str, events: Sequence[NewEvent] = ()) -> None:
    """Write the named fields, let the version grow, and tell what happened to open tabs.

    The caller has locked the row with the actor's rights; a move may take it out of their sight,
    which the database refuses to people.
    """
    session.version += 1
    session_events_save(
        session, *fields, "version", "last_sequence", events=events or (NewEvent(),)
    )


def session_events_save(session: Session, *fields: str, events: Sequence[NewEvent]) -> None:
    """Give a locked session's events their numbers and write them (G4); the version stays."""
    if not events:
        return
    first = session.event_sequence + 1
    session.event_sequence += len(events)
    with system_acts():
        row_save_later(session, *fields, "event_sequence")
        events_write(session.pk, first=first, events=events)
    changes_tell(session, events=events)


def message_said(message: Message) -> NewEvent:
    """Return the event that a message was added."""
    return NewEvent(Kind.MESSAGE_CREATED, message_uuid=message.pk)


def message_change_tell(message_uuid: uuid.UUID) -> None:
    """Tell open tabs that a message changes with this transaction, such as by its stored file."""
    message = Message.objects.get(pk=message_uuid)
    session = Session.objects.select_for_update().get(pk=message.session_id)
    is_internal = message.visibility == Visibility.INTERNAL
    audience = Audience.INTERNAL if is_internal else Audience.EVERYBODY
    changed = NewEvent(Kind.MESSAGE_CHANGED, message_uuid=message_uuid, audience=audience)
    session_events_save(session, events=[changed])


def session_verdict_set(session: Session, *, verdict: Verdict, actor: User) -> None:
    """Note on a locked session what was said of its routing (P24)."""
    session.verdict = verdict
    session.verified_at = Now()
    session.verified_by = actor
    session_save(session, "verdict", "verified_at", "verified_by")
    session_audit(session, action="ROUTING_CONFIRMED", actor=actor)


def waiting_messages_set(session_uuid: uuid.UUID, *, state: MessageState) -> list[NewEvent]:
    """Give every message that waited with the session the state the session came to.

    Returns what that is to be told as: the caller saves it with the session.
    """
    before = message_states_before(state)
    return _states_set(_OF_SESSION, session_uuid, state=state, before=before)


def message_state_set(message_uuid: uuid.UUID, *, state: MessageState) -> list[NewEvent]:
    """Give one message its next state, if it may have it; returns what is to be told."""
    before = message_states_before(state)
    return _states_set(_ONE, message_uuid, state=state, before=before)


def unrouted_messages_end(session_uuid: uuid.UUID) -> list[NewEvent]:
    """End what still waited for the pipeline: a person has closed the session."""
    state = MessageState.NEEDS_OPERATOR
    return _states_set(_OF_SESSION, session_uuid, state=state, before=_UNROUTED)


def _states_set(
    rows: Prepared, wanted: uuid.UUID, *, state: MessageState, before: Sequence[str]
) -> list[NewEvent]:
    """Change the state of messages in one statement and return an event for each."""
    changed = run(rows.call(state=str(state), wanted=wanted, before=[str(one) for one in before]))
    return [
        NewEvent(Kind.MESSAGE_CHANGED, message_uuid=message_uuid) for (message_uuid,) in changed
    ]


def message_reading_set(message_uuid: uuid.UUID, *, language: str, script: str) -> None:
    """Keep the language and script that the pipeline read (P13)."""
    run_later(_READING.call(message=message_uuid, language=language, script=script))
