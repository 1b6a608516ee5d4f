"""Who looks at a session: told to the others there and to the lists that show it."""

from django_core.realtime import events
from django_core.realtime.gate import LivePerson
from django_core.realtime.hub import Hub
from django_core.realtime.topics import Subscription

_SIDES = frozenset(events.Side)


async def presence_tell(
    hub: Hub, person: LivePerson, one: Subscription, *, is_present: bool, asks: bool = False
) -> None:
    """Tell the others of a session, and its lists, who looks; superusers look unseen (S6)."""
    if not one.topic.has_presence or person.kind not in _SIDES:
        return
    name = None if person.kind == events.Side.CITIZEN else person.name or person.username
    shown = {"kind": "presence", "side": person.kind, "name": name, "is_present": is_present}
    news = {"by": str(person.uuid), "subject": str(one.place.subject), "event": shown}
    await hub.tell(one.place.group, news | {"asks": asks})
    for group in one.place.lists:
        await hub.tell(group, news)


async def presence_ask(hub: Hub, person: LivePerson, one: Subscription) -> None:
    """Ask those who hear a list which of its sessions they look at."""
    if one.topic.is_list:
        # A number that nobody waits for: processes of the release before know no bare question.
        news = {"by": str(person.uuid), "asks": True, "sequence": 0}
        await hub.tell(one.place.group, news)
