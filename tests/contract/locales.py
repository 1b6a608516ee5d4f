"""Writes django_core/locale from the words in the code and their translations: ``make locale``.

Uzbek in Cyrillic letters follows from Uzbek in Latin ones.  Works without the gettext programs, and
the compiled files are committed, so that no machine needs them.
"""

import re
from datetime import UTC, datetime
from pathlib import Path

import alifbo
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "django_core"
FOLDER = CODE / "locale"
WRITTEN, DERIVED = ("uz", "ru"), "uz_Cyrl"
PLACEHOLDER = re.compile(r"%\(\w+\)s")
# What has the same letters in every script.
_KEPT = re.compile(r"%\(\w+\)s|CivicConnect|JSON|SMS")
_IN_TEMPLATES = re.compile(r'{% (?:translate|trans) "([^"]+)"')
# A file that says when it was made would change each time it is made.
_ALWAYS = datetime(2026, 1, 1, tzinfo=UTC)


def collect() -> set[str]:
    """Return every text of the code that people read."""
    keywords = dict.fromkeys(("_", "_lazy", "gettext", "gettext_lazy"))
    rows = extract_from_dir(CODE, [("**.py", "python")], keywords=keywords)
    found = {str(row[2]) for row in rows}
    for template in CODE.rglob("*.html"):
        found.update(_IN_TEMPLATES.findall(template.read_text(encoding="utf-8")))
    return found


def catalog_read(locale: str) -> dict[str, str]:
    """Return the translations that a file holds."""
    path = FOLDER / locale / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale=locale)
    return {str(row.id): str(row.string) for row in catalog if row.id}


def cyrillic(text: str) -> str:
    """Return Uzbek in Cyrillic letters."""
    kept = [*_KEPT.findall(text), ""]
    parts = [alifbo.to_cyrillic(part).text for part in _KEPT.split(text)]
    return "".join(part + same for part, same in zip(parts, kept, strict=True))


def catalog_write(locale: str, told: dict[str, str]) -> None:
    """Write the texts of a language, sorted, and what Django reads of them."""
    catalog = Catalog(locale=locale, project="CivicConnect", creation_date=_ALWAYS, fuzzy=False)
    catalog.revision_date = _ALWAYS
    for text, translation in sorted(told.items()):
        catalog.add(text, translation)
    folder = FOLDER / locale / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "django.po").open("wb") as file:
        write_po(file, catalog, width=96)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalog)


def main() -> None:
    """Add what is new with an empty translation, drop what is gone, compile all."""
    texts = collect()
    known = {locale: catalog_read(locale) for locale in WRITTEN}
    for locale, told in known.items():
        catalog_write(locale, {text: told.get(text, "") for text in texts})
    latin = known["uz"]
    catalog_write(DERIVED, {text: cyrillic(latin.get(text, "")) for text in texts})


if __name__ == "__main__":
    main()
