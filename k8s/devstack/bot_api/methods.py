"""The methods of the Bot API that our bot uses, in the words of Telegram."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from html import unescape

from k8s.devstack.bot_api.chats import Chats, Json, as_told

BOT_NAME = "civic_local_bot"
POLLS_AT_MOST_S = 50.0
TEXT_UNITS_MAX = 4_096


class Refused(Exception):  # noqa: N818  # it names the fact
    """An answer that is no success, with Telegram's code and description."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(status, description, parameters)
        self.status = status
        self.description = description
        self.parameters = parameters


# Of HTML Telegram takes a few marks; any other sign of it must have been escaped.
_STRAY = re.compile(r"<(?!/?(b|i|u|s|a|code|pre)\b)|&(?!(lt|gt|amp|quot);)")
Method = Callable[[Chats, Json], Awaitable[object]]


def bot_of(token: str) -> Json:
    """Return the bot as Telegram describes it."""
    bot_id = int(token.partition(":")[0])
    return {"id": bot_id, "is_bot": True, "first_name": "CivicConnect", "username": BOT_NAME}


async def get_me(_chats: Chats, asked: Json) -> Json:
    """Describe the bot."""
    return bot_of(asked["token"])


async def send_message(chats: Chats, asked: Json) -> Json:
    """Put the bot's message into a chat; a chat to which nobody has written is refused."""
    chat_id, text = int(asked["chat_id"]), str(asked.get("text", ""))
    if chat_id not in chats.messages:
        raise Refused(400, "Bad Request: chat not found")
    if not text.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if len(_plain(text).encode("utf-16-le")) // 2 > TEXT_UNITS_MAX:
        raise Refused(400, "Bad Request: message is too long")
    if asked.get("parse_mode") == "HTML" and _STRAY.search(text):
        raise Refused(400, "Bad Request: can't parse entities")
    content: Json = {"text": text, "parse_mode": asked.get("parse_mode", "")}
    if asked.get("reply_markup"):
        content["reply_markup"] = _json(asked["reply_markup"])
    return as_told(chats.message_add(chat_id, bot_of(asked["token"]), **content))


async def edit_message_text(chats: Chats, asked: Json) -> Json:
    """Change the words of a message of the bot."""
    message = chats.message_change(
        int(asked["chat_id"]), int(asked["message_id"]), text=str(asked.get("text", ""))
    )
    if message is None:
        raise Refused(400, "Bad Request: message to edit not found")
    return as_told(message)


async def edit_message_reply_markup(chats: Chats, asked: Json) -> Json:
    """Change the buttons of a message of the bot."""
    markup = _json(asked.get("reply_markup") or "{}")
    chat_id, message_id = int(asked["chat_id"]), int(asked["message_id"])
    message = chats.message_change(chat_id, message_id, reply_markup=markup)
    if message is None:
        raise Refused(400, "Bad Request: message to edit not found")
    return as_told(message)


async def get_updates(chats: Chats, asked: Json) -> list[Json]:
    """Return what waits, after at most the asked time."""
    if chats.webhook.get("url"):
        raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
    offset = int(asked.get("offset") or 0)
    longest_s = min(float(asked.get("timeout") or 0), POLLS_AT_MOST_S)
    if not chats.updates_after(offset):
        chats.news.clear()
        try:
            await asyncio.wait_for(chats.news.wait(), longest_s)
        except TimeoutError:
            return []
    return chats.updates_after(offset)


async def set_webhook(chats: Chats, asked: Json) -> bool:
    """Send updates to an address from now on."""
    chats.webhook = {"url": asked.get("url", ""), "secret": asked.get("secret_token", "")}
    chats.news.set()
    return True


async def delete_webhook(chats: Chats, _asked: Json) -> bool:
    """Keep updates for whoever polls."""
    chats.webhook = {}
    return True


async def get_webhook_info(chats: Chats, _asked: Json) -> Json:
    """Say where updates go and how many wait."""
    return {
        "url": chats.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(chats.waiting),
    }


async def get_file(chats: Chats, asked: Json) -> Json:
    """Say where a file can be downloaded."""
    file_id = str(asked.get("file_id", ""))
    if file_id not in chats.files:
        raise Refused(400, "Bad Request: file not found")
    size = len(chats.files[file_id])
    return {"file_id": file_id, "file_unique_id": file_id, "file_size": size, "file_path": file_id}


async def done(_chats: Chats, _asked: Json) -> bool:
    """Say that it was done, which here needs nothing."""
    return True


METHODS: dict[str, Method] = {
    "getme": get_me,
    "sendmessage": send_message,
    "editmessagetext": edit_message_text,
    "editmessagereplymarkup": edit_message_reply_markup,
    "getupdates": get_updates,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "getfile": get_file,
    "sendchataction": done,
    "answercallbackquery": done,
    "setmycommands": done,
}


def _plain(html: str) -> str:
    """Return what is left of HTML once it is read: that is what counts."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def _json(raw: object) -> object:
    return json.loads(raw) if isinstance(raw, str) else raw
