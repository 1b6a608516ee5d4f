"""All sockets of one process: who hears which group, how many there are, and what was missed.

The process listens to the layer through one channel and spreads the news itself.  Two rounds look
after what no news told: numbers are compared with the database, and cookies are asked again.
"""

import asyncio
import uuid
from collections import Counter as Count
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import ParamSpec, Protocol, TypeVar

import structlog
from django.conf import settings
from prometheus_client import Counter, Gauge
from redis.exceptions import RedisError

from django_core.base.rights import SYSTEM
from django_core.realtime.gate import in_thread, keys_alive
from django_core.realtime.publish import News, layer_now
from django_core.realtime.reader import DatabaseAway, Reader
from django_core.realtime.topics import Feed, Statement

NUMBERS_COMPARED_EVERY_S = 5.0
COOKIES_ASKED_EVERY_S = 15.0
LAYER_TRIED_EVERY_S = 1.0
LAYER_ANSWERS_WITHIN_S = 2.0

_log = structlog.get_logger("civic.live")
OPEN = Gauge("civic_live_sockets", "Sockets that are open.", multiprocess_mode="livesum")
LOST = Counter("civic_live_news_lost", "Times that news of the layer did not arrive.")
Key = TypeVar("Key")
P = ParamSpec("P")


class Listener(Protocol):
    """A socket, as far as the hub knows it."""

    @property
    def person_uuid(self) -> uuid.UUID:
        """Whose socket it is."""

    @property
    def key(self) -> str:
        """The cookie it was opened with."""

    @property
    def address(self) -> str:
        """Where it was opened."""

    def hear(self, news: News) -> None:
        """Take news of a group; must not wait."""

    def catch_up(self) -> None:
        """Look for news that got lost."""

    def behind(self, latest: dict[uuid.UUID, int]) -> None:
        """Compare the last numbers that were told with those of the database."""

    def feeds(self) -> Iterable[tuple[Feed, uuid.UUID]]:
        """Return the numbered subjects that are heard."""


@dataclass
class Hub:
    """The sockets of one process and loop."""

    reader: Reader = field(default_factory=Reader)
    sockets: set[Listener] = field(default_factory=set)
    _groups: dict[str, set[Listener]] = field(default_factory=lambda: defaultdict(set))
    _heard: set[str] = field(default_factory=set)
    _persons: Count[uuid.UUID] = field(default_factory=Count)
    _addresses: Count[str] = field(default_factory=Count)
    _tasks: "list[asyncio.Task[None]]" = field(default_factory=list)
    _is_cookie_doubted: asyncio.Event = field(default_factory=asyncio.Event)
    _channel: str = ""
    _canary: int = 0
    _canary_heard: int = 0

    def admit(self, socket: Listener) -> bool:
        """Count a socket in, unless its person or address has too many already."""
        is_full = self._persons[socket.person_uuid] >= settings.LIVE_SOCKETS_PER_PERSON
        if is_full or self._addresses[socket.address] >= settings.LIVE_SOCKETS_PER_ADDRESS:
            return False
        self._persons[socket.person_uuid] += 1
        self._addresses[socket.address] += 1
        self.sockets.add(socket)
        OPEN.inc()
        self._start()
        return True

    async def dismiss(self, socket: Listener, groups: Iterable[str]) -> None:
        """Count a socket out."""
        if socket not in self.sockets:
            return
        self.sockets.discard(socket)
        OPEN.dec()
        _count_less(self._persons, socket.person_uuid)
        _count_less(self._addresses, socket.address)
        for group in list(groups):
            await self.leave(group, socket)

    async def join(self, group: str, socket: Listener) -> None:
        """Let a socket hear a group; while the broker is away the rounds tell it instead."""
        self._groups[group].add(socket)
        if group not in self._heard:
            await self._layer_try(self._group_hear, group)

    async def leave(self, group: str, socket: Listener) -> None:
        """Let a socket no longer hear a group."""
        self._groups[group].discard(socket)
        if not self._groups[group]:
            del self._groups[group]
            await self._layer_try(self._group_forget, group)

    async def tell(self, group: str, news: News) -> None:
        """Send news to every socket of a group, in all processes."""
        await self._layer_try(self._group_tell, group, news)

    def _start(self) -> None:
        if not self._tasks:
            rounds = (self._listen(), self._numbers_compare(), self._cookies_ask(), self._sing())
            self._tasks = [asyncio.create_task(one) for one in rounds]

    async def _layer_try(
        self, call: Callable[P, Awaitable[None]], *args: P.args, **kwargs: P.kwargs
    ) -> bool:
        """Do something with the layer; returns whether the broker took it in time."""
        try:
            async with asyncio.timeout(LAYER_ANSWERS_WITHIN_S):
                await call(*args, **kwargs)
        except (RedisError, OSError, TimeoutError) as error:
            _log.warning("live_layer_away", error=type(error).__name__)
            return False
        return True

    async def _group_hear(self, group: str) -> None:
        if self._channel and group in self._groups:
            await layer_now().group_add(group, self._channel)
            self._heard.add(group)

    async def _group_forget(self, group: str) -> None:
        if self._channel and group not in self._groups:
            self._heard.discard(group)
            await layer_now().group_discard(group, self._channel)
            await self._group_hear(group)  # Somebody may have come while it was given up.

    @staticmethod
    async def _group_tell(group: str, news: News) -> None:
        await layer_now().group_send(group, {"type": "news", "group": group, **news})

    async def _listen(self) -> None:
        while not self._channel:
            if not await self._layer_try(self._channel_open):
                await asyncio.sleep(LAYER_TRIED_EVERY_S)
        layer = layer_now()
        while True:
            self._spread(await layer.receive(self._channel))

    async def _channel_open(self) -> None:
        self._channel = await layer_now().new_channel("live.")
        for group in list(self._groups):
            await self._group_hear(group)

    def _spread(self, news: News) -> None:
        if "canary" in news:
            self._canary_hear(news["canary"])
            return
        for socket in list(self._groups.get(news["group"], ())):
            socket.hear(news)

    async def _sing(self) -> None:
        """Send a numbered sign to oneself: one that does not come back shows that news got lost."""
        group = f"canary.{uuid.uuid4().hex}"
        self._groups[group] = set()
        while True:
            if self._channel:
                for missed in self._groups.keys() - self._heard:
                    await self._layer_try(self._group_hear, missed)
                self._canary += 1
                await self._layer_try(self._group_tell, group, {"canary": self._canary})
            await asyncio.sleep(LAYER_TRIED_EVERY_S)

    def _canary_hear(self, number: int) -> None:
        is_gap = number != self._canary_heard + 1
        self._canary_heard = number
        if is_gap:
            LOST.inc()
            _log.warning("live_news_lost", sockets=len(self.sockets))
            self._is_cookie_doubted.set()
            for socket in list(self.sockets):
                socket.catch_up()

    async def _numbers_compare(self) -> None:
        while True:
            await asyncio.sleep(NUMBERS_COMPARED_EVERY_S)
            subjects: dict[Statement, set[uuid.UUID]] = defaultdict(set)
            for socket in self.sockets:
                for feed, subject in socket.feeds():
                    subjects[feed.latest].add(subject)
            for statement, asked in subjects.items():
                await self._behind_tell(statement, asked)

    async def _behind_tell(self, statement: Statement, asked: set[uuid.UUID]) -> None:
        try:
            rows = await self.reader.ask(SYSTEM, statement, list(asked))
        except DatabaseAway as error:
            _log.warning("live_database_away", error=str(error))
            return
        latest: dict[uuid.UUID, int] = {row[0]: row[1] for row in rows}
        for socket in list(self.sockets):
            socket.behind(latest)

    async def _cookies_ask(self) -> None:
        """Ask again for every cookie: also what nobody announced ends a socket (S13)."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(COOKIES_ASKED_EVERY_S):
                    await self._is_cookie_doubted.wait()
            self._is_cookie_doubted.clear()
            keys = {socket.key for socket in self.sockets}
            try:
                alive = await in_thread(keys_alive, list(keys))
            except Exception as error:  # noqa: BLE001  # asked again in a moment
                _log.warning("live_database_away", error=type(error).__name__)
                continue
            for socket in [one for one in self.sockets if one.key not in alive]:
                socket.hear({"is_recheck": True})


def _count_less(counter: Count[Key], key: Key) -> None:
    """Count one less and forget what is none."""
    counter[key] -= 1
    if not counter[key]:
        del counter[key]


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub_now() -> Hub:
    """Return the hub of the running loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())
