"""Writing events with a change, and telling the sockets once it is committed.

What leaves through the layer is ids and codes.  It leaves on a thread of its own, because a
stopped broker can hold a socket for seconds (F3).  News that get lost cost only time: each
process of sockets compares numbers with the database every few seconds.
"""

import asyncio
import threading
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

import structlog
from channels.layers import get_channel_layer
from django.db import transaction
from redis.exceptions import RedisError

from django_core.base.postgres.prepared import Prepared, run_later
from django_core.realtime.events import Kind
from django_core.realtime.models import Audience

NEWS_WAITING_MAX = 1_000
LEAVES_WITHIN_S = 2.0

_EVENTS = Prepared(
    name="civic_events",
    sql="""
        INSERT INTO realtime_event (session_uuid, sequence, kind, audience, message_uuid)
        SELECT %(session)s, told.*
        FROM unnest(%(sequences)s, %(kinds)s, %(audiences)s, %(messages)s) AS told
    """,
    types={
        "session": "uuid",
        "sequences": "integer[]",
        "kinds": "text[]",
        "audiences": "text[]",
        "messages": "uuid[]",
    },
)

_log = structlog.get_logger("civic.live")
News = dict[str, Any]


class Layer(Protocol):
    """What is used of the layer of ``channels``."""

    async def new_channel(self, prefix: str) -> str:
        """Open a channel of this process."""

    async def receive(self, channel: str) -> News:
        """Return the next message of a channel."""

    async def group_add(self, group: str, channel: str) -> None:
        """Let a channel hear a group."""

    async def group_discard(self, group: str, channel: str) -> None:
        """Let a channel no longer hear a group."""

    async def group_send(self, group: str, message: News) -> None:
        """Send to all channels of a group."""


def layer_now() -> Layer:
    """Return the layer; it keeps the connections of each loop apart."""
    return cast("Layer", get_channel_layer())


@dataclass(frozen=True)
class NewEvent:
    """An event of a session that is about to be saved."""

    kind: Kind = Kind.STATUS
    message_uuid: uuid.UUID | None = None
    audience: Audience = Audience.EVERYBODY


def events_write(session_uuid: uuid.UUID, *, first: int, events: Sequence[NewEvent]) -> None:
    """Insert events in one statement, numbered from ``first``.

    The caller holds the session's row, counts in it, and acts as the system.
    """
    run_later(
        _EVENTS.call(
            session=session_uuid,
            sequences=list(range(first, first + len(events))),
            kinds=[str(event.kind) for event in events],
            audiences=[str(event.audience) for event in events],
            messages=[event.message_uuid for event in events],
        )
    )


def sequence_announce(group: str, *, sequence: int) -> None:
    """Say on commit that a session has events up to this number."""
    announce(group, {"sequence": sequence})


def event_announce(group: str, event: Mapping[str, object]) -> None:
    """Say on commit something that has no number."""
    announce(group, {"event": dict(event)})


def access_announce(person_uuid: uuid.UUID) -> None:
    """Say on commit that a person's rights or sign-ins are no longer what they were (S13)."""
    announce(person_group(person_uuid), {"is_recheck": True})


def announce(group: str, news: News) -> None:
    """Hand news for a group to the announcer on commit; returns at once, whatever Redis does."""
    transaction.on_commit(lambda: _announcer.take(group, news))


def person_group(person_uuid: uuid.UUID) -> str:
    """Return the group that all sockets of a person are in."""
    return f"person.{person_uuid}"


class Announcer:
    """A thread with a loop of its own that hands news to the layer, one after the other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: asyncio.Queue[tuple[str, News]] | None = None

    def take(self, group: str, news: News) -> None:
        """Queue news; never waits."""
        loop, waiting = self._ready()
        loop.call_soon_threadsafe(self._put, waiting, group, news)

    def _ready(self) -> tuple[asyncio.AbstractEventLoop, asyncio.Queue[tuple[str, News]]]:
        """Return the loop of this process; a fork leaves the thread behind."""
        with self._lock:
            thread = self._thread
            if thread is None or not thread.is_alive() or not self._loop or not self._waiting:
                self._loop, self._waiting = asyncio.new_event_loop(), asyncio.Queue()
                self._thread = threading.Thread(
                    target=_loop_run, args=(self._loop, self._waiting), name="live", daemon=True
                )
                self._thread.start()
            return self._loop, self._waiting

    @staticmethod
    def _put(waiting: asyncio.Queue[tuple[str, News]], group: str, news: News) -> None:
        if waiting.qsize() >= NEWS_WAITING_MAX:
            _log.warning("live_overfull", group=group)
            return
        waiting.put_nowait((group, news))


def _loop_run(loop: asyncio.AbstractEventLoop, waiting: asyncio.Queue[tuple[str, News]]) -> None:
    asyncio.set_event_loop(loop)
    loop.run_until_complete(_news_send(waiting))


async def _news_send(waiting: asyncio.Queue[tuple[str, News]]) -> None:
    while True:
        group, news = await waiting.get()
        if not await _news_leave(group, news):
            while not waiting.empty():  # The broker is away: sockets find out by themselves.
                waiting.get_nowait()


async def _news_leave(group: str, news: News) -> bool:
    try:
        async with asyncio.timeout(LEAVES_WITHIN_S):
            await layer_now().group_send(group, {"type": "news", "group": group, **news})
    except (RedisError, OSError, TimeoutError) as error:
        _log.warning("live_not_told", group=group, error=type(error).__name__)
        return False
    return True


_announcer = Announcer()
