"""The shapes of live events: what a socket hears and says, one frozen model for each.

``tests/contract/live.schema.json`` is made from these and read by the web.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from django_core.realtime.shown import MessageShown, SessionShown, Shape

TOPIC_CHARS_MAX = 100


class Kind(StrEnum):
    """The events that have a number in their session."""

    MESSAGE_CREATED = "message.created"
    MESSAGE_CHANGED = "message.changed"
    NOTE_CREATED = "note.created"
    STATUS = "session.status"
    LOCKED = "session.locked"
    UNLOCKED = "session.unlocked"
    ROUTED = "session.routed"
    PICKED = "session.picked"
    RELEASED = "session.released"
    HELD = "session.held"
    WARNED = "session.warned"
    CLOSED = "session.closed"
    REOPENED = "session.reopened"
    RATED = "session.rated"


class Side(StrEnum):
    """Who somebody is in a chat."""

    CITIZEN = "CITIZEN"
    STAFF = "STAFF"
    OPERATOR = "OPERATOR"


class Step(StrEnum):
    """How far a first message got; a step that is not known apart is not told."""

    RECEIVED = "received"
    PROCESSING = "processing"
    CHECKED = "checked"
    SEARCHED = "searched"
    DECIDING = "deciding"
    ROUTED = "routed"


class OfSession(Shape):
    """The last event of a delivery carries the session as it is now."""

    session: SessionShown | None = None


class MessageEvent(OfSession):
    """A message to add, or to put in the place of the one with its id."""

    kind: Literal["message.created", "message.changed", "note.created"]
    message: MessageShown


class SessionEvent(OfSession):
    """Something happened to the session; what it came to stands in ``session``."""

    kind: Literal[
        "session.status",
        "session.locked",
        "session.unlocked",
        "session.routed",
        "session.picked",
        "session.released",
        "session.held",
        "session.warned",
        "session.closed",
        "session.reopened",
        "session.rated",
    ]


class Hidden(OfSession):
    """Something the viewer may not know, so that no number is missing (P29)."""

    kind: Literal["hidden"] = "hidden"


class PipelineProgress(Shape):
    """The first message got a step further (P8)."""

    kind: Literal["pipeline.progress"] = "pipeline.progress"
    step: Step


class Typing(Shape):
    """Somebody of the other side writes, or no longer."""

    kind: Literal["typing"] = "typing"
    side: Side
    is_typing: bool


class Presence(Shape):
    """Somebody looks at the session; officials are named to officials only."""

    kind: Literal["presence"] = "presence"
    session_uuid: UUID | None = None
    side: Side
    name: str | None
    is_present: bool


class QueueChanged(Shape):
    """A session of a list came, went or changed: ask for the list again."""

    kind: Literal["queue.changed"] = "queue.changed"
    session_uuid: UUID
    number: str
    change: str


class InjectionAlert(Shape):
    """A message was set aside (P21); for superusers only."""

    kind: Literal["injection.alert"] = "injection.alert"
    session_uuid: UUID
    number: str
    message_uuid: UUID
    citizen_uuid: UUID
    text: str
    risk_score: float
    matched: list[str]


class NoticeCreated(Shape):
    """The person's list of notices has a new one."""

    kind: Literal["notice.created"] = "notice.created"
    reason: str


Numbered = MessageEvent | SessionEvent | Hidden
Passing = PipelineProgress | Typing | Presence | QueueChanged | InjectionAlert | NoticeCreated
AnyEvent = Annotated[Numbered | Passing, Field(discriminator="kind")]


class Replayed(Shape):
    """An event with its number and time."""

    sequence: int | None
    at: datetime
    event: AnyEvent


class Hello(Shape):
    """The first frame of every socket."""

    type: Literal["hello"] = "hello"
    heartbeat_s: int


class Subscribed(Shape):
    """The topic is heard from here on; ``events`` came after the number that was asked for."""

    type: Literal["subscribed"] = "subscribed"
    topic: str
    sequence: int | None
    events: list[Replayed]


class Resync(Shape):
    """Too much was missed: GET again and subscribe with its number."""

    type: Literal["resync"] = "resync"
    topic: str


class Told(Replayed):
    """Something happened."""

    type: Literal["event"] = "event"
    topic: str


class Gone(Shape):
    """The viewer's access to the topic has ended."""

    type: Literal["gone"] = "gone"
    topic: str


class Pong(Shape):
    """The answer to a ping."""

    type: Literal["pong"] = "pong"


class Refused(Shape):
    """A frame was not obeyed; the code is stable."""

    type: Literal["error"] = "error"
    code: str
    message: str
    topic: str | None = None


ServerFrame = Annotated[
    Hello | Subscribed | Resync | Told | Gone | Pong | Refused, Field(discriminator="type")
]


class Subscribe(Shape):
    """Hear a topic from after a number on; without one from now on."""

    type: Literal["subscribe"]
    topic: str = Field(max_length=TOPIC_CHARS_MAX)
    after: int | None = Field(default=None, ge=0)


class Unsubscribe(Shape):
    """Hear a topic no longer."""

    type: Literal["unsubscribe"]
    topic: str = Field(max_length=TOPIC_CHARS_MAX)


class TypingSay(Shape):
    """The viewer writes in a session they hear, or no longer."""

    type: Literal["typing"]
    session_uuid: UUID
    is_typing: bool


class Ping(Shape):
    """The client lives."""

    type: Literal["ping"]


ClientFrame = Annotated[Subscribe | Unsubscribe | TypingSay | Ping, Field(discriminator="type")]
server_frames: TypeAdapter[Any] = TypeAdapter(ServerFrame)
client_frames: TypeAdapter[Any] = TypeAdapter(ClientFrame)
passing_events: TypeAdapter[Any] = TypeAdapter(Annotated[Passing, Field(discriminator="kind")])
