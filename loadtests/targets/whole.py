"""loadtests.targets: the whole path, as people walk it: write, be routed, be answered, unlock."""

import asyncio
import time
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

import aiohttp

from loadtests.corpus import Text
from loadtests.graphs import DISTRICT
from loadtests.open_loop import Journey, Refused
from loadtests.people import Api, Crew

SAVED, ROUTED, ANSWERED, UNLOCKED = "saved", "routed", "answered", "unlocked"
REPLY = "Assalomu alaykum! Murojaatingiz qabul qilindi."
# What a list is told when the pipeline is done with a session: it has a department, or waits
# for an operator.
_ENDS = frozenset({"routed", "status"})
_TOPICS = {"operator": f"operators:{DISTRICT}", "superuser": "quarantine"}
_LISTENS_AGAIN_AFTER_S = 0.5
SUBMIT = "/api/v1/messages"
SETTLES_WITHIN_S = 120.0


@dataclass
class Ears:
    """The tabs of an operator and a superuser: together they hear where each message ended."""

    heard_at: dict[str, float] = field(default_factory=dict)
    _waiting: "dict[str, list[asyncio.Event]]" = field(default_factory=lambda: defaultdict(list))

    @asynccontextmanager
    async def listening(self, api: Api, officials: dict[str, str]) -> AsyncIterator[None]:
        """Listen until the block ends, whatever happens to the sockets meanwhile."""
        ready = [asyncio.Event() for _topic in _TOPICS]
        tasks = [
            asyncio.create_task(self._listen(api, officials[name], topic, event))
            for (name, topic), event in zip(_TOPICS.items(), ready, strict=True)
        ]
        try:
            async with asyncio.timeout(30):
                for event in ready:
                    await event.wait()
            yield
        finally:
            for task in tasks:
                task.cancel()

    async def ended(self, session_uuid: str) -> float:
        """Return when the session's end was heard, by the monotonic clock."""
        if session_uuid not in self.heard_at:
            event = asyncio.Event()
            self._waiting[session_uuid].append(event)
            await event.wait()
        return self.heard_at[session_uuid]

    async def _listen(self, api: Api, cookie: str, topic: str, ready: asyncio.Event) -> None:
        while True:
            try:
                async with await api.socket(cookie=cookie) as socket:
                    await socket.send_json({"type": "subscribe", "topic": topic})
                    async for frame in socket:
                        self._hear(frame.json(), ready)
            except (aiohttp.ClientError, OSError, TimeoutError):
                pass  # The server is away, which may be what this run is about.
            await asyncio.sleep(_LISTENS_AGAIN_AFTER_S)

    def _hear(self, told: dict[str, Any], ready: asyncio.Event) -> None:
        if told["type"] == "subscribed":
            ready.set()
        if told["type"] != "event":
            return
        event = told["event"]
        if event["kind"] == "injection.alert" or event.get("change") in _ENDS:
            self.note(event["session_uuid"])

    def note(self, session_uuid: str) -> None:
        """Take down that a session's end is known."""
        self.heard_at.setdefault(session_uuid, time.monotonic())
        for event in self._waiting.pop(session_uuid, ()):
            event.set()


@dataclass
class WholeTarget:
    """Acts as a citizen and, for some, as the staff of the department that was found."""

    api: Api
    crew: Crew
    texts: Iterator[Text]
    ears: Ears
    dice: Random
    answered_share: float = 0.0
    copies: int = 1
    _unheard: dict[str, tuple[Journey, str, dict[str, str]]] = field(default_factory=dict)

    async def act(self, journey: Journey) -> None:
        """Write, hear where it went, and let staff answer if it is one of those."""
        text, cookie = next(self.texts), self.crew.citizens.take()
        journey.is_attack, journey.client_id = text.is_attack, str(uuid.uuid4())
        is_answered = self.dice.random() < self.answered_share
        if is_answered and not text.is_attack:
            async with await self.api.socket(cookie=cookie) as tab:
                await self._write(journey, text, cookie)
                await self._watch(journey, tab)
        else:
            await self._write(journey, text, cookie)
            journey.step(ROUTED, at=await self.ears.ended(journey.session_uuid))
        if self.crew.is_lent:
            await self._free(journey, cookie)

    async def _write(self, journey: Journey, text: Text, cookie: str) -> None:
        body = {"text": text.words, "client_message_id": journey.client_id}
        self._unheard[journey.client_id] = (journey, cookie, body)
        copies = range(self.copies)
        sent = [self.api.post_until_heard(SUBMIT, body, cookie=cookie) for _copy in copies]
        try:
            answers = await asyncio.gather(*sent)
        except Refused:
            del self._unheard[journey.client_id]  # Nothing was saved, and it will not be.
            raise
        del self._unheard[journey.client_id]
        journey.step(SAVED)
        journey.server_s = answers[0].server_s
        saved = {(one.body["message_uuid"], one.body["session_uuid"]) for one in answers}
        journey.message_uuid, journey.session_uuid = min(saved)
        if len(saved) > 1:
            raise Refused("DOUBLED")

    async def _watch(self, journey: Journey, tab: aiohttp.ClientWebSocketResponse) -> None:
        """See in the citizen's tab what happens, and answer once there is a department."""
        topic = f"session:{journey.session_uuid}"
        await tab.send_json({"type": "subscribe", "topic": topic, "after": 0})
        answering: asyncio.Task[None] | None = None
        async for frame in tab:
            session = _session_shown(frame.json())
            if session is None or session["status"] in {"ROUTING", "QUEUED"}:
                continue
            journey.step(ROUTED)
            if session["department"] is None:
                return
            if answering is None:
                code = session["department"]["code"]
                answering = asyncio.create_task(self._answer(journey, code))
            if not session["is_locked"]:
                journey.step(UNLOCKED)
                await answering
                return
        raise Refused("TAB_CLOSED")

    async def _answer(self, journey: Journey, department: str) -> None:
        cookie, session = self.crew.officials[f"staff_{department}"], journey.session_uuid
        said = {"text": REPLY, "client_message_id": f"{journey.client_id}.r"}
        for action, body in (("pick", {}), ("confirmations", {}), ("replies", said)):
            await self.api.post_until_heard(
                f"/api/v1/sessions/{session}/{action}", body, cookie=cookie
            )
        journey.step(ANSWERED)

    async def _free(self, journey: Journey, cookie: str) -> None:
        """End the session, so that the citizen can write again."""
        path, superuser = f"/api/v1/sessions/{journey.session_uuid}", "superuser"
        await self.api.post_until_heard(f"{path}/end", {}, cookie=self.crew.officials[superuser])
        self.crew.citizens.give_back(cookie)

    async def settle(self) -> None:
        """Send again, under its own id, what nobody acknowledged: it may be saved or not (P6)."""
        async with asyncio.timeout(SETTLES_WITHIN_S):
            for journey, cookie, body in list(self._unheard.values()):
                answer = await self.api.post_until_heard(SUBMIT, body, cookie=cookie)
                journey.message_uuid = answer.body["message_uuid"]
                journey.session_uuid = answer.body["session_uuid"]
                del self._unheard[journey.client_id]


def _session_shown(told: dict[str, Any]) -> dict[str, Any] | None:
    """Return the session as the last event of a frame shows it, if it does."""
    if told["type"] == "subscribed":
        shown = [one["event"].get("session") for one in told["events"]]
        return next((one for one in reversed(shown) if one), None)
    return told["event"].get("session") if told["type"] == "event" else None
