"""Two hundred open tabs and what happens to their sessions meanwhile."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from loadtests.sockets.client import LiveClient, Seat
from tests.faults.client import CSRF
from tests.faults.ledger import Kind, Operation
from tests.faults.load import Load
from tests.faults.stack import FaultStack

ANSWERS_WITHIN_S = 30.0
AGREES_WITHIN_S = 20.0
POLL_S = 0.1


@dataclass
class Tabs:
    """All tabs of a run, each looking at its citizen's session; ``load`` has the ledger."""

    load: Load
    http: httpx.AsyncClient
    clients: dict[str, LiveClient]
    ended: set[str] = field(default_factory=set)

    @property
    def stack(self) -> FaultStack:
        return self.load.stack

    @property
    def sessions(self) -> list[str]:
        return [next(iter(client.details)) for client in self.clients.values()]

    @property
    def connected(self) -> int:
        return sum(client.is_connected for client in self.clients.values())

    async def connected_wait(self, *, within_s: float) -> float:
        """Return how long it took until every tab was connected."""
        began = time.monotonic()
        while self.connected < len(self.clients):
            took_s = time.monotonic() - began
            assert took_s < within_s, f"{self.connected} of {len(self.clients)} are back"
            await asyncio.sleep(POLL_S)
        return time.monotonic() - began

    async def live(self, dice: random.Random, *, count: int) -> None:
        """Let operators do things in some of the sessions."""
        for session in dice.sample(self.sessions, count):
            await self.deed(session, "notes", text="Позвонить.")
            if dice.random() < 0.5 and session not in self.ended:
                await self._end(session)
                await self.deed(session, "reopen")

    async def _end(self, session: str) -> None:
        """Close a session, each but once, so that two closings of one are a fault (G1)."""
        self.ended.add(session)
        asked = Operation(Kind.END, "operator", session_uuid=session)
        answered = await asyncio.to_thread(self.load.do, asked)
        assert answered.is_acknowledged, answered

    async def deed(self, session: str, what: str, **body: str) -> None:
        path = f"{self.stack.webs[0]}/api/v1/sessions/{session}/{what}"
        answer = await self.http.post(path, json=body, headers=headers_of(self.stack, "operator"))
        assert answer.is_success, answer.text

    async def agree_wait(self) -> float:
        """Return when every tab shows what a fresh GET shows, and how long that took."""
        began, waiting = time.monotonic(), dict(self.clients)
        while waiting:
            for seat, client in list(waiting.items()):
                if await self._agrees(seat, client):
                    waiting.pop(seat)
            took_s = time.monotonic() - began
            assert took_s < AGREES_WITHIN_S or not waiting, f"{len(waiting)} tabs show the past"
        return time.monotonic() - began

    async def _agrees(self, seat: str, client: LiveClient) -> bool:
        ((session, detail),) = client.details.items()
        return detail == await fetch(self.stack, self.http, seat, session)

    def reconnects_per_s(self, *, since_s: float) -> int:
        """Return the most tries to connect within any second since then."""
        tries = sorted(
            at for client in self.clients.values() for at in client.connects_at_s if at >= since_s
        )
        return max((sum(at <= other < at + 1 for other in tries) for at in tries), default=0)

    def shown_twice(self) -> int:
        shown = Counter(one for client in self.clients.values() for one in client.shown)
        return sum(count - 1 for count in shown.values())


def headers_of(stack: FaultStack, seat: str) -> dict[str, str]:
    cookie = f"sessionid={stack.seats[seat]}; csrftoken={CSRF}"
    return {"Cookie": cookie, "X-CSRFToken": CSRF}


async def fetch(
    stack: FaultStack, http: httpx.AsyncClient, seat: str, session: str
) -> dict[str, Any]:
    path = f"{stack.webs[0]}/api/v1/sessions/{session}"
    answer = await http.get(path, headers=headers_of(stack, seat))
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def sessions_open(stack: FaultStack, seats: list[str]) -> dict[str, str]:
    """Let each citizen write once and return their sessions, once all are routed."""
    opened: dict[str, str] = {}
    with httpx.Client(timeout=ANSWERS_WITHIN_S, trust_env=False) as http:
        for seat in seats:
            body = {"text": "На нашей улице третий день нет воды, просим помочь."}
            path = f"{stack.webs[0]}/api/v1/messages"
            answer = http.post(path, json=body, headers=headers_of(stack, seat))
            answer.raise_for_status()
            opened[seat] = answer.json()["session_uuid"]
    for _poll in range(600):
        if not stack.value("SELECT count(*) FROM conversations_session WHERE status = 'ROUTING'"):
            return opened
        time.sleep(POLL_S)
    raise AssertionError("not everything was routed")


@asynccontextmanager
async def tabs_open(load: Load, sessions: dict[str, str]) -> AsyncIterator[Tabs]:
    """Open a tab for each citizen, through the one address of the stack."""
    stack, door = load.stack, load.stack.state.web_url
    # A kept connection may be closed by the server just when it is used again; a browser asks anew.
    no_kept = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(timeout=ANSWERS_WITHIN_S, limits=no_kept, trust_env=False) as http:
        clients = {seat: _client(stack, http, seat, door=door) for seat in sessions}
        for seat, session in sessions.items():
            await clients[seat].look(session)
        running = [asyncio.create_task(one) for one in _spread(clients)]
        try:
            yield Tabs(load, http, clients)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)


def _spread(clients: dict[str, LiveClient]) -> Iterator[Any]:
    """Yield the life of each client; they come one after the other, as people do."""

    async def after(wait_s: float, client: LiveClient) -> None:
        await asyncio.sleep(wait_s)
        await client.run()

    for number, client in enumerate(clients.values()):
        yield after(number / 40, client)


def _client(stack: FaultStack, http: httpx.AsyncClient, seat: str, *, door: str) -> LiveClient:
    async def fetch_own(session: str) -> dict[str, Any]:
        return await fetch(stack, http, seat, session)

    url = door.replace("http://", "ws://") + "/ws/v1/"
    return LiveClient(Seat(url=url, origin=door, cookie=stack.seats[seat]), fetch_own)
