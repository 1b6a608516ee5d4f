"""What beat asks of this room: forget old updates."""

from celery import shared_task

from django_core.telegram import services


@shared_task(name="telegram.updates_expire")
def updates_expire(**_: object) -> None:
    """Forget what Telegram will not repeat any more; safe when two beats run."""
    services.updates_expire()
