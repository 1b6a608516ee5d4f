"""Makes short wordings look like real appeals: greetings, pleading, mistakes, scripts."""

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

import alifbo

from serve_graph.contract import Language

_PHRASES: Final[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "dressing.json").read_text(encoding="utf-8")
)
_CARELESS = str.maketrans("ўқғҳЎҚҒҲ", "укгхУКГХ")
_TYPO_WORD_MIN = 5
_OPENINGS, _ASIDES, _CLOSINGS = (0, 1, 1, 2), (0, 0, 0, 1, 2, 4), (0, 1, 2, 2)


def dressed(parts: Sequence[str], language: Language, rng: Random) -> str:
    """Return an appeal around sentences on its matter, as careless as real ones."""
    asides = _picked("asides", language, rng, _ASIDES)
    before = rng.randint(0, len(asides))
    said = [
        *_picked("openings", language, rng, _OPENINGS),
        *asides[:before],
        *(part.rstrip(".") + "." for part in parts),
        *asides[before:],
        *_picked("closings", language, rng, _CLOSINGS),
    ]
    return careless(" ".join(said), language, rng)


def careless(text: str, language: Language, rng: Random) -> str:
    """Return the text as people in a hurry type it, in any of the scripts of its language."""
    if rng.random() < 0.5:
        text = with_typos(text, rng, rate=0.08)
    if rng.random() < 0.3:
        text = text.lower()
    return _respelled(text, rng) if language is Language.UZ else text


def phrases_around(language: Language) -> list[str]:
    """Return all that is said around matters here, names of places filled in."""
    pools = [_PHRASES[name][language.value] for name in ("openings", "asides", "closings")]
    return [phrase.format(n=7, s=_PHRASES["streets"][0]) for pool in pools for phrase in pool]


def paraphrased(text: str, language: Language, rng: Random) -> str:
    """Return the matter once more: a word less, mistakes, other words around it."""
    words = text.split()
    if len(words) >= _TYPO_WORD_MIN:
        words.pop(rng.randrange(len(words)))
    frame: str = rng.choice(_PHRASES["paraphrases"][language.value])
    return frame.format(with_typos(" ".join(words), rng, rate=0.06))


def with_typos(text: str, rng: Random, *, rate: float) -> str:
    """Return the text with a letter lost, doubled or swapped in some of its longer words."""
    words = text.split(" ")
    return " ".join(
        _mistyped(word, rng) if len(word) >= _TYPO_WORD_MIN and rng.random() < rate else word
        for word in words
    )


def cyrillic(text: str) -> str:
    """Return an Uzbek text in Cyrillic."""
    return alifbo.to_cyrillic(text).text


def careless_cyrillic(text: str) -> str:
    """Return an Uzbek text in Cyrillic without the letters that a Russian keyboard lacks."""
    return cyrillic(text).translate(_CARELESS)


def _mistyped(word: str, rng: Random) -> str:
    place, kind = rng.randrange(1, len(word) - 1), rng.random()
    if kind < 0.4:
        return word[:place] + word[place + 1 :]
    if kind < 0.7:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[:place] + word[place] + word[place:]


def _respelled(text: str, rng: Random) -> str:
    kind = rng.random()
    if kind < 0.3:
        return text.replace("'", "")
    if kind < 0.5:
        return cyrillic(text)
    return careless_cyrillic(text) if kind < 0.75 else text


def _picked(name: str, language: Language, rng: Random, counts: Sequence[int]) -> list[str]:
    pool = rng.sample(_PHRASES[name][language.value], rng.choice(counts))
    return [
        phrase.format(n=rng.randint(1, 90), s=rng.choice(_PHRASES["streets"])) for phrase in pool
    ]
