"""What citizens attach: kept as Telegram names it, and handed to whoever stores files."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django_core.accounts.models import User
from django_core.conversations.models import Session
from django_core.telegram.models import Attachment, AttachmentKind

NAME_CHARS_MAX = 255
MEDIA_TYPE_CHARS_MAX = 127


@dataclass(frozen=True)
class AttachmentFile:
    """A file as Telegram describes it; what it says of name, type and size is hearsay."""

    kind: AttachmentKind
    file_id: str
    file_unique_id: str
    name: str = ""
    media_type: str = ""
    size_bytes: int = 0
    sent_at: datetime | None = None


class Receiver(Protocol):
    """Whoever checks and stores files: returns whether it took this one."""

    def __call__(
        self,
        citizen: User,
        *,
        session_uuid: uuid.UUID,
        file: AttachmentFile,
        fetch: Callable[[], bytes],
    ) -> bool:
        """Store the file; ``fetch`` downloads its bytes from Telegram."""
        ...


_receivers: list[Receiver] = []


def receiver_register(receiver: Receiver | None) -> None:
    """Let ``receiver`` be the one who stores files; none leaves them with Telegram."""
    _receivers[:] = [receiver] if receiver else []


def attachment_note(
    citizen: User, *, session: Session, file: AttachmentFile, fetch: Callable[[], bytes]
) -> bool:
    """Keep what was attached and offer it for storing; returns whether it was taken."""
    row, _is_new = Attachment.objects.get_or_create(
        session=session,
        file_unique_id=file.file_unique_id,
        defaults={
            "district_id": session.district_id,
            "user": citizen,
            "kind": file.kind,
            "file_id": file.file_id,
            "name": file.name[:NAME_CHARS_MAX],
            "media_type": file.media_type[:MEDIA_TYPE_CHARS_MAX],
            "size_bytes": file.size_bytes,
        },
    )
    for receiver in _receivers if not row.is_taken else ():
        row.is_taken = receiver(citizen, session_uuid=session.pk, file=file, fetch=fetch)
        Attachment.objects.filter(pk=row.pk).update(is_taken=row.is_taken)
    return row.is_taken
