"""Forgetting files: those nobody sent, those of the erased (S29)."""

import uuid
from collections.abc import Callable, Collection
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from django_core.accounts.models import User
from django_core.base.errors import NotFound
from django_core.base.jobs import job_enqueue
from django_core.base.rights import system_acts
from django_core.files.models import Attachment, FileState
from django_core.files.services.store import STORE_JOB
from django_core.files.transports import store

UNSENT_KEPT_FOR = timedelta(hours=24)
PENDING_ASKED_AGAIN_AFTER = timedelta(minutes=5)
AT_ONCE_MAX = 500
_log = structlog.get_logger("civic.files")


class FileMissing(NotFound):
    """No unsent file of the viewer's has this id."""


def file_remove(uploader: User, *, file_uuid: uuid.UUID) -> None:
    """Forget a file that its uploader has not sent; raises ``FileMissing``."""
    with system_acts():  # The condition is the right.
        unsent = Attachment.objects.filter(pk=file_uuid, uploader=uploader, message=None)
        if not _each(unsent, _forget):
            raise FileMissing("FILE_NOT_FOUND", _("There is no such file."))


def files_expire() -> int:
    """Forget what nobody sent for a day, and store what was given up; returns how many went."""
    old = Attachment.objects.filter(message=None, created_at__lt=Now() - UNSENT_KEPT_FOR)
    try:
        gone = _each(old, _forget)
    except store.StoreAway as away:
        _log.warning("files_not_forgotten", code=away.code)
        gone = 0
    waiting = Attachment.objects.filter(
        state=FileState.PENDING, created_at__lt=Now() - PENDING_ASKED_AGAIN_AFTER
    )
    for file_uuid in waiting.values_list("pk", flat=True)[:AT_ONCE_MAX]:
        with transaction.atomic():
            job_enqueue(kind=STORE_JOB, subject=file_uuid)
    return gone


def files_erase(*, uploader_uuid: uuid.UUID, message_uuids: Collection[uuid.UUID]) -> int:
    """Forget all files of a person and of some messages; raises ``StoreAway`` (S29)."""
    wanted = Q(uploader=uploader_uuid) | Q(message__in=message_uuids)
    return _each(Attachment.objects.filter(wanted), _forget)


def _each(rows: QuerySet[Attachment], action: Callable[[Attachment], None]) -> int:
    """Do something with each row, its row locked; what another holds is left to it."""
    done = 0
    while done < AT_ONCE_MAX:
        with transaction.atomic():
            attachment = rows.select_for_update(skip_locked=True).first()
            if attachment is None:
                break
            action(attachment)
        done += 1
    return done


def _forget(attachment: Attachment) -> None:
    """Forget the bytes first: a row without bytes can be found again, bytes without a row not."""
    store.store_delete(attachment.key)
    attachment.delete()
