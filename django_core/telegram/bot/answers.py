"""What the bot answers: kept as plain data until it has left, and sent in its order."""

from dataclasses import asdict, dataclass
from typing import Any

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import ParseMode

from django_core.notifications.transports.pieces import text_split
from django_core.notifications.transports.telegram import bot_line
from django_core.telegram.texts import label

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove
MENU = (("new_button",), ("status_button", "history_button"), ("end_button", "help_button"))
MENU_KEYS = tuple(key for row in MENU for key in row)


@dataclass(frozen=True)
class Answer:
    """One message of the bot; without text, the mark that a button was heard.

    ``presses`` are rows of buttons below the message, words and what they send back; ``keys``
    are rows of buttons in place of the keyboard, ``contact`` the one that shares the number.
    """

    html: str = ""
    presses: tuple[tuple[tuple[str, str], ...], ...] = ()
    keys: tuple[tuple[str, ...], ...] = ()
    contact: str = ""
    is_keyless: bool = False
    press_id: str = ""

    def kept(self) -> dict[str, Any]:
        """Return the answer as it is kept in the database."""
        return asdict(self)


def answer_read(kept: dict[str, Any]) -> Answer:
    """Return a kept answer."""
    presses = tuple(tuple((words, data) for words, data in row) for row in kept["presses"])
    keys = tuple(tuple(row) for row in kept["keys"])
    return Answer(**{**kept, "presses": presses, "keys": keys})


def menu_of(language: str) -> tuple[tuple[str, ...], ...]:
    """Return the buttons that a citizen always has."""
    return tuple(tuple(label(key, language=language) for key in row) for row in MENU)


def answer_send(answer: Answer, *, chat_id: int) -> None:
    """Send one answer; raises the errors of all transports."""
    if answer.press_id:
        bot_line().call(lambda bot: bot.answer_callback_query(answer.press_id))
        return
    pieces = text_split(answer.html)
    for piece in pieces:
        markup = _markup(answer) if piece is pieces[-1] else None
        _message_send(chat_id, piece, markup=markup)


def _message_send(chat_id: int, html: str, *, markup: Markup | None) -> None:
    async def ask(bot: Bot) -> None:
        await bot.send_message(chat_id, html, parse_mode=ParseMode.HTML, reply_markup=markup)

    bot_line().call(ask)


def _markup(answer: Answer) -> Markup | None:
    if answer.presses:
        return InlineKeyboardMarkup([_press_row(row) for row in answer.presses])
    if answer.contact:
        button = KeyboardButton(answer.contact, request_contact=True)
        return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)
    if answer.keys:
        return ReplyKeyboardMarkup(answer.keys, resize_keyboard=True)
    return ReplyKeyboardRemove() if answer.is_keyless else None


def _press_row(row: tuple[tuple[str, str], ...]) -> list[InlineKeyboardButton]:
    return [InlineKeyboardButton(words, callback_data=data) for words, data in row]
