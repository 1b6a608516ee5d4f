"""What must reach a person: rows, and the sender that works them off."""

from django_core.notifications.services.addresses import (
    address_forget,
    address_set,
    addresses_erase,
    recipient_left,
)
from django_core.notifications.services.rows import (
    deliveries_create,
    notices_forget,
    recipient_wrote,
)
from django_core.notifications.services.send import sender_round
from django_core.notifications.services.sender import round_join, sender_run

__all__ = [
    "address_forget",
    "address_set",
    "addresses_erase",
    "deliveries_create",
    "notices_forget",
    "recipient_left",
    "recipient_wrote",
    "round_join",
    "sender_round",
    "sender_run",
]
