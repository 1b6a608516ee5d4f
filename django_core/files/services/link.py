"""Tying uploaded files to the message they are sent with."""

import uuid
from collections.abc import Collection

from django.utils.translation import gettext as _

from django_core.accounts.models import User
from django_core.base.errors import Invalid
from django_core.base.rights import system_acts
from django_core.files.models import Attachment
from django_core.files.services.add import FILES_PER_MESSAGE_MAX


class FileUnknown(Invalid):
    """No such file, or another's, or sent before: all look the same (S1)."""


class TooManyOfMessage(Invalid):
    """A message takes five files."""


def files_link(
    uploader: User, *, message_uuid: uuid.UUID, file_uuids: Collection[uuid.UUID]
) -> None:
    """Let the uploader's unsent files belong to a message of theirs; needs a transaction.

    Raises ``FileUnknown`` and ``TooManyOfMessage``.
    """
    if not file_uuids:
        return
    if len(file_uuids) > FILES_PER_MESSAGE_MAX:
        raise TooManyOfMessage(
            "FILES_TOO_MANY", _("Too many files for one message."), files_max=FILES_PER_MESSAGE_MAX
        )
    with system_acts():  # The condition is the right: one's own, and not sent yet.
        unsent = Attachment.objects.filter(pk__in=file_uuids, uploader=uploader, message=None)
        linked = unsent.update(message=message_uuid)
    if linked != len(set(file_uuids)):
        raise FileUnknown(
            "FILE_UNKNOWN", _("A file is not there any more. Please attach it again.")
        )
