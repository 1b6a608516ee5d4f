"""What staff say: to the citizen (P9, P24), and among themselves (P29)."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import Conflict
from django_core.conversations import lifecycle
from django_core.conversations.lifecycle import MessageState, SenderKind, Visibility
from django_core.conversations.models import Message, Session
from django_core.conversations.services.access import (
    Seen,
    department_check,
    kind_check,
    open_check,
    owner_check,
    session_access,
    version_check,
)
from django_core.conversations.services.join import ClientMessageIdReused
from django_core.conversations.services.records import (
    message_said,
    sequence_next,
    session_audit,
    session_save,
)
from django_core.conversations.validation import chat_text_check
from django_core.files.services import files_link
from django_core.notifications.models import DeliveryKind
from django_core.notifications.services import deliveries_create
from django_core.realtime.events import Kind
from django_core.realtime.models import Audience
from django_core.realtime.publish import NewEvent

_SPOKEN = (
    "last_message_at",
    "first_staff_message_at",
    "last_staff_message_at",
    "closes_at",
    "close_warned_at",
    "escalated_at",
    "overdue_at",
)


class RoutingUnverified(Conflict):
    """Nobody has said yet whether the department is right (P24)."""


@dataclass(frozen=True)
class Words:
    """What a member of staff says, with an id that makes repeating harmless (P6)."""

    text: str
    client_message_id: str | None = None
    file_uuids: Collection[uuid.UUID] = ()


@dataclass(frozen=True)
class Said:
    """A message of staff; ``is_new`` is false when its id was saved before."""

    message: Message
    is_new: bool


def session_reply(actor: User, *, seen: Seen, words: Words) -> Said:
    """Say something to the citizen; the first time unlocks the citizen's input (P9).

    Raises ``Forbidden``, ``SessionUnknown``, ``SessionStale``, ``SessionClosed``,
    ``SessionNotInDepartment``, ``SessionNotOwned``, ``RoutingUnverified``.
    """
    kind_check(actor, UserKind.STAFF)
    chat_text_check(words.text, has_files=bool(words.file_uuids))
    with transaction.atomic():
        session = session_access(actor, seen=Seen(seen.session_uuid))
        earlier = _earlier(actor, session=session, words=words, visibility=Visibility.PUBLIC)
        if earlier is not None:
            return Said(message=earlier, is_new=False)
        _reply_check(session, actor=actor, seen=seen)
        message = _message_add(session, actor=actor, words=words, visibility=Visibility.PUBLIC)
        _spoken(session, message)
        deliveries_create(
            message_uuid=message.pk,
            district_uuid=session.district_id,
            kind=DeliveryKind.MESSAGE_NEW,
            recipient_uuids=[session.citizen_id],
        )
    return Said(message=message, is_new=True)


def session_note(actor: User, *, seen: Seen, words: Words) -> Said:
    """Write an internal note that no citizen ever sees; it moves no clock (P29)."""
    kind_check(actor, UserKind.STAFF, UserKind.OPERATOR, UserKind.SUPERUSER)
    chat_text_check(words.text, has_files=bool(words.file_uuids))
    with transaction.atomic():
        session = session_access(actor, seen=Seen(seen.session_uuid))
        earlier = _earlier(actor, session=session, words=words, visibility=Visibility.INTERNAL)
        if earlier is not None:
            return Said(message=earlier, is_new=False)
        version_check(session, version=seen.version)
        open_check(session)
        message = _message_add(session, actor=actor, words=words, visibility=Visibility.INTERNAL)
        noted = NewEvent(Kind.NOTE_CREATED, message.pk, Audience.INTERNAL)
        session_save(session, events=[noted])
        session_audit(session, action="NOTE_WRITTEN", actor=actor, message_uuid=message.pk)
    return Said(message=message, is_new=True)


def _reply_check(session: Session, *, actor: User, seen: Seen) -> None:
    version_check(session, version=seen.version)
    department_check(session)
    owner_check(session, actor=actor)
    if not session.verdict:
        raise RoutingUnverified(
            "ROUTING_UNVERIFIED", _("Was this message sent to the right department?")
        )


def _earlier(
    actor: User, *, session: Session, words: Words, visibility: Visibility
) -> Message | None:
    if words.client_message_id is None:
        return None
    rows = Message.objects.filter(sender=actor, client_message_id=words.client_message_id)
    message = rows.first()
    if message is None:
        return None
    saved = (message.session_id, message.text, message.visibility)
    if saved != (session.pk, words.text, visibility):
        raise ClientMessageIdReused(
            "CLIENT_MESSAGE_ID_REUSED", _("This id already belongs to another message.")
        )
    return message


def _message_add(session: Session, *, actor: User, words: Words, visibility: Visibility) -> Message:
    is_staff = actor.kind == UserKind.STAFF
    message = Message.objects.create(
        session=session,
        district_id=session.district_id,
        sequence=sequence_next(session),
        sender_kind=SenderKind.STAFF if is_staff else SenderKind.OPERATOR,
        sender=actor,
        text=words.text,
        visibility=visibility,
        state=MessageState.ROUTED,
        client_message_id=words.client_message_id,
        channel=lifecycle.Channel.WEB,
        file_count=len(set(words.file_uuids)),
    )
    files_link(actor, message_uuid=message.pk, file_uuids=words.file_uuids)
    return message


def _spoken(session: Session, message: Message) -> None:
    """Give the turn to the citizen: unlocked, the clock of inactivity runs, nothing overdue."""
    unlocked = [] if session.first_staff_message_at else [NewEvent(Kind.UNLOCKED)]
    closes_after = lifecycle.closes_after(is_held=session.held_at is not None)
    session.last_message_at = session.last_staff_message_at = Now()
    session.first_staff_message_at = session.first_staff_message_at or Now()
    session.closes_at = Now() + closes_after
    session.close_warned_at = session.escalated_at = session.overdue_at = None
    session_save(session, *_SPOKEN, events=[message_said(message), *unlocked])
