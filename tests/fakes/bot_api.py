"""The local Bot API in a thread of the tests, and a person with a phone in their hand."""

import itertools
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn

from k8s.devstack.bot_api.app import app_build
from k8s.devstack.bot_api.chats import Chats
from k8s.devstack.ports import LOOPBACK, port_free

TOKEN = "7000000001:for-tests-only-this-is-no-real-token"  # noqa: S105  # it opens nothing
BOT_ID = 7_000_000_001
_chat_ids = itertools.count(100_001)


@dataclass
class LocalBotApi:
    """A running server."""

    chats: Chats = field(default_factory=Chats)
    port: int = field(default_factory=port_free)
    _server: uvicorn.Server | None = None
    _thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def start(self) -> None:
        config = uvicorn.Config(
            app_build(self.chats),
            port=self.port,
            log_level="warning",
            access_log=False,
            ws="none",
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def stop(self) -> None:
        assert self._server is not None
        assert self._thread is not None
        self._server.should_exit = True
        self._thread.join(5)

    def faults(self, *faults: dict[str, Any]) -> None:
        httpx.post(f"{self.url}/faults", json={"faults": list(faults)}).raise_for_status()


@dataclass
class Phone:
    """A person in Telegram: what they do becomes an update, what the bot says is heard."""

    api_url: str
    number: str = "+998901234567"
    name: str = "Aziza Karimova"
    chat_id: int = field(default_factory=lambda: next(_chat_ids))
    heard_before: int = 0

    def says(self, text: str = "", **content: Any) -> dict[str, Any]:
        return self._post(
            "messages", {"name": self.name, **({"text": text} if text else {}), **content}
        )

    def shares_contact(self) -> dict[str, Any]:
        return self.says(
            shares_contact=True, contact={"phone_number": self.number, "first_name": "A"}
        )

    def presses(self, data: str) -> dict[str, Any]:
        return self._post("presses", {"data": data})

    def heard(self) -> list[dict[str, Any]]:
        """Return what the bot said since the last time."""
        found = httpx.get(f"{self.api_url}/chats/{self.chat_id}").json()["messages"]
        said = [one for one in found if one["from"]["is_bot"]]
        new, self.heard_before = said[self.heard_before :], len(said)
        return new

    def heard_texts(self) -> list[str]:
        return [one["text"] for one in self.heard()]

    def _post(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = httpx.post(f"{self.api_url}/chats/{self.chat_id}/{what}", json=body)
        update: dict[str, Any] = answer.raise_for_status().json()
        return update


def buttons(message: dict[str, Any]) -> dict[str, str]:
    """Return the buttons below a message: words and what they send, or where they lead."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {one["text"]: one.get("callback_data") or one["url"] for row in rows for one in row}
