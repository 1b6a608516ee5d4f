"""Downloading what somebody attached, and saying it in their open session."""

import uuid
from collections.abc import Callable
from datetime import timedelta

from telegram import Bot

from django_core.accounts.models import User
from django_core.base.errors import ApplicationError
from django_core.conversations.lifecycle import Channel
from django_core.conversations.services import Submission, message_follow_up
from django_core.files.checks import BYTES_MAX
from django_core.files.services import FileGiven, file_add
from django_core.notifications.transports import OutcomeUnknown, TransportFailed
from django_core.notifications.transports.telegram import bot_line
from django_core.telegram.services import AttachmentFile

DOWNLOADS_WITHIN = timedelta(seconds=30)


def file_fetch(file_id: str) -> bytes:
    """Return the bytes of a file, at most 20 MB, which is what Telegram gives to bots."""

    async def ask(bot: Bot) -> bytes:
        file = await bot.get_file(file_id)
        return bytes(
            await file.download_as_bytearray(read_timeout=DOWNLOADS_WITHIN.total_seconds())
        )

    return bot_line().call(ask, within=DOWNLOADS_WITHIN)


def file_take(
    citizen: User, *, session_uuid: uuid.UUID, file: AttachmentFile, fetch: Callable[[], bytes]
) -> bool:
    """Say a file in the citizen's session as a message without words (P7, P29).

    Returns whether it was taken: what is no picture or PDF, is too large, cannot be fetched or
    comes while the session is locked stays with Telegram.
    """
    if file.size_bytes > BYTES_MAX:
        return False
    try:
        added = file_add(citizen, given=FileGiven(name=file.name, content=fetch()))
        submission = Submission(
            text="",
            channel=Channel.TELEGRAM,
            client_message_id=f"tg-file-{file.file_unique_id}",
            file_uuids=(added.pk,),
            sent_at=file.sent_at,
        )
        message_follow_up(citizen, session_uuid=session_uuid, submission=submission)
    except (ApplicationError, OutcomeUnknown, TransportFailed):
        return False
    return True
