"""What every change of a session writes beside itself: audit entries and sequence numbers."""

import uuid

from django.db.models.functions import Now

from django_core.accounts.models import User
from django_core.audit.services import Actor, Subject, audit_record
from django_core.conversations.lifecycle import MessageState, Notice, SenderKind
from django_core.conversations.models import Message, Session


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


def session_save(session: Session, *fields: str) -> None:
    """Write the named fields and let the version grow."""
    session.version += 1
    session.save(update_fields=[*fields, "version", "last_sequence"])


def waiting_messages_set(session_uuid: uuid.UUID, *, state: MessageState) -> None:
    """Give every message that waited with the session the state the session came to."""
    waits = (
        MessageState.RECEIVED,
        MessageState.QUEUED,
        MessageState.PROCESSING,
        MessageState.NEEDS_OPERATOR,
        MessageState.QUARANTINED,
    )
    rows = Message.objects.filter(session=session_uuid, state__in=waits).exclude(state=state)
    rows.update(state=state, state_changed_at=Now())


def message_state_set(message_uuid: uuid.UUID, *, state: MessageState) -> None:
    """Give one message its next state."""
    Message.objects.filter(pk=message_uuid).update(state=state, state_changed_at=Now())


def message_reading_set(message_uuid: uuid.UUID, *, language: str, script: str) -> None:
    """Keep the language and script that the pipeline read (P13)."""
    Message.objects.filter(pk=message_uuid).update(language=language, script=script)
