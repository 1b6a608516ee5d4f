"""The bytes of a file for somebody who may have them."""

from django.utils.translation import gettext as _

from django_core.base.errors import Unavailable
from django_core.files.models import Attachment, FileState
from django_core.files.transports import store

_COMES_SOON_S = 10


class FilePending(Unavailable):
    """The store does not have the file yet, or does not answer (F17)."""


def file_open(attachment: Attachment) -> bytes:
    """Return the stored bytes of an attachment the viewer was given; raises ``FilePending``."""
    if attachment.state != FileState.STORED:
        raise _pending()
    try:
        return store.store_read(attachment.key)
    except (store.StoreAway, store.ContentMissing) as error:
        raise _pending() from error


def _pending() -> FilePending:
    return FilePending("FILE_PENDING", _("The file is not there yet."), retry_after_s=_COMES_SOON_S)
