"""The ways to reach a person, each behind the same small door."""

from django_core.notifications.transports.door import door_of, port_register
from django_core.notifications.transports.types import (
    Note,
    OutcomeUnknown,
    RecipientBlocked,
    TransportFailed,
)

__all__ = [
    "Note",
    "OutcomeUnknown",
    "RecipientBlocked",
    "TransportFailed",
    "door_of",
    "port_register",
]
