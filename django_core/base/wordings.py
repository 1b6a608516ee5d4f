"""Texts that leave without a page around them: one file for a room, all languages side by side."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FALLBACK = "uz"


@dataclass(frozen=True)
class Wordings:
    """The texts of a room by key and language."""

    by_key: dict[str, dict[str, str]]

    def say(self, key: str, *, language: str, **words: object) -> str:
        """Return a text in a language, its braces filled with ``words`` as they are."""
        texts = self.by_key[key]
        return texts.get(language, texts[FALLBACK]).format(**words)

    def in_every_language(self, key: str) -> frozenset[str]:
        """Return a text in all languages, to recognise what somebody pressed."""
        return frozenset(self.by_key[key].values())


def wordings_load(path: Path) -> Wordings:
    """Return the texts of a TOML file: a table for each key, a line for each language."""
    return Wordings(by_key=tomllib.loads(path.read_text(encoding="utf-8")))
