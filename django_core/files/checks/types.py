"""What the checks of all kinds of files share."""

from dataclasses import dataclass

from django.db.models import TextChoices

from django_core.base.errors import Invalid


class MediaType(TextChoices):
    """The kinds of files that are taken; everything else is refused."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"


class FileRefused(Invalid):
    """The file cannot be kept; its code says why."""


@dataclass(frozen=True)
class Checked:
    """A file written anew: nothing is in it but what its kind is for."""

    content: bytes
    media_type: MediaType
    width: int | None = None
    height: int | None = None
