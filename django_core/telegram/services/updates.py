"""Keeping what Telegram tells, once, before anything is done about it (F8)."""

import json
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from django_core.base.errors import Unauthenticated
from django_core.base.jobs import job_enqueue
from django_core.base.rights import system_acts
from django_core.telegram.models import Update, UpdateState

CHAT_JOB = "TELEGRAM_CHAT"
# Telegram gives up on an update after a day; a week is kept so that no repetition counts twice.
KEPT_FOR = timedelta(days=7)


_CHAT_INSERT = """
    INSERT INTO telegram_chat (uuid, bot_id, chat_id, language, stage, draft)
    VALUES (%s, %s, %s, '', 'LANGUAGE', '{}')
    ON CONFLICT (bot_id, chat_id) DO NOTHING
"""
# Of the same update in several requests at once one waits for the other, and finds it kept.
_UPDATE_INSERT = """
    INSERT INTO telegram_update (bot_id, update_id, chat_id, sent_at, message_id, payload,
                                 state, answers, answers_sent)
    SELECT bot_id, %s, uuid, %s, %s, %s, 'RECEIVED', '[]', 0
    FROM telegram_chat WHERE bot_id = %s AND chat_id = %s
    ON CONFLICT (bot_id, update_id) DO NOTHING
    RETURNING chat_id
"""


class WebhookRefused(Unauthenticated):
    """The request is not from Telegram, or for another bot."""


@dataclass(frozen=True)
class Received:
    """An update of a private chat, as it is kept until it is answered."""

    update_id: int
    chat_id: int
    sent_at: datetime
    message_id: int = 0
    payload: dict[str, Any] = field(default_factory=dict)


def bot_id_of(token: str) -> int:
    """Return the bot's id, with which its token begins; 0 when there is no bot."""
    return int(token.partition(":")[0] or 0)


def webhook_check(*, secret: str, bot_id: int) -> None:
    """Raise ``WebhookRefused`` unless Telegram's secret came, for our bot (S9)."""
    expected = settings.TELEGRAM_WEBHOOK_SECRET
    is_right = secrets.compare_digest(secret.encode(), expected.encode())
    is_ours = bot_id == bot_id_of(settings.TELEGRAM_TOKEN)
    if not (is_right and is_ours and expected and bot_id):
        raise WebhookRefused("WEBHOOK_REFUSED", _("This address is for Telegram only."))


def update_receive(received: Received, *, bot_id: int) -> bool:
    """Keep an update with the job that will answer it; returns whether it is new."""
    with system_acts(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CHAT_INSERT, [uuid.uuid4(), bot_id, received.chat_id])
        cursor.execute(
            _UPDATE_INSERT,
            [
                received.update_id,
                received.sent_at,
                received.message_id,
                json.dumps(received.payload),
                bot_id,
                received.chat_id,
            ],
        )
        kept = cursor.fetchone()
        if kept is not None:
            job_enqueue(kind=CHAT_JOB, subject=kept[0])
    return kept is not None


def updates_expire() -> int:
    """Forget updates that Telegram will not repeat any more; returns how many (S29)."""
    old = Update.objects.filter(received_at__lt=Now() - KEPT_FOR, state=UpdateState.DONE)
    return old.delete()[0]
