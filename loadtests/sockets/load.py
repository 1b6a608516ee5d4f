"""loadtests.sockets: thousands of tabs in one process, and messages that they all wait for.

A message is what a service leaves behind: its row, the session's next number, its event, one
commit, and then news of it through the layer.
"""

import asyncio
import json
import time
import uuid
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import cycle
from types import TracebackType
from typing import Any, Self

import psycopg
from channels_redis.pubsub import RedisPubSubChannelLayer
from websockets.asyncio.client import ClientConnection, connect

from k8s.devstack.ports import LOOPBACK
from loadtests.sockets.stack import TABS_EACH, Bench, Running

TICK_S = 0.01
ARRIVES_WITHIN_S = 10.0
SETTLES_S = 2.0
_AS_SYSTEM = "-c civic.viewer_kind=SYSTEM"
_SAY = """
    WITH numbered AS (
        UPDATE conversations_session SET event_sequence = event_sequence + 1,
            last_sequence = last_sequence + 1, version = version + 1, last_message_at = now()
        WHERE uuid = ANY(%s) RETURNING uuid, district_id, citizen_id, event_sequence, last_sequence
    ), said AS (
        INSERT INTO conversations_message (uuid, session_id, district_id, sequence, sender_kind,
            sender_id, text, notice, notice_data, visibility, state, channel, language, script)
        SELECT gen_random_uuid(), uuid, district_id, last_sequence, 'CITIZEN', citizen_id,
            'Во дворе третий день не вывозят мусор, контейнеры переполнены.', '', '{}', 'PUBLIC',
            'NEEDS_OPERATOR', 'WEB', '', '' FROM numbered RETURNING uuid, session_id
    ), told AS (
        INSERT INTO realtime_event (session_uuid, sequence, kind, audience, message_uuid)
        SELECT n.uuid, event_sequence, 'message.created', 'EVERYBODY', said.uuid
        FROM numbered n JOIN said ON said.session_id = n.uuid
    )
    SELECT uuid::text, event_sequence FROM numbered
"""


@dataclass
class Rates:
    """What became of the messages of a while; each is expected by every tab of its session."""

    per_s: int
    expected: int
    took_s: float
    cpu_s: float
    waits_ms: list[float]

    def in_time_per_s(self, within_ms: float) -> float:
        """Return the messages a second that reached their tabs within the time."""
        in_time = sum(wait_ms <= within_ms for wait_ms in self.waits_ms)
        return round(in_time / TABS_EACH / self.took_s, 1)

    def quantile_ms(self, share: float) -> float:
        """Return the time that this share of deliveries took at most."""
        waits = sorted(self.waits_ms)
        return waits[min(int(len(waits) * share), len(waits) - 1)] if waits else float("inf")

    def keeps_up(self, *, share: float, within_ms: float) -> bool:
        """Return whether so much arrived within the time."""
        in_time = sum(wait_ms <= within_ms for wait_ms in self.waits_ms)
        return in_time >= share * self.expected

    def told(self) -> dict[str, float]:
        """Return the figures."""
        return {
            "per_s": self.per_s,
            "deliveries": len(self.waits_ms),
            "lost": self.expected - len(self.waits_ms),
            "p50_ms": round(self.quantile_ms(0.5), 1),
            "p99_ms": round(self.quantile_ms(0.99), 1),
            "max_ms": round(self.quantile_ms(1.0), 1),
            "took_s": round(self.took_s, 1),
            "server_cpu_ms": round(self.cpu_s / self.expected * TABS_EACH * 1_000, 2),
        }


@dataclass
class Load:
    """Tabs at one server; two look at each session."""

    bench: Bench
    server: Running
    _tabs: AsyncExitStack = field(default_factory=AsyncExitStack)
    _hearing: "list[asyncio.Task[None]]" = field(default_factory=list)
    _sessions: list[str] = field(default_factory=list)
    _sent_at: dict[tuple[str, int], float] = field(default_factory=dict)
    _waits_ms: list[float] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: object, _at: TracebackType | None
    ) -> None:
        for task in self._hearing:
            task.cancel()
        await self._tabs.aclose()

    async def connect(self, count: int, *, per_s: int) -> dict[str, float]:
        """Open sockets at a steady rate; a connect ends with the greeting."""
        before_kb, began, cpu_s = self.server.memory_kb(), time.monotonic(), self.server.cpu_s()
        seats = [seat for seat in self.bench.seats[: count // TABS_EACH] for _ in range(TABS_EACH)]
        opening = []
        for number, (cookie, session) in enumerate(seats):
            await asyncio.sleep(began + number / per_s - time.monotonic())
            opening.append(asyncio.create_task(self._open(cookie, session)))
        took_ms = sorted([await one for one in opening])
        await asyncio.sleep(SETTLES_S)
        self._sessions = list(dict.fromkeys(session for _cookie, session in seats))
        return {
            "sockets": count,
            "kb_per_socket": round((self.server.memory_kb() - before_kb) / count, 1),
            "p50_ms": round(took_ms[count // 2], 1),
            "p99_ms": round(took_ms[int(count * 0.99)], 1),
            "server_cpu_ms": round((self.server.cpu_s() - cpu_s) / count * 1_000, 2),
        }

    async def messages(self, *, per_s: int, seconds: int) -> Rates:
        """Say things at a steady rate in one session after the other."""
        self._sent_at, self._waits_ms = {}, []
        began, cpu_s, total, sent = time.monotonic(), self.server.cpu_s(), per_s * seconds, 0
        turn = cycle(self._sessions)
        layer = RedisPubSubChannelLayer(
            hosts=[self.bench.layout.state.urls["redis"]], prefix="civic-live"
        )
        options = {"options": _AS_SYSTEM, "autocommit": True}
        async with await psycopg.AsyncConnection.connect(self.bench.owner_url, **options) as saying:  # type: ignore[arg-type]  # both are right
            while sent < total:
                await asyncio.sleep(TICK_S)
                due = min(total, int((time.monotonic() - began) * per_s), sent + 100)
                sessions = [next(turn) for _ in range(due - sent)]
                await self._say(saying, layer, sessions)
                sent = due
        took_s = time.monotonic() - began
        await self._arrive(total * TABS_EACH)
        used_s = self.server.cpu_s() - cpu_s
        await layer.flush()
        return Rates(per_s, total * TABS_EACH, took_s, used_s, self._waits_ms)

    async def _say(
        self,
        saying: "psycopg.AsyncConnection[tuple[Any, ...]]",
        layer: RedisPubSubChannelLayer,
        sessions: list[str],
    ) -> None:
        if not sessions:
            return
        uuids = [uuid.UUID(session) for session in sessions]
        rows = await (await saying.execute(_SAY, [uuids])).fetchall()
        now = time.monotonic()
        for session, sequence in rows:
            self._sent_at[session, sequence] = now
            group = f"session.{session}"
            news = {"type": "news", "group": group, "sequence": sequence}
            await layer.group_send(group, news)

    async def _arrive(self, expected: int) -> None:
        """Wait until all has arrived, or long enough."""
        for _tick in range(int(ARRIVES_WITHIN_S / TICK_S)):
            if len(self._waits_ms) >= expected:
                return
            await asyncio.sleep(TICK_S)

    async def _open(self, cookie: str, session: str) -> float:
        began = time.monotonic()
        socket = await self._tabs.enter_async_context(
            connect(
                f"ws://{LOOPBACK}:{self.server.port}/ws/v1/",
                origin=f"http://{LOOPBACK}:{self.server.port}",  # type: ignore[arg-type]  # a plain string is one
                additional_headers={"Cookie": f"sessionid={cookie}"},
                compression=None,
                ping_interval=None,
                open_timeout=30,
                close_timeout=1,
            )
        )
        await socket.recv()
        took_ms = (time.monotonic() - began) * 1_000
        await socket.send(json.dumps({"type": "subscribe", "topic": f"session:{session}"}))
        self._hearing.append(asyncio.create_task(self._hear(socket, session)))
        return took_ms

    async def _hear(self, socket: ClientConnection, session: str) -> None:
        async for text in socket:
            now, frame = time.monotonic(), json.loads(text)
            if frame["type"] == "event" and frame["sequence"]:
                # A round of the server may find a message before its time is noted here.
                sent_at = self._sent_at.get((session, frame["sequence"]), now)
                self._waits_ms.append((now - sent_at) * 1_000)
