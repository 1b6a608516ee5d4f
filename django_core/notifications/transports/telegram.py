"""Telegram: one bot for a process, on an event loop of its own, and the adapter that uses it.

A ``Bot`` belongs to the event loop it was made in and costs half a second, so that each process
keeps one, in a thread; whoever calls waits.  What Telegram refuses is said in our own errors.
"""

import asyncio
import os
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextlib import suppress
from datetime import timedelta
from functools import cache
from html import escape
from typing import TypeVar

import httpx
from django.conf import settings
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, error
from telegram.constants import ParseMode
from telegram.request import HTTPXRequest

from django_core.notifications.models import DeliveryKind, Transport
from django_core.notifications.selectors import address_find
from django_core.notifications.texts import WORDINGS
from django_core.notifications.transports.pieces import UNITS_MAX, text_split, units_of
from django_core.notifications.transports.types import (
    Note,
    OutcomeUnknown,
    RecipientBlocked,
    TransportFailed,
)

ANSWERS_WITHIN = timedelta(seconds=8)
CONNECTS_WITHIN = timedelta(seconds=3)
CONNECTIONS = 16
# Between the pieces of one text a short wish of Telegram is waited out.
WAITED_AT_MOST = timedelta(seconds=10)
STARS = (1, 2, 3, 4, 5)
RATE_PRESS = "rate"
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_NOBODY_THERE = ("chat not found", "user is deactivated", "peer_id_invalid")

Answer = TypeVar("Answer")
Ask = Callable[[Bot], Awaitable[Answer]]


class BotLine:
    """A bot and the loop it lives in."""

    def __init__(self, *, token: str, api_url: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._made: Future[Bot] = Future()
        self._token, self._api_url = token, api_url
        threading.Thread(target=self._run, name="telegram", daemon=True).start()

    def call(self, ask: "Ask[Answer]", *, within: timedelta = ANSWERS_WITHIN) -> Answer:
        """Return what the bot answers to ``ask``; raises the errors of all transports."""
        bot = self._made.result(within.total_seconds())
        waiting = asyncio.run_coroutine_threadsafe(_asked(ask, bot), self._loop)
        # The request has limits of its own; this one is for a loop that hangs.
        longest_s = (within + CONNECTS_WITHIN * 2).total_seconds()
        try:
            return waiting.result(longest_s)
        except TimeoutError as gone:
            waiting.cancel()
            raise OutcomeUnknown from gone
        except error.TelegramError as refusal:
            raise failure_of(refusal) from refusal

    def start(self, ask: "Ask[None]") -> None:
        """Ask the bot for something that nobody waits for and that may fail."""
        if self._made.done() and self._made.exception() is None:
            asyncio.run_coroutine_threadsafe(_tried(ask, self._made.result()), self._loop)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._made.set_result(_bot_make(self._token, api_url=self._api_url))
        except error.TelegramError as refusal:  # The token is not even one.
            self._made.set_exception(failure_of(refusal))
            return
        self._loop.run_forever()


def bot_line() -> BotLine:
    """Return this process's bot; a process that was forked makes its own."""
    return _line_of(os.getpid(), settings.TELEGRAM_TOKEN, settings.TELEGRAM_API_URL)


@cache
def _line_of(_pid: int, token: str, api_url: str) -> BotLine:
    return BotLine(token=token, api_url=api_url)


def _bot_make(token: str, *, api_url: str) -> Bot:
    answers_s, connects_s = ANSWERS_WITHIN.total_seconds(), CONNECTS_WITHIN.total_seconds()
    request = HTTPXRequest(
        connection_pool_size=CONNECTIONS,
        read_timeout=answers_s,
        write_timeout=answers_s,
        connect_timeout=connects_s,
        pool_timeout=connects_s,
        httpx_kwargs={"trust_env": False},
    )
    return Bot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=request,
        get_updates_request=request,
    )


async def _asked(ask: "Ask[Answer]", bot: Bot) -> Answer:
    return await ask(bot)


async def _tried(ask: "Ask[None]", bot: Bot) -> None:
    with suppress(error.TelegramError):
        await ask(bot)


def failure_of(refusal: error.TelegramError) -> Exception:
    """Return what a refusal of Telegram means to a sender (F15)."""
    match refusal:
        case error.RetryAfter():
            wait = refusal.retry_after
            after = wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
            return TransportFailed("TELEGRAM_BUSY", permanent=False, retry_after=after)
        case error.Forbidden():
            return RecipientBlocked()
        case error.BadRequest():
            is_gone = any(words in refusal.message.lower() for words in _NOBODY_THERE)
            refused = TransportFailed("TELEGRAM_REFUSED", permanent=True)
            return RecipientBlocked() if is_gone else refused
        case error.InvalidToken():
            return TransportFailed("TELEGRAM_TOKEN_INVALID", permanent=False)
        case error.NetworkError():
            return _unheard(refusal)
    return TransportFailed("TELEGRAM_REFUSED", permanent=True)


def _unheard(refusal: error.NetworkError) -> Exception:
    """Tell what was never sent, and what Telegram refused, from what may have arrived."""
    cause = refusal.__cause__
    if isinstance(cause, _NOT_SENT):
        return TransportFailed("TELEGRAM_AWAY", permanent=False)
    if isinstance(cause, httpx.HTTPError):
        return OutcomeUnknown()
    return TransportFailed("TELEGRAM_FAILED", permanent=False)


class TelegramAdapter:
    """Reaches whoever has a chat with the bot."""

    def can_reach(self, note: Note) -> bool:
        """Return whether there is a bot and the person has a chat with it."""
        return bool(settings.TELEGRAM_TOKEN) and Transport.TELEGRAM in note.ways_known

    def send(self, note: Note) -> str:
        """Send the notice, in pieces if it is long, and return the first message's id."""
        chat_id = int(_chat_of(note) or 0)
        texts = notice_pieces(note)
        first = message_send(chat_id, texts[0], markup=_markup(note) if len(texts) == 1 else None)
        for text in texts[1:]:
            markup = _markup(note) if text is texts[-1] else None
            _piece_send(chat_id, text, markup=markup)
        return str(first)


def message_send(chat_id: int, html: str, *, markup: InlineKeyboardMarkup | None = None) -> int:
    """Send one message of HTML and return its id."""

    async def ask(bot: Bot) -> int:
        message = await bot.send_message(
            chat_id,
            html,
            parse_mode=ParseMode.HTML,
            reply_markup=markup,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        return message.message_id

    return bot_line().call(ask)


def notice_pieces(note: Note) -> list[str]:
    """Return a notice as messages of HTML; what people wrote is escaped (S21)."""
    heading = note.number
    if note.is_repeated:
        heading = f"{heading} {WORDINGS.say('REPEATED', language=note.language)}"
    first_max = UNITS_MAX - units_of(heading) - 1
    first, *rest = text_split(note.body, first_max=first_max) or [""]
    plain = (escape(piece, quote=False) for piece in rest)
    return [f"<b>{escape(heading, quote=False)}</b>\n{escape(first, quote=False)}", *plain]


def _piece_send(chat_id: int, html: str, *, markup: InlineKeyboardMarkup | None) -> None:
    """Send a further piece; what came before it has arrived, so a failure leaves a half (F15)."""
    try:
        _patiently_send(chat_id, html, markup=markup)
    except (TransportFailed, RecipientBlocked) as failure:
        raise OutcomeUnknown from failure


def _patiently_send(chat_id: int, html: str, *, markup: InlineKeyboardMarkup | None) -> None:
    try:
        message_send(chat_id, html, markup=markup)
    except TransportFailed as failure:
        if failure.retry_after is None or failure.retry_after > WAITED_AT_MOST:
            raise
        time.sleep(failure.retry_after.total_seconds())
        message_send(chat_id, html, markup=markup)


def _chat_of(note: Note) -> str | None:
    return address_find(note.recipient_uuid, transport=Transport.TELEGRAM)


def _markup(note: Note) -> InlineKeyboardMarkup | None:
    """Return the way to the dashboard for staff (P22), the stars for a citizen at the end."""
    if note.session_uuid is None:
        return None
    if note.is_official and settings.PUBLIC_URL:
        words = WORDINGS.say("OPEN", language=note.language)
        pages = note.language.replace("uz-cyrl", "uz-Cyrl")  # As the web writes it in its paths.
        url = f"{settings.PUBLIC_URL}/{pages}/desk/?s={note.session_uuid}"
        return InlineKeyboardMarkup([[InlineKeyboardButton(words, url=url)]])
    if not note.is_official and note.kind == DeliveryKind.SESSION_CLOSED:
        return InlineKeyboardMarkup([[_star(note, stars) for stars in STARS]])
    return None


def _star(note: Note, stars: int) -> InlineKeyboardButton:
    session = note.session_uuid.hex if note.session_uuid else ""
    return InlineKeyboardButton(f"{stars} ★", callback_data=f"{RATE_PRESS}:{stars}:{session}")
