"""What must reach a person: rows, and the sender that works them off."""

from django_core.notifications.services.rows import deliveries_create, recipient_wrote
from django_core.notifications.services.send import sender_round
from django_core.notifications.services.sender import sender_run

__all__ = ["deliveries_create", "recipient_wrote", "sender_round", "sender_run"]
