"""loadtests.sockets: the reference client: one socket, replays, and a jittered way back (F12)."""

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from loadtests.sockets.view import Detail, event_apply

# How long to wait before the next try, from and to, by the number of tries that failed since the
# connection was lost; the last one holds for all that follow.  The first wait spreads the clients
# of a server that ended over 7.5 s.  The next ones are all of that length, so that they stay
# spread: waits drawn anew would add up to twice as many tries a second.  Whoever lost a server for
# half a minute has it back within 8.5 s; only then the waits grow.
WAITS_S = ((1.0, 8.5), *(((7.25, 7.75),) * 4), (7.5, 15.0), (15.0, 30.0))
OPENS_WITHIN_S = 10.0
Fetch = Callable[[str], Awaitable[Detail]]


def wait_s(failures: int) -> float:
    """Return how long to wait after so many tries in vain; the web page does the same."""
    shortest_s, longest_s = WAITS_S[min(failures, len(WAITS_S) - 1)]
    return random.uniform(shortest_s, longest_s)  # noqa: S311  # it only spreads clients


@dataclass
class Seat:
    """Where a client connects and as whom."""

    url: str
    origin: str
    cookie: str


@dataclass
class LiveClient:
    """A tab that looks at sessions; ``details`` is what it shows."""

    seat: Seat
    fetch: Fetch
    details: dict[str, Detail] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    connects_at_s: list[float] = field(default_factory=list)
    is_connected: bool = False
    failures: int = 0

    async def look(self, session_uuid: str) -> None:
        """Get a session; it is kept up to date from the next connection on."""
        self.details[session_uuid] = await self.fetch(session_uuid)

    async def run(self) -> None:
        """Stay connected until cancelled."""
        while True:
            with suppress(OSError, WebSocketException, TimeoutError):
                await self._visit()
            self.is_connected = False
            await asyncio.sleep(wait_s(self.failures))
            self.failures += 1

    async def _visit(self) -> None:
        self.connects_at_s.append(time.monotonic())
        async with connect(
            self.seat.url,
            origin=self.seat.origin,  # type: ignore[arg-type]  # a plain string is one
            additional_headers={"Cookie": f"sessionid={self.seat.cookie}"},
            open_timeout=OPENS_WITHIN_S,
            compression=None,
        ) as socket:
            for session_uuid in self.details:
                await self._subscribe(socket, session_uuid)
            async for text in socket:
                await self._take(socket, json.loads(text))

    async def _subscribe(self, socket: ClientConnection, session_uuid: str) -> None:
        after = self.details[session_uuid]["sequence"]
        topic = f"session:{session_uuid}"
        await socket.send(json.dumps({"type": "subscribe", "topic": topic, "after": after}))

    async def _take(self, socket: ClientConnection, frame: dict[str, Any]) -> None:
        session_uuid = frame.get("topic", "").partition(":")[2]
        match frame["type"]:
            case "hello":
                self.is_connected, self.failures = True, 0
            case "resync":
                await self.look(session_uuid)
                await self._subscribe(socket, session_uuid)
            case "subscribed":
                for told in frame["events"]:
                    self._apply(session_uuid, told)
            case "event" if frame["sequence"] is not None:
                self._apply(session_uuid, frame)
            case _:
                pass  # What has no number changes nothing that is kept here.

    def _apply(self, session_uuid: str, told: dict[str, Any]) -> None:
        before = self.details[session_uuid]
        after = event_apply(before, told)
        self.details[session_uuid] = after
        known = {one["message_uuid"] for one in before["messages"]}
        new = (one["message_uuid"] for one in after["messages"])
        self.shown += [message_uuid for message_uuid in new if message_uuid not in known]
