"""What a text must be to be a citizen's message (P7); nothing is changed, only refused."""

import unicodedata

from django.utils.translation import gettext as _

from django_core.base.errors import Invalid

TEXT_CHARS_MIN = 20
TEXT_CHARS_MAX = 4_000
# Room for spaces around the text, which are kept as they came.
TEXT_RAW_CHARS_MAX = 20_000
LETTERS_MIN = 3


class MessageTextRefused(Invalid):
    """The text cannot be a message; its code says why."""


def message_text_check(text: str) -> None:
    """Raise ``MessageTextRefused`` unless ``text`` is a message that can be saved and routed."""
    if not _is_storable(text):
        raise MessageTextRefused(
            "MESSAGE_CHARACTERS_INVALID", _("The text has characters that are not text.")
        )
    chars = len(text.strip())
    if chars < TEXT_CHARS_MIN:
        raise MessageTextRefused(
            "MESSAGE_TOO_SHORT",
            _("Please describe your matter in more detail."),
            chars_min=TEXT_CHARS_MIN,
            chars=chars,
        )
    if chars > TEXT_CHARS_MAX or len(text) > TEXT_RAW_CHARS_MAX:
        raise MessageTextRefused(
            "MESSAGE_TOO_LONG", _("The text is too long."), chars_max=TEXT_CHARS_MAX, chars=chars
        )
    if _letters(text) < LETTERS_MIN:
        raise MessageTextRefused("MESSAGE_WITHOUT_WORDS", _("Please write in words."))


def _is_storable(text: str) -> bool:
    """Return whether Postgres can hold the text: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def _letters(text: str) -> int:
    return sum(unicodedata.category(char).startswith("L") for char in text)
