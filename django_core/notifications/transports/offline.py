"""The offline double of all transports: an inbox on one's own machine, nothing leaves it."""

from typing_extensions import override

from django_core.notifications.models import InboxEntry
from django_core.notifications.transports.types import Door, Note


class OfflineDoor(Door):
    """Keeps in the database what another transport would have sent."""

    is_own = True

    @override
    def can_reach(self, note: Note) -> bool:
        """Return true: nothing has to be reached."""
        return True

    @override
    def send(self, note: Note) -> str:
        """Write the note into the inbox."""
        entry = InboxEntry.objects.create(delivery_id=note.delivery_uuid, text=note.text)
        return str(entry.pk)
