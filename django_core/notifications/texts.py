"""What a notice says where a person is told outside of the web."""

from dataclasses import dataclass
from pathlib import Path

from django_core.base.wordings import wordings_load

CHARS_MAX = 600
WORDINGS = wordings_load(Path(__file__).with_name("data") / "texts.toml")
# Of these a person reads what somebody wrote.
WITH_WORDS = ("MESSAGE_NEW",)


@dataclass(frozen=True)
class Told:
    """What a notice is about; ``words`` is what somebody wrote, if anything."""

    kind: str
    number: str
    words: str
    language: str
    department: str = ""


def notice_text(told: Told) -> str:
    """Return the text of a notice in one line that is cut, for ways that charge by length."""
    return f"{told.number}: {notice_body(told)}"[:CHARS_MAX]


def notice_body(told: Told) -> str:
    """Return what a notice says, whole and without the number of its session."""
    if told.kind in WITH_WORDS:
        return told.words
    is_named = told.kind == "SESSION_ROUTED" and told.department
    key = "SESSION_ROUTED_TO" if is_named else told.kind
    return WORDINGS.say(key, language=told.language, department=told.department)
