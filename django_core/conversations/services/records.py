"""What every change of a session writes beside itself: audit entries and sequence numbers."""

import uuid

from django.db.models.functions import Now

from django_core.accounts.models import User
from django_core.audit.services import Actor, Subject, audit_record
from django_core.base.rights import system_acts
from django_core.conversations.lifecycle import (
    MessageState,
    Notice,
    SenderKind,
    Verdict,
    message_states_before,
)
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
    """Write the named fields and let the version grow.

    The caller has locked the row with the actor's rights; a move may take it out of their sight,
    which the database refuses to people.
    """
    session.version += 1
    with system_acts():
        session.save(update_fields=[*fields, "version", "last_sequence"])


def session_verdict_set(session: Session, *, verdict: Verdict, actor: User) -> None:
    """Note on a locked session what was said of its routing (P24)."""
    session.verdict = verdict
    session.verified_at = Now()
    session.verified_by = actor
    session_save(session, "verdict", "verified_at", "verified_by")
    session_audit(session, action="ROUTING_CONFIRMED", actor=actor)


def waiting_messages_set(session_uuid: uuid.UUID, *, state: MessageState) -> None:
    """Give every message that waited with the session the state the session came to."""
    waits = message_states_before(state)
    rows = Message.objects.filter(session=session_uuid, state__in=waits)
    rows.update(state=state, state_changed_at=Now())


def message_state_set(message_uuid: uuid.UUID, *, state: MessageState) -> None:
    """Give one message its next state, if it may have it."""
    rows = Message.objects.filter(pk=message_uuid, state__in=message_states_before(state))
    rows.update(state=state, state_changed_at=Now())


def message_reading_set(message_uuid: uuid.UUID, *, language: str, script: str) -> None:
    """Keep the language and script that the pipeline read (P13)."""
    Message.objects.filter(pk=message_uuid).update(language=language, script=script)
