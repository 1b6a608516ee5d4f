"""The views of a text that an attack may hide in: plain, unmasked, decoded, turned round.

Every function is a plain rule on text.  A view is a pair of a name and a text; the first view is
always the plain one.
"""

import base64
import binascii
import codecs
import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise
from urllib.parse import unquote

from serve_graph.texts import fold

View = tuple[str, str]

PLAIN = "plain"
GUESSED_VIEWS = frozenset({"reversed", "rot13"})
LEET_WORDS_MIN = 3
TEXT_READ_MAX = 4_000

_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_INVISIBLE = frozenset({"Cf", "Co", "Cn", "Cs", "Cc"})
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_WORD = re.compile(r"[^\W_]+")
_LATIN = re.compile("[a-z]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_TO_LATIN = str.maketrans("асеорхуіјѕԁһкмтвнАСЕОРХУІЈЅКМТВН", "aceopxyijsdhkmtbhACEOPXYIJSKMTBH")
_TO_CYRILLIC = str.maketrans("aceopxykmtACEOPXYKMTBH", "асеорхукмтАСЕОРХУКМТВН")
_LEET = str.maketrans("4310578@$", "aeiostbas")
_LEET_WORD = re.compile(
    r"(?=\w*[^\W\d_])(?=\w*[0134578])\w*[^\W\d_]\w*[0134578]\w*|\w*[0134578][^\W\d_]\w*"
)
_SPACED = re.compile(r"(?:\w|['’ʻ‘`])(?:[ ._*|-]{1,3}[^\s.*|-](?![^\W_])){5,}")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_HEX = re.compile(r"(?:(?:0x|\\x)?[0-9a-fA-F]{2}[\s,]?){10,}")
_BINARY = re.compile(r"(?:[01]{8}\s?){5,}")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2}){3,}")
_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4}){3,}")
_SENTENCE = re.compile(r"(?<=[.!?;:…»])\s+|\n+|(?<=[)\]>}])\s*|\s*(?=[(\[<{])|\s-{2,}\s")
READABLE_SHARE = 0.8
SENTENCE_WORDS_MAX, PIECE_WORDS = 16, 12  # Many write without stops, and an attack hides there.
WINDOW_WORDS_MIN = 5  # Fewer say too little alone; they are read with their neighbour.


def visible(text: str) -> str:
    """Return the text NFKC-composed, without invisible characters."""
    text = unicodedata.normalize("NFKC", _SELECTORS.sub("", text[:TEXT_READ_MAX]))
    return "".join(c for c in text if c in "\n\t " or unicodedata.category(c) not in _INVISIBLE)


def one_script(text: str) -> str:
    """Return the text with each word that mixes Latin and Cyrillic put into one script."""
    return _WORD.sub(lambda match: _one_script(match.group()), text)


def _one_script(word: str) -> str:
    latin, cyrillic = len(_LATIN.findall(word.lower())), len(_CYRILLIC.findall(word))
    if not latin or not cyrillic:
        return word
    in_latin = word.translate(_TO_LATIN)
    if not _CYRILLIC.search(in_latin):
        return in_latin
    in_cyrillic = word.translate(_TO_CYRILLIC)
    return in_latin if latin >= cyrillic and _LATIN.search(in_cyrillic.lower()) else in_cyrillic


def canonical(text: str) -> str:
    """Return the one form that rules and n-grams read: folded Latin, single blanks."""
    return " ".join(fold(one_script(text)).replace("_", " ").split())


def views(text: str) -> list[View]:
    """Return the plain view and every view that differs from it.

    Letters that stand apart are joined in every view: a headline (*В Н И М А Н И Е*) is no sign.
    """
    plain = _joined_runs(visible(text))
    found = [(PLAIN, plain)]
    for name, reader in _READERS:
        others = reader(text if name == "tags" else plain)
        found.extend((name, visible(other)) for other in others if other.strip() and other != plain)
    return found


def windows(text: str) -> list[str]:
    """Return the text, its sentences, each pair of neighbours, and pieces of what has no stops."""
    parts = [part for part in _SENTENCE.split(text) if part and len(part.strip()) > 2]
    pairs = [f"{a} {b}" for a, b in pairwise(parts)]
    pieces = [piece for part in parts for piece in _pieces(part.split())]
    long_enough = (
        w for w in (*parts, *pairs, *pieces) if len(_WORD.findall(w)) >= WINDOW_WORDS_MIN
    )
    return list(dict.fromkeys([text, *long_enough]))


def _pieces(words: list[str]) -> list[str]:
    """Return overlapping pieces of a sentence that is as long as several."""
    if len(words) <= SENTENCE_WORDS_MAX:
        return []
    starts = range(0, len(words) - PIECE_WORDS // 2, PIECE_WORDS // 2)
    return [" ".join(words[start : start + PIECE_WORDS]) for start in starts]


def has_hidden_characters(text: str) -> bool:
    """Tell whether zero-width characters stand inside words, or tag characters anywhere."""
    return bool(_TAGS.search(text)) or len(_ZERO_WIDTH.findall(text)) >= LEET_WORDS_MIN


def _tags(text: str) -> Iterator[str]:
    for match in _TAGS.finditer(text):
        yield "".join(chr(ord(c) - 0xE0000) for c in match.group())


def _leet(text: str) -> Iterator[str]:
    if len(_LEET_WORD.findall(text)) >= LEET_WORDS_MIN:
        yield _LEET_WORD.sub(lambda match: match.group().translate(_LEET), text)


def _joined_runs(text: str) -> str:
    return _SPACED.sub(lambda match: _joined(match.group()), text)


def _joined(run: str) -> str:
    separator = run[1]
    if separator == " ":
        return re.sub(r" (?! )", "", re.sub(r" {2,}", "\x00", run)).replace("\x00", " ")
    return re.sub(
        r"\s{2,}", " ", run.replace(f"{separator}_{separator}", " ").replace(separator, "")
    )


def _decoded(
    pattern: re.Pattern[str], decode: Callable[[str], bytes]
) -> Callable[[str], Iterator[str]]:
    def reader(text: str) -> Iterator[str]:
        for match in pattern.finditer(text):
            try:
                opened = decode(match.group()).decode("utf-8")
            except (ValueError, binascii.Error):  # Not that code after all: nothing is hidden.
                continue
            if sum(c.isalpha() or c.isspace() for c in opened) >= READABLE_SHARE * len(opened):
                yield opened

    return reader


def _from_base64(run: str) -> bytes:
    bare = run.rstrip("=").replace("-", "+").replace("_", "/")
    return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)


def _from_hex(run: str) -> bytes:
    return bytes.fromhex(re.sub(r"0x|\\x|[\s,]", "", run))


def _from_binary(run: str) -> bytes:
    bits = re.sub(r"\s", "", run)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def _reversed(text: str) -> Iterator[str]:
    yield text[::-1]


def _rot13(text: str) -> Iterator[str]:
    yield codecs.encode(text, "rot13")


def _escaped(text: str) -> Iterator[str]:
    for match in _ESCAPES.finditer(text):
        yield match.group().encode().decode("unicode_escape")


_READERS: tuple[tuple[str, Callable[[str], Iterator[str]]], ...] = (
    ("tags", _tags),
    ("leet", _leet),
    ("base64", _decoded(_BASE64, _from_base64)),
    ("hex", _decoded(_HEX, _from_hex)),
    ("binary", _decoded(_BINARY, _from_binary)),
    ("percent", _decoded(_PERCENT, lambda run: unquote(run).encode())),
    ("escapes", _escaped),
    ("reversed", _reversed),
    ("rot13", _rot13),
)
