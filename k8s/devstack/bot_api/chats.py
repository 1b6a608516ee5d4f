"""Chats in memory: what people and the bot said, updates that wait, and what was asked for."""

import asyncio
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
UPDATES_MAX = 1_000


@dataclass
class Fault:
    """What the server does instead of its work, ``times`` times, in one chat or in all.

    ``kind``: BUSY (429), BLOCKED (403), FAILED (500), HANG (the message is taken, and the answer
    comes after ``after_s`` seconds).
    """

    kind: str
    times: int = 1
    chat_id: int | None = None
    after_s: float = 1.0


@dataclass
class Chats:
    """Everything the server knows; one event loop changes it."""

    messages: dict[int, list[Json]] = field(default_factory=dict)
    calls: list[Json] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    waiting: list[Json] = field(default_factory=list)
    webhook: Json = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    _message_ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _update_ids: Iterator[int] = field(
        default_factory=lambda: itertools.count(int(time.time() * 1000))
    )

    def message_add(self, chat_id: int, sender: Json, **content: object) -> Json:
        """Put a message into a chat and return it as Telegram describes it."""
        message = {
            "message_id": next(self._message_ids),
            "date": int(time.time()),
            "chat": _chat(chat_id, sender),
            "from": sender,
            **content,
        }
        self.messages.setdefault(chat_id, []).append(message)
        return message

    def message_change(self, chat_id: int, message_id: int, **content: object) -> Json | None:
        """Change a message of the bot; returns none when there is no such."""
        found = (one for one in self.messages.get(chat_id, []) if one["message_id"] == message_id)
        message = next(found, None)
        if message is not None:
            message.update(content)
        return message

    def update_add(self, **content: object) -> Json:
        """Let an update wait for whoever polls, or for the webhook."""
        update = {"update_id": next(self._update_ids), **content}
        self.waiting.append(update)
        del self.waiting[:-UPDATES_MAX]
        self.news.set()
        return update

    def updates_after(self, offset: int) -> list[Json]:
        """Forget what was taken and return what waits."""
        self.waiting = [one for one in self.waiting if one["update_id"] >= offset]
        return self.waiting[:100]

    def fault_take(self, chat_id: int | None) -> Fault | None:
        """Return what is to go wrong now, used up by one."""
        for fault in self.faults:
            if fault.times > 0 and fault.chat_id in (None, chat_id):
                fault.times -= 1
                return fault
        return None


def as_told(message: Json) -> Json:
    """Return a message as the Bot API tells of it: of its buttons only those below it."""
    is_below = "inline_keyboard" in message.get("reply_markup", {})
    return {key: value for key, value in message.items() if key != "reply_markup" or is_below}


def _chat(chat_id: int, sender: Json) -> Json:
    return {"id": chat_id, "type": "private", "first_name": sender.get("first_name", "")}
