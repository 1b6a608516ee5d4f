"""The durable job of a chat: its updates in their order, each answered once (F8)."""

import json
from datetime import UTC, datetime, timedelta

import structlog

from django_core.base.jobs import JobClaim, JobHandler, JobPostponed, job_enqueue
from django_core.notifications.models import Transport
from django_core.notifications.services import recipient_left
from django_core.notifications.transports import (
    OutcomeUnknown,
    RecipientBlocked,
    TransportFailed,
)
from django_core.telegram import services
from django_core.telegram.bot.answers import Answer, answer_read, answer_send
from django_core.telegram.bot.dialogue import turn_take
from django_core.telegram.bot.reading import incoming_read
from django_core.telegram.bot.talk import Talk
from django_core.telegram.models import Update, UpdateState
from django_core.telegram.selectors import person_of
from django_core.telegram.texts import say

_log = structlog.get_logger("civic.bot")


def chat_run(claim: JobClaim) -> None:
    """Answer all updates of the claimed chat; safe to be called twice.

    Raises ``JobPostponed`` while Telegram is away or asks for patience.
    """
    if services.chat_is_quiet(chat_uuid=claim.subject):
        raise JobPostponed("TELEGRAM_BUSY")
    while (update := services.chat_next_update(chat_uuid=claim.subject)) is not None:
        if update.state == UpdateState.RECEIVED:
            _settle(update, now=datetime.now(tz=UTC))
        else:
            _answer(update)


def _settle(update: Update, *, now: datetime) -> None:
    """Do what the update asks for, and keep the answers."""
    talk = Talk(
        chat=update.chat,
        incoming=incoming_read(json.loads(update.payload)),
        person=person_of(update.chat),
        draft=update.chat.draft,
    )
    turn = turn_take(talk, now=now)
    answers = [answer.kept() for answer in turn.answers]
    services.update_settle(update, change=turn.change, answers=answers)


def _answer(update: Update) -> None:
    """Send what is left of an update's answers."""
    for position in range(update.answers_sent, len(update.answers)):
        if not _sent(update, answer_read(update.answers[position])):
            break
        services.answers_sent(update, count=position + 1)
    services.update_done(update)


def _sent(update: Update, answer: Answer) -> bool:
    """Send one answer; returns false when the person does not want any."""
    try:
        answer_send(answer, chat_id=update.chat.chat_id)
    except RecipientBlocked:
        person = person_of(update.chat)
        if person is not None:
            recipient_left(person, transport=Transport.TELEGRAM)
        return False
    except OutcomeUnknown:
        _log.warning("bot_answer_unheard", update_id=update.update_id)
    except TransportFailed as failure:
        _failed(update, failure)
    return True


def _failed(update: Update, failure: TransportFailed) -> None:
    """Wait as long as Telegram says; an answer that it refuses for good is left out."""
    if failure.permanent:
        _log.warning("bot_answer_refused", update_id=update.update_id, code=failure.code)
        return
    services.chat_quiet(chat_uuid=update.chat.pk, wait=failure.retry_after or timedelta(0))
    raise JobPostponed(failure.code) from failure


def _given_up(claim: JobClaim, code: str) -> None:
    """Leave out the update that could not be answered, and go on with those behind it."""
    update = services.chat_next_update(chat_uuid=claim.subject)
    if update is None:
        return
    _log.error("bot_update_given_up", update_id=update.update_id, code=code)
    if update.state == UpdateState.RECEIVED:
        sorry = Answer(say("try_again", language=update.chat.language or "uz"))
        services.update_sorry(update, answers=[sorry.kept()])
    else:
        services.update_done(update)
    job_enqueue(kind=services.CHAT_JOB, subject=claim.subject)


CHAT_HANDLER = JobHandler(run=chat_run, given_up=_given_up)
