"""What beat does for accounts."""

from celery import shared_task

from django_core.accounts import services


@shared_task(name="accounts.proofs_expire")
def proofs_expire_task(**_: object) -> None:
    """Forget codes, tries and sessions that are past their time; safe to run twice."""
    services.proofs_expire()
