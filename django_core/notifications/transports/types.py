"""What every transport takes, answers and raises."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Note:
    """One delivery as a transport needs it; never logged, it holds a person's words."""

    delivery_uuid: UUID
    recipient_uuid: UUID
    kind: str
    text: str
    phone: str | None = None
    # For ways that are not charged by length: what the notice says, whole, and of which session.
    body: str = ""
    number: str = ""
    session_uuid: UUID | None = None
    language: str = "uz"
    is_official: bool = False
    is_repeated: bool = False
    # Ways that have an address of the person, such as a chat.
    ways_known: tuple[str, ...] = ()


class TransportFailed(Exception):  # noqa: N818  # it names the fact
    """The transport refused; only what is not ``permanent`` is sent again, after a while."""

    def __init__(self, code: str, *, permanent: bool, retry_after: timedelta | None = None) -> None:
        super().__init__(code, permanent, retry_after)
        self.code = code
        self.permanent = permanent
        self.retry_after = retry_after


class RecipientBlocked(Exception):  # noqa: N818  # it names the fact
    """The person has closed this way until they write through it again (F15)."""


class OutcomeUnknown(Exception):  # noqa: N818  # it names the fact
    """It may have arrived or not: nothing was heard in time (F15)."""


class Door(Protocol):
    """A transport.  ``is_own`` ones write to our own database, in the transaction of the row."""

    is_own: bool

    def can_reach(self, note: Note) -> bool:
        """Return whether this person can be reached this way at all."""
        ...

    def send(self, note: Note) -> str:
        """Send and return the id the other side gave; raises the errors of this module."""
        ...
