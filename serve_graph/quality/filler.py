"""What citizens tell around their matter, and long appeals that are made of it.

Every phrase belongs to a fold, as every lesson does: an appeal is made of phrases of its own fold,
so that a model that was fitted without the fold has seen neither the matter nor the life around.
"""

import hashlib
import json
from pathlib import Path
from random import Random
from typing import Final

from serve_graph.contract import Language
from serve_graph.quality.dressing import careless, phrases_around

FOLDS = 5
_LIVES: Final[dict[str, list[str]]] = json.loads(
    (Path(__file__).parents[1] / "data" / "filler.json").read_text(encoding="utf-8")
)
_BEFORE, _AFTER = (2, 3, 4), (1, 2, 3, 4, 5)


def told(text: str, language: Language, fold: int, rng: Random) -> str:
    """Return a long appeal: a life told around the matter, as careless as real ones."""
    around = lives_of(language, fold)
    before, after = rng.choice(_BEFORE), rng.choice(_AFTER)
    picked = rng.sample(around, before + after)
    return careless(" ".join([*picked[:before], text, *picked[before:]]), language, rng)


def lives_of(language: Language, fold: int) -> list[str]:
    """Return the phrases of a fold."""
    return [life for life in lives(language) if fold_of(life) == fold]


def lives(language: Language) -> list[str]:
    """Return all phrases."""
    return [*_LIVES[language.value], *phrases_around(language)]


def fold_of(text: str) -> int:
    """Return the fold of a text, by its hash."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % FOLDS
