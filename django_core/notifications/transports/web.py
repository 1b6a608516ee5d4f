"""The web: the row itself is what the person's list of notices shows."""

from typing_extensions import override

from django_core.notifications.transports.types import Door, Note
from django_core.realtime.publish import event_announce, person_group


class WebDoor(Door):
    """Reaches everybody who signs in."""

    is_own = True

    @override
    def can_reach(self, note: Note) -> bool:
        """Return true: everybody has the web."""
        return True

    @override
    def send(self, note: Note) -> str:
        """Leave the row to be read, and tell the person's open tabs of it."""
        event = {"kind": "notice.created", "reason": str(note.kind)}
        event_announce(person_group(note.recipient_uuid), event)
        return ""
