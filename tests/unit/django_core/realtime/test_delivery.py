"""What one socket is told while it reads: nothing that comes meanwhile is forgotten."""

import asyncio
import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django_core.base.rights import NOBODY
from django_core.realtime.delivery import Delivery, Subscription
from django_core.realtime.events import Hidden, Replayed
from django_core.realtime.topics import Feed, Page, Place, Statement, Topic

FEED = Feed(Statement("page", "", ""), Statement("latest", "", ""), render=lambda *_: None)
GROUP = "session.1"


@dataclass
class SlowReader:
    """Answers with what was there when it was asked, as a database does, once it is let."""

    latest: int = 0
    is_asked: asyncio.Event = field(default_factory=asyncio.Event)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    async def ask_together(self, _viewer, _statement, _subject, after, *_values, **_render) -> Page:
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


async def test_news_that_come_while_it_reads_are_read_as_well():
    sent: asyncio.Queue[int] = asyncio.Queue()

    async def send(message) -> None:
        await sent.put(json.loads(message["text"])["sequence"])

    reader = SlowReader()
    delivery = Delivery(HubDouble(reader), send, Someone(uuid.uuid4()), "", "")
    topic = Topic("session", enter=lambda *_: None, feed=FEED)
    place = Place(GROUP, subject=uuid.uuid4())
    delivery.topics["session:1"] = Subscription("session:1", "1", topic, place)

    for number in (1, 2):
        reader.latest = number
        delivery.hear({"group": GROUP, "sequence": number})
        await reader.is_asked.wait()
    reader.may_answer.set()

    async with asyncio.timeout(2):
        assert [await sent.get(), await sent.get()] == [1, 2]
