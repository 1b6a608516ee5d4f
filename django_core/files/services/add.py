"""Taking a file from whoever may write: checked, written anew, kept in Postgres until stored."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from django_core.accounts.models import User
from django_core.base.errors import Forbidden, TooMany
from django_core.base.jobs import job_enqueue
from django_core.base.locks import named_lock
from django_core.base.rights import system_acts
from django_core.files.checks import Checked, file_check, name_tidy
from django_core.files.models import Attachment, HeldContent
from django_core.files.services.store import STORE_JOB

FILES_PER_MESSAGE_MAX = 5
FILES_AN_HOUR_MAX = 40
_HOUR = timedelta(hours=1)


class TooManyFiles(TooMany):
    """The person has sent too many files in this hour."""


@dataclass(frozen=True)
class FileGiven:
    """A file as it came: neither its name nor its bytes are believed."""

    name: str
    content: bytes


def file_add(uploader: User, *, given: FileGiven) -> Attachment:
    """Check and keep a file that ``uploader`` may then send with a message (P7, P29).

    Returns at once with a PENDING attachment; a job gives it to the store, however long that is
    away (F17).  Raises ``FileRefused``, ``TooManyFiles``, ``Forbidden``.
    """
    district_uuid = uploader.district_id
    if district_uuid is None:
        raise Forbidden("NOT_ALLOWED", _("Superusers attach nothing."))
    checked = file_check(given.content)
    name = name_tidy(given.name, media_type=checked.media_type)
    with transaction.atomic():
        _limit_check(uploader)
        attachment = Attachment(district_id=district_uuid, uploader=uploader, name=name)
        _attachment_save(attachment, checked=checked)
        job_enqueue(kind=STORE_JOB, subject=attachment.pk)
    return attachment


def _limit_check(uploader: User) -> None:
    named_lock(f"files {uploader.pk}")
    recent = Attachment.objects.filter(uploader=uploader, created_at__gt=Now() - _HOUR)
    if recent.count() >= FILES_AN_HOUR_MAX:
        raise TooManyFiles(
            "TOO_MANY_FILES",
            _("Too many files in an hour."),
            retry_after_s=int(_HOUR.total_seconds()),
        )


def _attachment_save(attachment: Attachment, *, checked: Checked) -> None:
    attachment.media_type = checked.media_type
    attachment.size_bytes = len(checked.content)
    attachment.width, attachment.height = checked.width, checked.height
    attachment.digest = hashlib.sha256(checked.content).hexdigest()
    attachment.save(force_insert=True)
    with system_acts():  # What is held is for nobody to read but the store.
        HeldContent.objects.create(attachment=attachment, content=checked.content)
