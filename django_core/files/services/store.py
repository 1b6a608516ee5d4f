"""The job that gives a file to the store, as often as it takes (F17).

The room above that shows messages registers what is to be told when a file of one can be opened.
"""

import uuid
from collections.abc import Callable

from django.db import transaction
from django.db.models.functions import Now

from django_core.base.jobs import JobClaim, JobHandler, JobPostponed
from django_core.files.models import Attachment, FileState, HeldContent
from django_core.files.transports import store

STORE_JOB = "STORE_FILE"
Teller = Callable[[uuid.UUID], None]
_tellers: dict[str, Teller] = {}


def teller_register(room: str, teller: Teller) -> None:
    """Let a room tell that a message changes, given its id, in the transaction that changes it."""
    _tellers[room] = teller


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
        _stored_set(attachment)
        held.delete()


def _stored_set(attachment: Attachment) -> None:
    """Note that the store has a file.

    Whoever sends one locks the session before the file, so that of a sent one the session comes
    first here too.
    """
    rows = Attachment.objects.filter(pk=attachment.pk)
    stored = {"state": FileState.STORED, "stored_at": Now()}
    if rows.filter(message=None).update(**stored):
        return
    for message_uuid in rows.values_list("message", flat=True):
        for teller in _tellers.values():
            teller(message_uuid)
    rows.update(**stored)


STORE_HANDLER = JobHandler(run=file_store)
