"""What can be subscribed to: each upper room registers its topics and who may enter them."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django_core.base.errors import Invalid
from django_core.realtime.events import Replayed, Told

# A client that missed more asks for everything again.
REPLAY_MAX = 200
Row = tuple[Any, ...]


class TopicUnknown(Invalid):
    """There is no topic of this name."""


@dataclass(frozen=True)
class Place:
    """Where a topic is heard: a group of the layer, and of a session its id.

    ``lists`` are the groups of those lists that show which officials look at the session.
    """

    group: str
    subject: uuid.UUID | None = None
    lists: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """What came after a number, as one viewer may see it; ``latest`` is the session's last.

    Of more than ``REPLAY_MAX`` events, or of some that are gone, there are none and the page is
    not whole: the client is asked to begin anew.
    """

    latest: int
    events: list[Replayed]
    is_whole: bool = True
    _frames: dict[str, list[str]] = field(default_factory=dict)

    def frames(self, topic: str) -> list[str]:
        """Return the frames of the events, made once for all sockets that share the page."""
        if topic not in self._frames:
            told = (Told(topic=topic, **dict(one)) for one in self.events)
            self._frames[topic] = [one.model_dump_json() for one in told]
        return self._frames[topic]


@dataclass(frozen=True)
class Statement:
    """A statement that a connection prepares once: row-level security makes planning it dear."""

    name: str
    types: str
    sql: str

    @property
    def prepare(self) -> str:
        """SQL that prepares it."""
        return f"PREPARE {self.name} ({self.types}) AS {self.sql}"

    def execute(self, count: int) -> str:
        """Return SQL that runs it with so many placeholders."""
        return f"EXECUTE {self.name} ({', '.join(['%s'] * count)})"


@dataclass(frozen=True)
class Feed:
    """How numbered events are read: SQL of the room above, run with the viewer's rights.

    ``page`` takes subject, number, language and limit, and answers one row, or none to whom the
    subject is out of sight.  ``latest`` takes subjects and answers each with its last number.
    """

    page: Statement
    latest: Statement
    render: Callable[[Row, int, datetime], Page]


@dataclass(frozen=True)
class Topic:
    """A kind of topic; ``enter`` runs with the person's rights and raises when they may not.

    ``fill`` adds to an event what the layer must not carry, as far as the person may see it.
    """

    name: str
    enter: Callable[[Any, str], Place]
    feed: Feed | None = None
    fill: Callable[[Any, dict[str, Any]], dict[str, Any]] | None = None
    has_presence: bool = False
    is_list: bool = False


@dataclass(eq=False, slots=True)
class Subscription:
    """A topic that a socket hears; ``sent`` is the last number the client was told."""

    name: str
    rest: str
    topic: Topic
    place: Place
    sent: int = 0


_topics: dict[str, Topic] = {}


def topic_register(topic: Topic) -> None:
    """Make a kind of topic known."""
    _topics[topic.name] = topic


def topic_find(name: str) -> tuple[Topic, str]:
    """Return the kind of a topic's name, and what stands after the colon."""
    kind, _colon, rest = name.partition(":")
    topic = _topics.get(kind)
    if topic is None:
        raise TopicUnknown("TOPIC_UNKNOWN", "There is no such topic.")
    return topic, rest


def topics_list() -> list[str]:
    """Return the names of all kinds."""
    return sorted(_topics)
