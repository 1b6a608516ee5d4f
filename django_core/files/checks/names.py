"""A file's name as it is shown: one line, no path, and the ending that its bytes have (S17)."""

import re
import unicodedata

from django_core.files.checks.types import MediaType

NAME_CHARS_MAX = 100
_NAMELESS = "file"
_ENDINGS = {
    MediaType.JPEG: ".jpg",
    MediaType.PNG: ".png",
    MediaType.WEBP: ".webp",
    MediaType.PDF: ".pdf",
}
_ENDING = re.compile(r"(\.[A-Za-z0-9]{1,5})+$")
_FORBIDDEN = re.compile(r'[<>:"|?*;%]')


def name_tidy(raw: str, *, media_type: MediaType) -> str:
    """Return a name that is safe in a header, a list and a folder."""
    last = raw.replace("\\", "/").rpartition("/")[2]
    # Category C: control, direction and invisible characters, halves of pairs.
    seen = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", last)
        if char.isspace() or not unicodedata.category(char).startswith("C")
    )
    plain = " ".join(_FORBIDDEN.sub("", seen).split())
    stem = _ENDING.sub("", plain).strip(" .")
    ending = _ENDINGS[media_type]
    return (stem[: NAME_CHARS_MAX - len(ending)].strip(" .") or _NAMELESS) + ending
