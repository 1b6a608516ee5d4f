"""What a text must be to be a citizen's message (P7); nothing is changed, only refused."""

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


def chat_text_check(text: str, *, has_files: bool = False) -> None:
    """Raise ``MessageTextRefused`` unless ``text`` can be said in an open chat: 1 to 4,000.

    Files may come without a word.
    """
    if not _is_storable(text):
        raise MessageTextRefused(
            "MESSAGE_CHARACTERS_INVALID", _("The text has characters that are not text.")
        )
    chars = len(text.strip())
    if not chars and not has_files:
        raise MessageTextRefused("MESSAGE_TOO_SHORT", _("Please write something."), chars_min=1)
    if chars > TEXT_CHARS_MAX or len(text) > TEXT_RAW_CHARS_MAX:
        raise MessageTextRefused(
            "MESSAGE_TOO_LONG", _("The text is too long."), chars_max=TEXT_CHARS_MAX, chars=chars
        )


def note_check(text: str, *, code: str, chars_max: int, chars_min: int = 0) -> None:
    """Raise ``MessageTextRefused`` with ``code`` unless a short text of staff can be kept."""
    chars = len(text.strip())
    if not _is_storable(text) or not chars_min <= chars <= chars_max:
        raise MessageTextRefused(
            code, _("The text is missing or too long."), chars_min=chars_min, chars_max=chars_max
        )


def _is_storable(text: str) -> bool:
    """Return whether Postgres can hold the text: no NUL, no half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))
