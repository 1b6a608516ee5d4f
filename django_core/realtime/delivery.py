"""What one socket is told: its topics, what waits to be sent, and one thing at a time that is.

News only mark what is to be read, so that a slow client costs a bounded amount of memory: a
topic that falls too far behind is resynced, a client that reads nothing is let go.  What has
numbers is sent as soon as it is read; only a client that does not take it at once costs a task.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError
from psycopg_pool import PoolTimeout

from django_core.base.errors import ApplicationError
from django_core.base.rights import viewer_from
from django_core.realtime import events
from django_core.realtime.eager import begun
from django_core.realtime.gate import NOT_SIGNED_IN, TOO_MUCH, as_person, in_thread, person_find
from django_core.realtime.hub import Hub
from django_core.realtime.presence import presence_tell
from django_core.realtime.publish import News, person_group
from django_core.realtime.reader import DatabaseAway
from django_core.realtime.shown import Shape
from django_core.realtime.topics import REPLAY_MAX, Feed, Page, Row, Subscription

WAITING_MAX = 100
SENDS_WITHIN_S = 10.0
DATABASE_TRIED_EVERY_S = 1.0
CRASHED = 1011
_NOTHING_AFTER = 2**31 - 1

_log = structlog.get_logger("civic.live")
Send = Callable[[Any], Awaitable[None]]


@dataclass(eq=False, slots=True)
class Delivery:
    """Everything between the hub and one client; ``person`` is who is signed in there."""

    hub: Hub
    send: Send
    person: Any
    key: str
    address: str
    topics: dict[str, Subscription] = field(default_factory=dict)
    _stale: set[str] = field(default_factory=set)
    _lost: set[str] = field(default_factory=set)
    _asked: set[str] = field(default_factory=set)
    _waiting: "deque[tuple[str, Any]]" = field(default_factory=deque)
    _is_doubted: bool = False
    _is_closed: bool = False
    _is_busy: bool = False
    _pump: "asyncio.Task[None] | None" = None

    @property
    def person_uuid(self) -> UUID:
        """Whose socket it is."""
        found: UUID = self.person.uuid
        return found

    def feeds(self) -> Iterable[tuple[Feed, UUID]]:
        """Return the numbered subjects that are heard."""
        for one in self.topics.values():
            if one.topic.feed and one.place.subject:
                yield one.topic.feed, one.place.subject

    def hear(self, news: News) -> None:
        """Note what is to be sent; never waits."""
        if news.get("is_recheck"):
            self._is_doubted = True
        for one in self.topics.values():
            if one.place.group == news.get("group"):
                self._note(one, news)
        self._wake()

    def catch_up(self) -> None:
        """News were lost: read what has numbers, and let the client ask for the rest."""
        for name, one in self.topics.items():
            (self._stale if one.topic.feed else self._lost).add(name)
        self._wake()

    def behind(self, latest: dict[UUID, int]) -> None:
        """Read the subjects whose number has grown without news of it."""
        for name, one in self.topics.items():
            if one.place.subject and latest.get(one.place.subject, 0) > one.sent:
                self._stale.add(name)
        self._wake()

    def begin(self, one: Subscription) -> None:
        """Let a topic be heard; what came while it was entered is looked for."""
        self.topics[one.name] = one
        if one.topic.feed:
            self._stale.add(one.name)
            self._wake()

    async def page_read(self, one: Subscription, *, after: int | None) -> Page | None:
        """Return what came after a number, or nothing when the subject is out of sight.

        Only a topic with a feed is read; raises ``DatabaseAway``.
        """
        if one.topic.feed is None:
            return Page(latest=0, events=[])
        number = _NOTHING_AFTER if after is None else after
        return await asyncio.shield(self._page_ask(one, one.topic.feed, after=number))

    def _page_ask(
        self, one: Subscription, feed: Feed, *, after: int
    ) -> "asyncio.Future[Page | None]":
        """Return the page to come; others may wait for the same."""
        return self.hub.reader.ask_together(
            viewer_from(self.person),
            feed.page,
            *(one.place.subject, after, self.person.language, REPLAY_MAX),
            render=partial(_page_of, feed=feed, after=after),
        )

    async def frame_send(self, frame: Shape) -> None:
        """Send one frame."""
        await self._text_send(frame.model_dump_json())

    async def _text_send(self, text: str) -> None:
        await self.send({"type": "websocket.send", "text": text})

    async def close(self, code: int) -> None:
        """Let the client go."""
        if not self._is_closed:
            self._is_closed = True
            await self.send({"type": "websocket.close", "code": code})

    async def end(self) -> None:
        """Forget everything; the client is gone."""
        self._is_closed = True
        if self._pump is not None:
            self._pump.cancel()

    def _note(self, one: Subscription, news: News) -> None:
        if news.get("asks") and news["by"] != str(self.person_uuid):
            self._asked.add(one.name)
        if "sequence" in news:
            if news["sequence"] > one.sent:
                self._stale.add(one.name)
        elif len(self._waiting) >= WAITING_MAX:
            self._lost.add(one.name)
        elif (event := self._passing(news)) is not None:
            self._waiting.append((one.name, event))

    def _passing(self, news: News) -> dict[str, Any] | None:
        """Return an event without a number as this person may see it."""
        if "by" in news and news["by"] == str(self.person_uuid):
            return None
        event: dict[str, Any] = news["event"]
        if "subject" in news:
            event = event | {"session_uuid": news["subject"]}
        if self.person.kind == events.Side.CITIZEN and event["kind"] == "presence":
            is_staff = event["side"] == events.Side.STAFF
            return event | {"name": None} if is_staff else None
        return event

    @property
    def _has_other(self) -> bool:
        """Whether there is something to do besides what has numbers."""
        return bool(self._is_doubted or self._waiting or self._lost or self._asked)

    def _wake(self) -> None:
        """Begin what there is to do; what is begun goes on by itself."""
        if self._is_busy or self._is_closed:
            return
        if self._has_other:
            self._deliver_begin(None)
        while self._stale and not self._is_busy:
            one = self.topics.get(self._stale.pop())
            if one is not None and one.topic.feed is not None:
                self._is_busy = True
                page = self._page_ask(one, one.topic.feed, after=one.sent)
                page.add_done_callback(partial(self._page_came, one))

    def _page_came(self, one: Subscription, answer: "asyncio.Future[Page | None]") -> None:
        work = self._page_take(one, answer)
        is_seen = answer.exception() is None and answer.result() is not None
        rest = begun(work) if is_seen else work
        if rest is not None:
            self._deliver_begin(rest)
            return
        self._is_busy = False
        self._wake()

    async def _page_take(self, one: Subscription, answer: "asyncio.Future[Page | None]") -> None:
        error = answer.exception()
        if self._is_closed or self.topics.get(one.name) is not one:
            return
        if error is not None:
            self._stale.add(one.name)
            raise error
        await self._page_send(one, answer.result())

    def _deliver_begin(self, begun_already: Awaitable[None] | None) -> None:
        self._is_busy = True
        self._pump = asyncio.create_task(self._deliver(begun_already))

    async def _deliver(self, begun_already: Awaitable[None] | None) -> None:
        """Send all there is; a client that does not read in time is let go."""
        try:
            if begun_already is not None:
                async with asyncio.timeout(SENDS_WITHIN_S):
                    await begun_already
            while self._has_other and not self._is_closed:
                async with asyncio.timeout(SENDS_WITHIN_S):
                    await self._deliver_next()
        except TimeoutError:
            _log.warning("live_client_slow", topics=len(self.topics))
            await self.close(TOO_MUCH)
        except OSError:
            self._is_closed = True  # The client is gone, and its door will find out.
        except (DatabaseAway, DatabaseError, PoolTimeout):
            await asyncio.sleep(DATABASE_TRIED_EVERY_S)
        except Exception:  # noqa: BLE001  # the end of the task: logged once, the client comes back
            _log.exception("live_delivery_crashed")
            await self.close(CRASHED)
        self._is_busy = False
        self._wake()

    async def _deliver_next(self) -> None:
        if self._is_doubted:
            await self._recheck()
        elif self._waiting:
            await self._passing_send(*self._waiting.popleft())
        elif self._lost:
            await self.frame_send(events.Resync(topic=self._lost.pop()))
        elif self._asked:
            await self._presence_answer(self._asked.pop())

    async def _passing_send(self, name: str, event: dict[str, Any]) -> None:
        one = self.topics.get(name)
        if one is None:
            return
        if one.topic.fill is not None:
            event = await in_thread(as_person, self.person, one.topic.fill, event)
        shown = events.passing_events.validate_python(event)
        now = datetime.now(tz=UTC)
        await self.frame_send(events.Told(topic=name, sequence=None, at=now, event=shown))

    async def _page_send(self, one: Subscription, page: Page | None) -> None:
        if page is None:
            await self.gone(one)
        elif not page.is_whole:
            one.sent = page.latest
            await self.frame_send(events.Resync(topic=one.name))
        else:
            for told, text in zip(page.events, page.frames(one.name), strict=True):
                one.sent = told.sequence or one.sent
                await self._text_send(text)

    async def gone(self, one: Subscription) -> None:
        """Tell that access to a topic has ended, and hear it no longer (S2)."""
        self.topics.pop(one.name, None)
        await self.group_leave(one.place.group)
        await self.frame_send(events.Gone(topic=one.name))

    async def group_leave(self, group: str) -> None:
        """Leave a group unless another topic, or the socket itself, still needs it."""
        needed = {one.place.group for one in self.topics.values()}
        if group not in needed | {person_group(self.person_uuid)}:
            await self.hub.leave(group, self)

    async def _presence_answer(self, name: str) -> None:
        asked = self.topics.get(name)
        for one in list(self.topics.values()):
            if asked and (one is asked or asked.place.group in one.place.lists):
                await presence_tell(self.hub, self.person, one, is_present=True)

    async def _recheck(self) -> None:
        """Ask again who is signed in, and what they may hear (S13)."""
        person = await in_thread(person_find, self.key)
        self._is_doubted = False
        if person is None:
            await self.close(NOT_SIGNED_IN)
            return
        self.person = person
        self._stale.update(name for name, one in self.topics.items() if one.topic.feed)
        for one in list(self.topics.values()):
            try:
                await in_thread(as_person, person, one.topic.enter, one.rest)
            except ApplicationError:
                await self.gone(one)


def _page_of(rows: list[Row], *, feed: Feed, after: int) -> Page | None:
    return feed.render(rows[0], after, datetime.now(tz=UTC)) if rows else None
