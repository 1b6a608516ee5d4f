"""What beat asks of this room: look at the clocks of all sessions, forget old live events."""

from celery import shared_task

from django_core.conversations import services


@shared_task(name="conversations.session_clocks_look")
def session_clocks_look(**_: object) -> None:
    """Close, warn and escalate what is due by the database's clock; safe when two beats run."""
    services.sessions_close()
    services.sessions_warn()
    services.sessions_escalate()


@shared_task(name="conversations.events_expire")
def events_expire_task(**_: object) -> None:
    """Forget live events that nobody will ask for; safe when two beats run."""
    services.events_expire()
