"""What beat asks of this room."""

from celery import shared_task

from django_core.routing import services


@shared_task(name="routing.callback_tokens_expire")
def callback_tokens_expire(**_: object) -> None:
    """Forget expired callback tokens; safe when two beats run."""
    services.callback_tokens_expire()
