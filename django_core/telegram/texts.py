"""What the bot says, in every language; what people wrote is escaped on its way in (S21)."""

from html import escape
from pathlib import Path

from django_core.base.wordings import wordings_load

WORDINGS = wordings_load(Path(__file__).with_name("data") / "texts.toml")
LANGUAGES = {"uz": "O‘zbekcha", "uz-cyrl": "Ўзбекча", "ru": "Русский"}


def say(key: str, *, language: str, **words: object) -> str:
    """Return a text of the bot as HTML."""
    safe = {name: escape(str(word), quote=False) for name, word in words.items()}
    return WORDINGS.say(key, language=language, **safe)


def label(key: str, *, language: str) -> str:
    """Return the words on a button, which Telegram shows as they are."""
    return WORDINGS.say(key, language=language)


def pressed(text: str, *, keys: tuple[str, ...]) -> str | None:
    """Return which of the buttons says ``text`` in any language."""
    found = (key for key in keys if text in WORDINGS.in_every_language(key))
    return next(found, None)
