"""One socket: opened by our page with a session cookie, then frames in and frames out."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

from django.db import DatabaseError
from django.utils.translation import gettext as _
from psycopg_pool import PoolTimeout
from pydantic import ValidationError

from django_core.base.errors import ApplicationError, Conflict, NotFound, Unavailable
from django_core.realtime import events
from django_core.realtime.allowance import Allowance
from django_core.realtime.delivery import Delivery
from django_core.realtime.gate import (
    NOT_ALLOWED,
    NOT_SIGNED_IN,
    PATH,
    TOO_MUCH,
    Asking,
    as_person,
    asking_of,
    in_thread,
    person_find,
)
from django_core.realtime.hub import hub_now
from django_core.realtime.presence import presence_ask, presence_tell
from django_core.realtime.publish import person_group
from django_core.realtime.reader import DatabaseAway
from django_core.realtime.topics import Subscription, topic_find

HEARTBEAT_S = 30
TOPICS_MAX = 20
TRY_AGAIN_LATER = 1013

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


class NotSubscribed(Conflict):
    """Who types must hear the session."""


class TooManyTopics(Conflict):
    """A socket hears a handful of topics."""


class TopicUnseen(NotFound):
    """The topic's subject does not exist, or not for this viewer (S1)."""


class TryAgain(Unavailable):
    """The database does not answer."""


async def live_socket(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Serve one socket from its opening to its end."""
    await receive()
    asking = asking_of(scope)
    if asking.path != PATH:
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})  # Only an open socket can be told a code.
    delivery = Delivery(hub_now(), send, None, asking.key, asking.address)
    try:
        refused = await _let_in(delivery, asking)
    except (DatabaseError, PoolTimeout):
        refused = TRY_AGAIN_LATER
    if refused:
        await delivery.close(refused)
        return
    try:
        await _serve(delivery, receive)
    finally:
        await _leave(delivery)


async def _let_in(delivery: Delivery, asking: Asking) -> int:
    """Find out who opens the socket and count it in; returns the code of a refusal, or 0."""
    if not asking.is_from_our_page:
        return NOT_ALLOWED
    person = await in_thread(person_find, asking.key)
    if person is None:
        return NOT_SIGNED_IN
    delivery.person = person
    return 0 if delivery.hub.admit(delivery) else TOO_MUCH


async def _leave(delivery: Delivery) -> None:
    await delivery.end()
    heard = list(delivery.topics.values())
    groups = {person_group(delivery.person_uuid), *(one.place.group for one in heard)}
    await delivery.hub.dismiss(delivery, groups)
    for one in heard:
        await presence_tell(delivery.hub, delivery.person, one, is_present=False)


async def _serve(delivery: Delivery, receive: Receive) -> None:
    await delivery.hub.join(person_group(delivery.person_uuid), delivery)
    await delivery.frame_send(events.Hello(heartbeat_s=HEARTBEAT_S))
    allowance = Allowance(at_s=time.monotonic())
    while (message := await receive())["type"] != "websocket.disconnect":
        if not allowance.takes(now_s=time.monotonic()):
            await delivery.close(TOO_MUCH)
            return
        refusal = await _obey(delivery, message.get("text"))
        if refusal is not None:
            await delivery.frame_send(refusal)
            if not allowance.forgives():
                await delivery.close(TOO_MUCH)
                return


async def _obey(delivery: Delivery, text: str | None) -> events.Refused | None:
    """Do what a frame asks for; returns what to answer when it cannot be done."""
    try:
        frame = events.client_frames.validate_json(text or "")
    except ValidationError as error:
        is_type = any(one["type"].startswith("union_tag") for one in error.errors())
        code = "UNKNOWN_TYPE" if is_type else "MALFORMED_FRAME"
        return events.Refused(code=code, message=_("This cannot be read."))
    try:
        await _FRAMES[type(frame)](delivery, frame)
    except ApplicationError as error:
        return events.Refused(
            code=error.code, message=error.message, topic=getattr(frame, "topic", None)
        )
    return None


async def _subscribe(delivery: Delivery, frame: events.Subscribe) -> None:
    """Enter a topic and replay what came after the client's number."""
    topic, rest = topic_find(frame.topic)
    if len(delivery.topics) >= TOPICS_MAX:
        raise TooManyTopics("TOO_MANY_TOPICS", _("Too many topics on one connection."))
    place = await in_thread(as_person, delivery.person, topic.enter, rest)
    one = Subscription(frame.topic, rest, topic, place)
    await delivery.hub.join(place.group, delivery)
    try:
        await _replay(delivery, one, after=frame.after)
    finally:
        await delivery.group_leave(place.group)


async def _replay(delivery: Delivery, one: Subscription, *, after: int | None) -> None:
    try:
        page = await delivery.page_read(one, after=after)
    except DatabaseAway as error:
        raise TryAgain("TRY_AGAIN", _("Please try again.")) from error
    if page is None:
        raise TopicUnseen("TOPIC_NOT_FOUND", _("There is no such topic."))
    is_ahead = after is not None and after > page.latest
    if one.topic.feed and (is_ahead or not page.is_whole):
        await delivery.frame_send(events.Resync(topic=one.name))
        return
    one.sent = page.latest
    latest = page.latest if one.topic.feed else None
    shown = events.Subscribed(topic=one.name, sequence=latest, events=page.events)
    await delivery.frame_send(shown)
    delivery.begin(one)
    await presence_tell(delivery.hub, delivery.person, one, is_present=True, asks=True)
    await presence_ask(delivery.hub, delivery.person, one)


async def _unsubscribe(delivery: Delivery, frame: events.Unsubscribe) -> None:
    one = delivery.topics.pop(frame.topic, None)
    if one is not None:
        await delivery.group_leave(one.place.group)
        await presence_tell(delivery.hub, delivery.person, one, is_present=False)


async def _typing(delivery: Delivery, frame: events.TypingSay) -> None:
    """Tell the others of a session that its hearer writes."""
    one = delivery.topics.get(f"session:{frame.session_uuid}")
    if one is None or delivery.person.kind not in list(events.Side):
        raise NotSubscribed("NOT_SUBSCRIBED", _("Please subscribe to the session first."))
    typing = {"kind": "typing", "side": delivery.person.kind, "is_typing": frame.is_typing}
    await delivery.hub.tell(one.place.group, {"by": str(delivery.person_uuid), "event": typing})


async def _pong(delivery: Delivery, _frame: events.Ping) -> None:
    await delivery.frame_send(events.Pong())


_FRAMES: dict[type, Callable[[Delivery, Any], Awaitable[None]]] = {
    events.Subscribe: _subscribe,
    events.Unsubscribe: _unsubscribe,
    events.TypingSay: _typing,
    events.Ping: _pong,
}
