"""What one socket is told while it reads: nothing that comes meanwhile is forgotten."""

import asyncio
import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django_core.base.rights import NOBODY
from django_core.realtime.delivery import Delivery
from django_core.realtime.events import Hidden, Replayed
from django_core.realtime.gate import TOO_MUCH
from django_core.realtime.topics import Feed, Page, Place, Statement, Subscription, Topic

FEED = Feed(Statement("page", "", ""), Statement("latest", "", ""), render=lambda *_: None)
GROUP = "session.1"


@dataclass
class SlowReader:
    """Answers with what was there when it was asked, as a database does, once it is let."""

    latest: int = 0
    is_asked: asyncio.Event = field(default_factory=asyncio.Event)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    def ask_together(
        self, _viewer, _statement, _subject, after, *_values, **_render
    ) -> asyncio.Future[Page]:
        return asyncio.ensure_future(self._answer(after))

    async def _answer(self, after: int) -> Page:
        latest = self.latest
        self.is_asked.set()
        await self.may_answer.wait()
        now = datetime.now(tz=UTC)
        numbers = range(after + 1, latest + 1)
        told = [Replayed(sequence=number, at=now, event=Hidden()) for number in numbers]
        return Page(latest=latest, events=told)


@dataclass
class HubDouble:
    reader: SlowReader


@dataclass
class Someone:
    uuid: uuid.UUID
    kind: str = NOBODY.kind
    district_id: None = None
    language: str = "ru"


def _hearing(reader: SlowReader, send) -> Delivery:
    delivery = Delivery(HubDouble(reader), send, Someone(uuid.uuid4()), "", "")
    topic = Topic("session", enter=lambda *_: None, feed=FEED)
    place = Place(GROUP, subject=uuid.uuid4())
    delivery.topics["session:1"] = Subscription("session:1", "1", topic, place)
    return delivery


async def test_news_that_come_while_it_reads_are_read_as_well():
    sent: asyncio.Queue[int] = asyncio.Queue()

    async def send(message) -> None:
        await sent.put(json.loads(message["text"])["sequence"])

    reader = SlowReader()
    delivery = _hearing(reader, send)

    for number in (1, 2):
        reader.latest = number
        delivery.hear({"group": GROUP, "sequence": number})
        await reader.is_asked.wait()
    reader.may_answer.set()

    async with asyncio.timeout(2):
        assert [await sent.get(), await sent.get()] == [1, 2]


async def test_news_that_come_while_a_client_does_not_read_wait_for_their_turn():
    sent: asyncio.Queue[int] = asyncio.Queue()
    is_sending, reads = asyncio.Event(), asyncio.Event()

    async def send(message) -> None:
        is_sending.set()
        await reads.wait()
        await sent.put(json.loads(message["text"])["sequence"])

    reader = SlowReader(latest=2)
    reader.may_answer.set()
    delivery = _hearing(reader, send)

    async with asyncio.timeout(2):
        delivery.hear({"group": GROUP, "sequence": 2})
        await is_sending.wait()
        reader.latest = 3
        delivery.hear({"group": GROUP, "sequence": 3})
        reads.set()
        assert [await sent.get() for _ in range(3)] == [1, 2, 3]


async def test_client_that_does_not_read_is_let_go(monkeypatch):
    monkeypatch.setattr("django_core.realtime.delivery.SENDS_WITHIN_S", 0.01)
    closed: asyncio.Queue[int] = asyncio.Queue()

    async def send(message) -> None:
        if message["type"] == "websocket.send":
            await asyncio.Event().wait()
        await closed.put(message["code"])

    reader = SlowReader(latest=1)
    reader.may_answer.set()

    delivery = _hearing(reader, send)
    delivery.hear({"group": GROUP, "sequence": 1})

    async with asyncio.timeout(2):
        assert await closed.get() == TOO_MUCH
