"""What Telegram says, read strictly into types of ours; nothing else of an update is used."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from telegram import Message, Update
from telegram.constants import ChatMemberStatus, ChatType

from django_core.telegram.models import AttachmentKind
from django_core.telegram.services import AttachmentFile, Received

# The kinds of updates that the bot asks Telegram for.
WANTED = ("message", "edited_message", "callback_query", "my_chat_member")
_ID_MAX = 2**63 - 1
_MALFORMED = (AttributeError, KeyError, OSError, OverflowError, TypeError, ValueError)


class UpdateMalformed(Exception):  # noqa: N818  # it names the fact
    """It is no update as Telegram sends them."""


class IncomingKind(StrEnum):
    """What happened in a chat."""

    MESSAGE = "MESSAGE"
    EDITED = "EDITED"
    PRESS = "PRESS"
    BLOCKED = "BLOCKED"
    UNBLOCKED = "UNBLOCKED"


@dataclass(frozen=True)
class Contact:
    """A shared phone number; ``is_own`` when Telegram says that it is the sender's."""

    phone: str
    is_own: bool


@dataclass(frozen=True)
class Incoming:
    """What a person did in a chat; never logged, it holds their words."""

    kind: IncomingKind
    message_id: int = 0
    sent_at: datetime | None = None
    text: str = ""
    sender_name: str = ""
    contact: Contact | None = None
    location: tuple[float, float] | None = None
    file: AttachmentFile | None = None
    press_id: str = ""
    press: str = ""

    @property
    def command(self) -> str:
        """The command in the text without its slash, in lower case; empty if there is none."""
        first = self.text.split(maxsplit=1)[0] if self.text.startswith("/") else ""
        return first[1:].partition("@")[0].lower()

    @property
    def argument(self) -> str:
        """What follows the command."""
        return self.text.partition(" ")[2].replace("\x00", "").strip()


def received_read(body: dict[str, Any], *, now: datetime) -> Received | None:
    """Return an update of a private chat as it is kept, none for what the bot does not take.

    Raises ``UpdateMalformed``.
    """
    update = _parsed(body)
    if not 0 < update.update_id <= _ID_MAX:
        raise UpdateMalformed
    chat, message = update.effective_chat, update.message or update.edited_message
    is_taken = message or update.callback_query or update.my_chat_member
    if not is_taken or chat is None or chat.type != ChatType.PRIVATE or not _is_id(chat.id):
        return None
    return Received(
        update_id=update.update_id,
        chat_id=chat.id,
        sent_at=message.date if message else now,
        message_id=message.message_id if message else 0,
        payload=body,
    )


def incoming_read(payload: dict[str, Any]) -> Incoming:
    """Return what a kept update says."""
    update = _parsed(payload)
    if update.callback_query is not None:
        press = update.callback_query
        return Incoming(kind=IncomingKind.PRESS, press_id=press.id, press=press.data or "")
    if update.my_chat_member is not None:
        is_gone = update.my_chat_member.new_chat_member.status == ChatMemberStatus.BANNED
        return Incoming(kind=IncomingKind.BLOCKED if is_gone else IncomingKind.UNBLOCKED)
    if update.message is not None:
        return _message(update.message, kind=IncomingKind.MESSAGE)
    if update.edited_message is not None:
        return _message(update.edited_message, kind=IncomingKind.EDITED)
    raise UpdateMalformed


def _parsed(body: dict[str, Any]) -> Update:
    try:
        update = Update.de_json(dict(body))
        _types_check(update)
    except _MALFORMED as error:
        raise UpdateMalformed from error
    return update


def _types_check(update: Update) -> None:
    """Raise ``TypeError`` where the library takes what is no id, date or text."""
    message, press = update.message or update.edited_message, update.callback_query
    is_right = _is_id(update.update_id)
    if message is not None:
        is_right = is_right and _is_id(message.message_id) and _is_a(message.date, datetime)
        is_right = is_right and _is_text(message.text) and _is_text(message.caption)
        is_right = is_right and (not message.contact or _is_a(message.contact.phone_number, str))
    if press is not None:
        is_right = is_right and _is_a(press.id, str) and _is_text(press.data)
    if not is_right:
        raise TypeError


def _is_a(value: object, kind: type) -> bool:
    return isinstance(value, kind)


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _ID_MAX


def _message(message: Message, *, kind: IncomingKind) -> Incoming:
    sender = message.from_user
    place = message.location
    return Incoming(
        kind=kind,
        message_id=message.message_id,
        sent_at=_sent_at(message),
        text=message.text or message.caption or "",
        sender_name=sender.full_name if sender else "",
        contact=_contact(message),
        location=(place.latitude, place.longitude) if place else None,
        file=_file(message),
    )


def _sent_at(message: Message) -> datetime:
    """Return Telegram's second; within it the number of the message tells the order (F8)."""
    return message.date + timedelta(microseconds=message.message_id % 1_000_000)


def _contact(message: Message) -> Contact | None:
    """Return the shared number; only Telegram's own button names the sender as its owner."""
    shared, sender = message.contact, message.from_user
    if shared is None:
        return None
    is_own = sender is not None and shared.user_id == sender.id
    is_own = is_own and message.forward_origin is None
    phone = f"+{shared.phone_number.lstrip('+')}"
    return Contact(phone=phone, is_own=is_own)


def _file(message: Message) -> AttachmentFile | None:
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return AttachmentFile(
            kind=AttachmentKind.PHOTO,
            file_id=largest.file_id,
            file_unique_id=largest.file_unique_id,
            size_bytes=largest.file_size or 0,
            sent_at=_sent_at(message),
        )
    document = message.document
    if document is None:
        return None
    return AttachmentFile(
        kind=AttachmentKind.DOCUMENT,
        file_id=document.file_id,
        file_unique_id=document.file_unique_id,
        name=document.file_name or "",
        media_type=document.mime_type or "",
        size_bytes=document.file_size or 0,
        sent_at=_sent_at(message),
    )
