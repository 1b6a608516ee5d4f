"""loadtests.sockets: thousands of tabs in one process, and messages that they all wait for."""

import asyncio
import time
from dataclasses import dataclass, field
from itertools import cycle
from types import TracebackType
from typing import Any, Self

from picows import WSTransport

from loadtests.sockets.speaker import speaking
from loadtests.sockets.stack import TABS_EACH, Bench, Running, Used
from loadtests.sockets.tabs import tab_open

TICK_S = 0.01
ARRIVES_WITHIN_S = 10.0
SETTLES_S = 2.0
AT_ONCE_MAX = 250


@dataclass
class Rates:
    """What became of the messages of a while; each is expected by every tab of its session."""

    per_s: int
    expected: int
    took_s: float
    used: Used
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
        """Return whether nothing was lost and so much arrived within the time."""
        in_time = sum(wait_ms <= within_ms for wait_ms in self.waits_ms)
        return len(self.waits_ms) == self.expected and in_time >= share * self.expected

    def told(self) -> dict[str, Any]:
        """Return the figures."""
        return {
            "per_s": self.per_s,
            "deliveries": len(self.waits_ms),
            "lost": self.expected - len(self.waits_ms),
            "p50_ms": round(self.quantile_ms(0.5), 1),
            "p99_ms": round(self.quantile_ms(0.99), 1),
            "max_ms": round(self.quantile_ms(1.0), 1),
            "took_s": round(self.took_s, 1),
            "cpu_ms_a_message": self.used.ms_each(self.expected // TABS_EACH),
            "cores": self.used.cores(self.took_s),
        }


@dataclass
class Load:
    """Tabs at one server; two look at each session."""

    bench: Bench
    server: Running
    _tabs: list[WSTransport] = field(default_factory=list)
    _sessions: list[str] = field(default_factory=list)
    _sent_at: dict[tuple[str, int], float] = field(default_factory=dict)
    _waits_ms: list[float] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: object, _at: TracebackType | None
    ) -> None:
        for tab in self._tabs:
            tab.disconnect(graceful=False)

    async def connect(self, count: int, *, per_s: int) -> dict[str, Any]:
        """Open sockets at a steady rate; a connect ends with the greeting."""
        before_kb, began = self.server.memory_kb(), time.monotonic()
        before = self.bench.used(self.server)
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
            "cpu_ms_a_connect": (self.bench.used(self.server) - before).ms_each(count),
        }

    async def messages(self, *, per_s: int, seconds: int) -> Rates:
        """Say things at a steady rate in one session after the other."""
        self._sent_at, self._waits_ms = {}, []
        before, began = self.bench.used(self.server), time.monotonic()
        total, sent = per_s * seconds, 0
        turn = cycle(self._sessions)
        urls = {"owner_url": self.bench.owner_url, "redis_url": self.bench.redis_url}
        async with speaking(**urls) as speaker:
            while sent < total:
                await asyncio.sleep(TICK_S)
                due = min(total, int((time.monotonic() - began) * per_s), sent + AT_ONCE_MAX)
                if due > sent:
                    sessions = [next(turn) for _ in range(due - sent)]
                    await speaker.say(sessions, said_at=self._sent_at)
                sent = due
            took_s = time.monotonic() - began
            await self._arrive(total * TABS_EACH)
        used = self.bench.used(self.server) - before
        return Rates(per_s, total * TABS_EACH, took_s, used, self._waits_ms)

    async def _arrive(self, expected: int) -> None:
        """Wait until all has arrived, or long enough."""
        for _tick in range(int(ARRIVES_WITHIN_S / TICK_S)):
            if len(self._waits_ms) >= expected:
                return
            await asyncio.sleep(TICK_S)

    async def _open(self, cookie: str, session: str) -> float:
        began = time.monotonic()
        tab = await tab_open(self.server.port, cookie=cookie, session=session, hears=self._hear)
        self._tabs.append(tab)
        return (time.monotonic() - began) * 1_000

    def _hear(self, session: str, sequence: int, at_s: float) -> None:
        # A round of the server may find a message before its time is noted here.
        sent_at = self._sent_at.get((session, sequence), at_s)
        self._waits_ms.append((at_s - sent_at) * 1_000)
