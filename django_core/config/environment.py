"""How the settings read the environment: typed, with every bad variable named at once."""

import re
from collections.abc import Callable
from typing import TypeVar

import environ  # type: ignore[import-untyped]  # it ships no types
from django.core.exceptions import ImproperlyConfigured

PREFIX = "CIVIC_"
SECRET_CHARS_MIN = 32
# Variables of the other processes, which may share one environment with Django.
NEIGHBOURS = frozenset(
    {
        "CIVIC_CALLBACK_URL",
        "CIVIC_GEMINI_BASE_URL",
        "CIVIC_QDRANT_API_KEY",
        "CIVIC_QDRANT_URL",
    }
)

Value = TypeVar("Value")


class Environment:
    """Reads variables, also from ``<NAME>_FILE``, and remembers what was wrong with them."""

    def __init__(self) -> None:
        self._env = environ.FileAwareEnv()
        self._names: set[str] = set()
        self._problems: list[str] = []

    def read(self, name: str, parse: Callable[[str], Value], *, default: Value) -> Value:
        """Return the parsed variable, or ``default`` when it is absent or empty."""
        self._names.add(name)
        raw = str(self._env.str(name, default="")).strip()
        if not raw:
            return default
        try:
            return parse(raw)
        except (ValueError, ImproperlyConfigured) as error:
            self._problems.append(f"{name} {error}")
            return default

    def required(self, name: str, parse: Callable[[str], Value], *, placeholder: Value) -> Value:
        """Return the parsed variable; its absence is a problem that stops the start."""
        value = self.read(name, parse, default=placeholder)
        if not str(self._env.str(name, default="")).strip():
            self._problems.append(f"{name} is missing")
        return value

    def problem(self, told: str) -> None:
        """Remember that variables do not fit together."""
        self._problems.append(told)

    def check(self) -> None:
        """Raise ``ImproperlyConfigured`` that names every bad or missing variable."""
        if self._problems:
            raise ImproperlyConfigured("; ".join(self._problems))

    def unknown(self) -> list[str]:
        """Return the names with our prefix that no process of ours reads."""
        known = self._names | NEIGHBOURS
        known |= {f"{name}_FILE" for name in known}
        return sorted(name for name in self._env.ENVIRON if _is_ours(name) and name not in known)


def _is_ours(name: str) -> bool:
    return name.startswith(PREFIX)


def secret(raw: str) -> str:
    """Return a secret that is long enough not to be guessed."""
    if len(raw) < SECRET_CHARS_MIN:
        message = f"must have at least {SECRET_CHARS_MIN} characters"
        raise ValueError(message)
    return raw


def bot_token(raw: str) -> str:
    """Return a token of Telegram, which begins with the bot's id."""
    if not re.fullmatch(r"[0-9]{3,20}:[A-Za-z0-9_-]{20,}", raw):
        message = "must be a token such as BotFather gives"
        raise ValueError(message)
    return raw


def url(*schemes: str) -> Callable[[str], str]:
    """Return a parser that accepts a URL with one of ``schemes`` and cuts its last slash."""

    def parse(raw: str) -> str:
        scheme, separator, rest = raw.partition("://")
        if not separator or not rest or scheme not in schemes:
            message = f"must be a URL that starts with {' or '.join(schemes)}://"
            raise ValueError(message)
        return raw.rstrip("/")

    return parse


def one_of(*words: str) -> Callable[[str], str]:
    """Return a parser that accepts one of ``words``."""

    def parse(raw: str) -> str:
        if raw not in words:
            message = f"must be {' or '.join(words)}"
            raise ValueError(message)
        return raw

    return parse


def flag(raw: str) -> bool:
    """Return a yes or no."""
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if raw.lower() not in words:
        message = "must be true or false"
        raise ValueError(message)
    return words[raw.lower()]


def count(raw: str) -> int:
    """Return a whole number that is not negative."""
    if not raw.isdecimal():
        message = "must be a whole number"
        raise ValueError(message)
    return int(raw)


def identifier(raw: str) -> str:
    """Return a name that needs no quotes in SQL."""
    if not raw.isascii() or not raw.isidentifier():
        message = "must be a name of letters, digits and underscores"
        raise ValueError(message)
    return raw


def names(raw: str) -> list[str]:
    """Return a comma-separated list."""
    return [part.strip() for part in raw.split(",") if part.strip()]
