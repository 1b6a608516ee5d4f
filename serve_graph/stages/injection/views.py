"""Takes the disguise off a text: every plausible reading of it, and the windows to look through."""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator

from serve_graph.texts import clean

WINDOWS_MAX = 60
WINDOW_SENTENCES = 2
ENCODED_MIN_CHARS = 16
LEET_WORDS_MIN = 2

_TAG_FIRST, _TAG_LAST, _TAG_OFFSET = 0xE0020, 0xE007E, 0xE0000
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_SPACED = re.compile(r"(?:(?<=\s)|^)(?:[^\s.] ){5,}[^\s.](?:\s+(?:[^\s.] ){0,40}[^\s.](?=\s|$))*")
_DOTTED = re.compile(r"(?:[^\s.]\.){6,}[^\s.]?")
_ENCODED = re.compile(rf"[A-Za-z0-9+/_-]{{{ENCODED_MIN_CHARS},}}={{0,2}}")
_WORD = re.compile(r"[^\W_]+")
_LEET_WORD = re.compile(r"(?=\w*[A-Za-zА-Яа-я])(?=\w*[0134578@$])[\w@$']{2,}")
_LEET = str.maketrans("0134578@$", "oieastbas")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?\n;])\s+|\n+")
_LATIN = re.compile("[A-Za-z]")
_CYRILLIC = re.compile("[\u0400-\u052f]")

_CYRILLIC_LOOKS = "аеорсухіјѕкмтнвАЕОРСУХІЈЅКМТНВЗ"
_LATIN_LOOKS = "aeopcyxijskmthbAEOPCYXIJSKMTHB3"
_TO_LATIN = str.maketrans(_CYRILLIC_LOOKS, _LATIN_LOOKS)
_TO_CYRILLIC = str.maketrans("aeopcyxkmtAEOPCYXKMTHB", "аеорсухкмтАЕОРСУХКМТНВ")


def views(text: str) -> list[str]:
    """Return the readings of a text, the plain one first, each once and none empty."""
    plain = clean(_joined(unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))))
    unmixed = _WORD.sub(lambda match: _one_script(match[0]), plain)
    readings = [unmixed, unmixed[::-1], clean(_from_tags(text)), *_decoded(plain)]
    if len(_LEET_WORD.findall(unmixed)) >= LEET_WORDS_MIN:
        readings.append(_LEET_WORD.sub(lambda match: match[0].translate(_LEET), unmixed))
    return list(dict.fromkeys(reading for reading in readings if reading))


def windows(view: str) -> list[str]:
    """Return the whole view and neighbouring sentences: a long honest text hides nothing."""
    sentences = [part for part in _SENTENCE_ENDS.split(view) if part.strip()][:WINDOWS_MAX]
    if len(sentences) <= 1:
        return [view]
    pairs = (
        " ".join(sentences[start : start + WINDOW_SENTENCES])
        for start in range(len(sentences) - WINDOW_SENTENCES + 1)
    )
    return list(dict.fromkeys([view, *sentences, *pairs]))


def _joined(text: str) -> str:
    """Join letters that stand apart: ``i g n o r e  a l l`` and ``i.g.n.o.r.e._.a.l.l``."""
    undotted = _DOTTED.sub(lambda match: match[0].replace(".", "").replace("_", " "), text)
    return _SPACED.sub(lambda match: _joined_letters(match[0]), undotted)


def _joined_letters(run: str) -> str:
    return " ".join(word.replace(" ", "") for word in re.split(r"\s{2,}", run))


def _one_script(word: str) -> str:
    """Return a word in which look-alikes of another script are read as what they look like."""
    latin, cyrillic = len(_LATIN.findall(word)), len(_CYRILLIC.findall(word))
    if not latin or not cyrillic:
        return word
    return word.translate(_TO_LATIN if latin >= cyrillic else _TO_CYRILLIC)


def _from_tags(text: str) -> str:
    """Return what is written in invisible tag characters."""
    return "".join(
        chr(ord(character) - _TAG_OFFSET)
        for character in text
        if _TAG_FIRST <= ord(character) <= _TAG_LAST
    )


def _decoded(text: str) -> Iterator[str]:
    """Yield what the base64 in a text says, where it says something readable."""
    for match in _ENCODED.finditer(text):
        token = match[0].rstrip("=").replace("-", "+").replace("_", "/")
        padded = token + "=" * (-len(token) % 4)
        try:
            said = base64.b64decode(padded, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            continue
        if said.isprintable() and " " in said.strip():
            yield clean(said)
