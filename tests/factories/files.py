"""Files for tests: pictures, documents, and what must never be taken for one."""

from io import BytesIO

import pikepdf
from PIL import Image

from django_core.accounts.models import User
from django_core.files.models import Attachment
from django_core.files.services import FileGiven, file_add
from tests.factories.messages import jobs_run


def picture(kind: str = "PNG", *, size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, "green").save(written, format=kind, **options)
    return written.getvalue()


def document(**root: object) -> bytes:
    """A document of one page; ``root`` is put into its catalogue."""
    written = BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        for name, value in root.items():
            made.Root[f"/{name}"] = made.make_indirect(value)
        made.save(written)
    return written.getvalue()


def attachment_make(user: User, content: bytes | None = None, *, name: str = "a.png") -> Attachment:
    """A file that the store has."""
    given = FileGiven(name=name, content=content or picture())
    attachment = file_add(user, given=given)
    jobs_run()
    return Attachment.objects.get(pk=attachment.pk)
