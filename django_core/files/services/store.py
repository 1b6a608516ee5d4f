"""The job that gives a file to the store, as often as it takes (F17)."""

from django.db import transaction
from django.db.models.functions import Now

from django_core.base.jobs import JobClaim, JobHandler, JobPostponed
from django_core.files.models import Attachment, FileState, HeldContent
from django_core.files.transports import store

STORE_JOB = "STORE_FILE"


def file_store(claim: JobClaim) -> None:
    """Store the claimed file; safe to run twice.  Raises ``JobPostponed`` while the store is away.

    A job that is given up leaves the bytes where they are; ``files_expire`` asks again.
    """
    held = HeldContent.objects.filter(pk=claim.subject).select_related("attachment").first()
    if held is None:  # Stored already, or removed by its uploader.
        return
    attachment = held.attachment
    try:
        store.store_write(
            key=attachment.key, content=bytes(held.content), media_type=attachment.media_type
        )
    except store.StoreAway as error:
        raise JobPostponed(error.code) from error
    with transaction.atomic():
        rows = Attachment.objects.filter(pk=attachment.pk)
        rows.update(state=FileState.STORED, stored_at=Now())
        held.delete()


STORE_HANDLER = JobHandler(run=file_store)
