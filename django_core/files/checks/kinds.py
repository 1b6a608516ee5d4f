"""Which kind of file some bytes are; names and what the sender says count for nothing."""

from django.utils.translation import gettext as _

from django_core.files.checks.images import image_check
from django_core.files.checks.pdfs import pdf_check
from django_core.files.checks.types import Checked, FileRefused, MediaType

BYTES_MAX = 10 * 1024 * 1024
_JPEG, _PNG, _PDF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"

__all__ = ["BYTES_MAX", "Checked", "FileRefused", "MediaType", "file_check"]


def file_check(content: bytes) -> Checked:
    """Return the file written anew, or raise ``FileRefused`` (S17)."""
    if not content:
        raise FileRefused("FILE_EMPTY", _("The file is empty."))
    if len(content) > BYTES_MAX:
        raise FileRefused("FILE_TOO_LARGE", _("The file is too large."), bytes_max=BYTES_MAX)
    media_type = _media_type(content)
    if media_type is None:
        raise FileRefused(
            "FILE_TYPE_REFUSED",
            _("Photos (JPEG, PNG, WebP) and PDF documents can be attached."),
            accepted=MediaType.values,
        )
    checked = _written_anew(content, media_type)
    if len(checked.content) > BYTES_MAX:
        raise FileRefused("FILE_TOO_LARGE", _("The file is too large."), bytes_max=BYTES_MAX)
    return checked


def _media_type(content: bytes) -> MediaType | None:
    if content.startswith(_JPEG):
        return MediaType.JPEG
    if content.startswith(_PNG):
        return MediaType.PNG
    if content.startswith(_PDF):
        return MediaType.PDF
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return MediaType.WEBP if is_webp else None


def _written_anew(content: bytes, media_type: MediaType) -> Checked:
    if media_type == MediaType.PDF:
        return pdf_check(content)
    return image_check(content, media_type=media_type)
