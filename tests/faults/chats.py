"""Citizens of a run who have a chat with the bot, and what Telegram tells and hears of it."""

import itertools
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString

import httpx

from k8s.devstack.bot_environment import LOCAL_BOT_TOKEN
from tests.faults.conftest import WEBHOOK_SECRET
from tests.faults.ledger import Kind, Operation
from tests.faults.stack import FaultStack

BOT_ID = int(LOCAL_BOT_TOKEN.partition(":")[0])
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the header's name
ANSWERS_WITHIN_S = 20.0
SENT_AT = 1_763_800_000
# Where no other run of the same stack has chats and updates.
_ids = itertools.count(secrets.randbelow(10**9) * 1_000)
_OPEN: tuple[LiteralString, ...] = (
    """INSERT INTO telegram_chat (uuid, bot_id, chat_id, language, stage, draft)
       VALUES (gen_random_uuid(), %(bot)s, %(chat)s, 'ru', 'READY', '{}')""",
    """INSERT INTO notifications_address (recipient_id, transport, address)
       SELECT uuid, 'TELEGRAM', %(chat)s::text FROM accounts_user WHERE username = %(seat)s""",
)
_CLOSE: tuple[LiteralString, ...] = (
    """DELETE FROM telegram_update WHERE chat_id IN
       (SELECT uuid FROM telegram_chat WHERE chat_id = %(chat)s)""",
    "DELETE FROM telegram_chat WHERE chat_id = %(chat)s",
    "DELETE FROM notifications_address WHERE address = %(chat)s::text",
    """DELETE FROM notifications_switchedoff WHERE recipient_id =
       (SELECT uuid FROM accounts_user WHERE username = %(seat)s)""",
)


@dataclass
class Chat:
    """A citizen whose session has an answer, and who also writes in a chat with the bot."""

    run: Any
    seat: str
    session_uuid: str
    chat_id: int

    @property
    def stack(self) -> FaultStack:
        stack: FaultStack = self.run.stack
        return stack

    def update(self, text: str, *, message_id: int, sent_at: int = SENT_AT) -> dict[str, Any]:
        """Return an update by which Telegram tells that the citizen wrote."""
        sender = {"id": self.chat_id, "is_bot": False, "first_name": "A"}
        chat = {"id": self.chat_id, "type": "private"}
        message = {"message_id": message_id, "date": sent_at, "chat": chat, "from": sender}
        return {"update_id": next(_ids), "message": {**message, "text": text}}

    def told(self, update: dict[str, Any]) -> Operation:
        """Note in the ledger that Telegram was told that this update is taken."""
        message = update["message"]
        operation = Operation(
            Kind.FOLLOW_UP,
            self.seat,
            client_id=f"tg:{BOT_ID}:{self.chat_id}:{message['message_id']}",
            text=message["text"],
            session_uuid=self.session_uuid,
        )
        self.run.load.ledger.begin(operation)
        self.run.load.ledger.answered(operation, status=200, answer={}, took_s=0.0)
        return operation

    def replied(self, text: str) -> None:
        """Let the member of staff who has the session answer once more."""
        department = self.run.load.client.session_of(self.session_uuid)["department"]["code"]
        reply = Operation(
            Kind.REPLY,
            f"staff_{department}",
            client_id=secrets.token_hex(8),
            text=text,
            session_uuid=self.session_uuid,
        )
        assert self.run.load.do(reply).is_acknowledged, reply

    def heard(self, text: str) -> list[str]:
        """Return what the bot said in the chat with these words in it."""
        found = _bot_api(self.stack, "GET", f"chats/{self.chat_id}")["messages"]
        return [one["text"] for one in found if one["from"]["is_bot"] and text in one["text"]]

    def fault(self, kind: str, *, after_s: float = 1.0, times: int = 1) -> dict[str, Any]:
        return {"kind": kind, "chat_id": self.chat_id, "after_s": after_s, "times": times}


@contextmanager
def chats_open(run: Any, *, count: int) -> Iterator[list[Chat]]:
    """Let so many citizens write, be answered, and have a chat for the length of the block."""
    sent = [run.load.submit() for _ in range(count)]
    assert run.watch.quiet_wait()
    chats = [_chat(run, one) for one in sent]
    try:
        for chat, one in zip(chats, sent, strict=True):
            _do(chat, _OPEN)
            _bot_api(run.stack, "POST", f"chats/{chat.chat_id}/messages", json={"text": "/start"})
            run.load.attend(one)
        assert run.watch.quiet_wait()
        yield chats
    finally:
        faults_set(run.stack)
        for chat in chats:
            _do(chat, _CLOSE)


def update_deliver(stack: FaultStack, update: dict[str, Any]) -> tuple[int, bool]:
    """Bring an update to the webhook; return the status, and whether it was new."""
    url = f"{stack.webs[0]}/telegram/v1/webhook/{BOT_ID}"
    headers = {SECRET_HEADER: WEBHOOK_SECRET}
    answer = httpx.post(
        url, json=update, headers=headers, timeout=ANSWERS_WITHIN_S, trust_env=False
    )
    return answer.status_code, answer.is_success and answer.json()["is_new"]


def stored_note(stack: FaultStack, operations: list[Operation]) -> None:
    """Note under which ids messages are stored; Telegram is not told them.

    One that is not stored keeps an id that no message has, and counts as lost.
    """
    rows = stack.rows(
        "SELECT client_message_id, uuid::text FROM conversations_message "
        "WHERE client_message_id = ANY(%(ids)s)",
        ids=[one.client_id for one in operations],
    )
    stored = dict(rows)
    for one in operations:
        one.answer = {"message_uuid": stored.get(one.client_id, "")}


def faults_set(stack: FaultStack, *faults: dict[str, Any]) -> None:
    """Let Telegram do these things instead of its work."""
    _bot_api(stack, "POST", "faults", json={"faults": list(faults)})


def sends(stack: FaultStack) -> list[dict[str, Any]]:
    """Return the messages that the bot tried to send, in their order."""
    calls = _bot_api(stack, "GET", "calls")["calls"]
    return [call for call in calls if call["method"] == "sendmessage"]


def _chat(run: Any, sent: Operation) -> Chat:
    return Chat(run, sent.seat, sent.answer["session_uuid"], chat_id=next(_ids))


def _do(chat: Chat, queries: tuple[LiteralString, ...]) -> None:
    with chat.stack.database() as connection:
        for query in queries:
            connection.execute(query, {"bot": BOT_ID, "chat": chat.chat_id, "seat": chat.seat})


def _bot_api(stack: FaultStack, method: str, path: str, **told: Any) -> dict[str, Any]:
    url = f"{stack.state.urls['telegram']}/{path}"
    answer = httpx.request(method, url, timeout=ANSWERS_WITHIN_S, trust_env=False, **told)
    found: dict[str, Any] = answer.raise_for_status().json()
    return found
