"""How far each conversation is: the next update, what it changed, its answers on their way."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Now

from django_core.telegram.models import Chat, Stage, Update, UpdateState

Answers = list[dict[str, Any]]


@dataclass(frozen=True)
class ChatChange:
    """What a conversation comes to be; the draft holds what a registration found out so far."""

    language: str
    stage: Stage
    draft: dict[str, str] = field(default_factory=dict)
    district_uuid: uuid.UUID | None = None


def chat_next_update(*, chat_uuid: uuid.UUID) -> Update | None:
    """Return what is to be answered next: what was begun, then in the order it was written."""
    begun_first = Case(When(state=UpdateState.ANSWERING, then=Value(0)), default=Value(1))
    rows = Update.objects.filter(chat=chat_uuid).exclude(state=UpdateState.DONE)
    ordered = rows.order_by(begun_first, "sent_at", "message_id", "update_id")
    return ordered.select_related("chat").first()


def chat_is_quiet(*, chat_uuid: uuid.UUID) -> bool:
    """Return whether Telegram asked to be left alone in this chat (429)."""
    return Chat.objects.filter(pk=chat_uuid, quiet_until__gt=Now()).exists()


def chat_quiet(*, chat_uuid: uuid.UUID, wait: timedelta) -> None:
    """Leave a chat alone for as long as Telegram says (429)."""
    Chat.objects.filter(pk=chat_uuid).update(quiet_until=Now() + wait)


def update_settle(update: Update, *, change: ChatChange, answers: Answers) -> bool:
    """Keep in one transaction what an update changed and what will be answered.

    Returns whether it was still to be done: of two workers one settles it.
    """
    with transaction.atomic():
        waiting = _in_state(update, UpdateState.RECEIVED)
        is_ours = waiting.update(state=UpdateState.ANSWERING, answers=answers, payload="")
        if is_ours:
            Chat.objects.filter(pk=update.chat_id).update(
                language=change.language,
                stage=change.stage,
                draft=change.draft,
                district=change.district_uuid,
            )
    return bool(is_ours)


def update_sorry(update: Update, *, answers: Answers) -> None:
    """Answer an update that could not be worked on, and change nothing else."""
    waiting = _in_state(update, UpdateState.RECEIVED)
    waiting.update(state=UpdateState.ANSWERING, answers=answers, payload="")


def answers_sent(update: Update, *, count: int) -> None:
    """Note how many answers have left."""
    _in_state(update, UpdateState.ANSWERING).update(answers_sent=count)


def update_done(update: Update) -> None:
    """End an update; of what was said only its id and time are kept."""
    rows = Update.objects.filter(pk=update.pk)
    rows.update(state=UpdateState.DONE, answers=[], payload="", done_at=Now())


def _in_state(update: Update, state: UpdateState) -> QuerySet[Update]:
    return Update.objects.filter(pk=update.pk, state=state)
