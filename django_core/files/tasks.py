"""What beat asks of this room."""

from celery import shared_task

from django_core.files import services


@shared_task(name="files.files_expire")
def files_expire_task(**_: object) -> None:
    """Forget files that nobody sent; safe when two beats run."""
    services.files_expire()
