"""What beat asks of this room: send also where no sender runs."""

from celery import shared_task

from django_core.notifications import services

ROUNDS_MAX = 20


@shared_task(name="notifications.deliveries_send")
def deliveries_send(**_: object) -> None:
    """Send what waits; safe beside the sender and when two beats run."""
    for _round in range(ROUNDS_MAX):
        if not services.sender_round():
            return
