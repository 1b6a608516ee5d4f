"""Plain rules for texts: clean, fold, transliterate, mask, cut into parts.

Every reader of a text, the index included, sees it through these functions, so that one word has
one form whatever its script, alphabet or apostrophe.
"""

import re
import unicodedata

import alifbo

from serve_graph.contract import TEXT_MAX_CHARS

PHRASE_MIN_CHARS = 4

_APOSTROPHES = re.compile("[\u02bb\u02bc'`\u2018\u2019\u00b4\u02b9\u02c8\u2032\uff07]")
# NFKC would turn the acute accent, often typed as an apostrophe, into a space and a mark.
_BEFORE_NFKC = str.maketrans({"\u00b4": "\u2019", "\u2032": "\u2019"})
_KEPT_CONTROLS = frozenset("\n\t")
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_BLANKS = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\s*\n\s*")
_MASK = re.compile(r"\[(?:PHONE|CARD|PINFL|PASSPORT|EMAIL|NAME|NUMBER)\]", re.IGNORECASE)
_PHRASE_ENDS = re.compile(r"[.;:]\s+")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN_OF_2026 = re.compile("[şçöğŞÇÖĞ]")

_LATIN_OF = {
    **dict(zip("абвгдежзийклмнопрстуфхыэўқғҳ", "abvgdejziyklmnoprstufxieoqgh", strict=True)),
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "sh",
    "ю": "yu",
    "я": "ya",
    "ё": "yo",
    "ъ": "",
    "ь": "",
    "ş": "sh",
    "ç": "ch",
    "ö": "o",
    "ğ": "g",
    "ı": "i",
    "і": "i",
}
_FOLD = str.maketrans(_LATIN_OF)

# A name begins where no word goes on, which also keeps the patterns linear on any text.
_CAPITAL = r"(?<![\w'’ʻʼ‘`-])[A-ZА-ЯЁЎҚҒҲ][\w'’ʻʼ‘`-]+"
_PATRONYMIC = r"(?<!\w)[A-ZА-ЯЁЎҚҒҲ]\w+(?:ович|евич|овна|евна|ovich|evich|ovna|evna)"
_SON_OR_DAUGHTER = r"(?:o['’ʻʼ‘`]g['’ʻʼ‘`]li|ogli|qizi|ўғли|қизи|угли|кизи)"
_MY_NAME_IS = r"(?:[Мм]еня зовут|[Мм]о[её] имя|[Мм]ени?нг исмим|[Mm]ening ismim|[Ii]smim)"
# Order matters: longer numbers first, so that a card is never half a phone.
_PERSONAL: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("[EMAIL]", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("[CARD]", re.compile(r"(?<!\d)\d{4}(?:[ -]?\d{4}){3}(?!\d)")),
    ("[PINFL]", re.compile(r"(?<!\d)\d{14}(?!\d)")),
    ("[PASSPORT]", re.compile(r"(?<!\w)[A-Za-zА-Яа-я]{2}\s?№?\s?\d{7}(?!\d)")),
    ("[PHONE]", re.compile(r"(?<![\w+])\+\d(?:[\s().-]{0,2}\d){9,13}(?!\d)")),
    ("[PHONE]", re.compile(r"(?<![\d.,-])998(?:[\s().-]{0,2}\d){9}(?!\d)")),
    (
        "[PHONE]",
        re.compile(r"(?<![\d.,-])8[\s(-]{0,2}\d{3}[\s)-]{0,2}\d{3}(?:[\s-]?\d{2}){2}(?!\d)"),
    ),
    ("[PHONE]", re.compile(r"(?<![\d.,-])\(?\d{2}\)?[\s.-]?\d{3}(?:[\s.-]?\d{2}){2}(?!\d)")),
    ("[PHONE]", re.compile(r"(?<![\d.,-])\d{3}[\s-]\d{2}[\s-]\d{2}(?!\d)")),
    ("[NUMBER]", re.compile(r"(?<!\d)\d{12,}(?!\d)")),
    ("[NAME]", re.compile(rf"{_CAPITAL}(?:\s+{_CAPITAL}){{0,2}}\s+{_SON_OR_DAUGHTER}(?!\w)")),
    ("[NAME]", re.compile(rf"(?:{_CAPITAL}\s+){{0,2}}{_PATRONYMIC}(?:\s+{_CAPITAL})?")),
    (r"\1[NAME]", re.compile(rf"({_MY_NAME_IS}[\s:,—-]+){_CAPITAL}(?:\s+{_CAPITAL}){{0,2}}")),
)


def clean(text: str) -> str:
    """Return the text as a person sees it (P15): NFKC, nothing invisible, single blanks.

    Control, format, tag and unassigned characters, lone surrogates and NUL are removed; at most
    ``TEXT_MAX_CHARS`` characters stay, because NFKC can make a text many times longer.
    """
    composed = unicodedata.normalize("NFKC", text.translate(_BEFORE_NFKC))
    visible = "".join(
        character
        for character in _VARIATION_SELECTORS.sub("", composed)
        if character in _KEPT_CONTROLS or unicodedata.category(character) not in _DROPPED_CATEGORIES
    )
    return _EMPTY_LINES.sub("\n", _BLANKS.sub(" ", visible)).strip()[:TEXT_MAX_CHARS]


def fold(text: str) -> str:
    """Return the text in one folded Latin script: the key to compare words by.

    Uzbek in Cyrillic, in Latin and in the Latin of 2026 fold to the same letters, Russian to its
    plain transliteration, so that words both languages share (*avtobus*, *автобус*) meet.
    """
    lowered = unicodedata.normalize("NFKC", text.translate(_BEFORE_NFKC)).lower()
    return _APOSTROPHES.sub("", _MASK.sub(" ", lowered)).translate(_FOLD)


def latin_of_today(text: str) -> str:
    """Return an Uzbek text in Cyrillic or in the Latin of 2026 as most write it today (P13)."""
    if _CYRILLIC.search(text):
        text = alifbo.from_cyrillic(text).text
    return alifbo.to_old_latin(text).text if _LATIN_OF_2026.search(text) else text


def mask_personal_data(text: str) -> str:
    """Return the text with phones, cards, documents, addresses and names masked (P15, S26)."""
    for mask, pattern in _PERSONAL:
        text = pattern.sub(mask, text)
    return text


def phrases(description: str) -> tuple[str, ...]:
    """Return the parts of a description, which mostly lists the matters of a department."""
    parts = (part.strip(" .") for part in _PHRASE_ENDS.split(description))
    return tuple(part for part in parts if len(part) >= PHRASE_MIN_CHARS)
