"""SMS and Telegram: doors to outside services, each with an adapter that may be missing."""

from typing import Protocol

from typing_extensions import override

from django_core.notifications.transports.types import Door, Note


class Port(Protocol):
    """What an adapter of an outside service can do."""

    def can_reach(self, note: Note) -> bool:
        """Return whether the person has this way, such as a linked account."""
        ...

    def send(self, note: Note) -> str:
        """Send and return the outside id."""
        ...


class PortedDoor(Door):
    """An outside service; without its adapter it reaches nobody."""

    is_own = False

    def __init__(self, port: Port | None = None) -> None:
        self.port = port

    @override
    def can_reach(self, note: Note) -> bool:
        """Return whether the adapter is there and knows the person."""
        return self.port is not None and self.port.can_reach(note)

    @override
    def send(self, note: Note) -> str:
        """Send through the adapter."""
        if self.port is None:
            message = "a door without an adapter reaches nobody"
            raise RuntimeError(message)
        return self.port.send(note)
