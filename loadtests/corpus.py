"""loadtests: what people write: texts whose licences let them be here (NOTICE names them)."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from random import Random

from k8s.devstack.settings import ROOT
from loadtests.scenario import Corpus, Voice

HONEST = ROOT / "tests" / "data" / "smoke_texts.jsonl"
ATTACKS = ROOT / "serve_graph" / "data" / "injection_authored.jsonl"
_VOICES = {
    ("uz", "latn"): Voice.UZ_LATIN,
    ("uz", "cyrl"): Voice.UZ_CYRILLIC,
    ("ru", "cyrl"): Voice.RU,
}


@dataclass(frozen=True)
class Text:
    """Something to send."""

    words: str
    is_attack: bool = False


def texts(corpus: Corpus, *, seed: int) -> Iterator[Text]:
    """Yield texts without an end, the same for the same seed."""
    dice = Random(seed)  # noqa: S311  # a plan that can be repeated, no secret
    honest = {voice: cycle(found) for voice, found in honest_read().items()}
    attacks = cycle(attacks_read())
    voices, weights = list(corpus.voices), list(corpus.voices.values())
    number = 0
    while True:
        number += 1
        if dice.random() < corpus.injection_share:
            yield Text(words=next(attacks), is_attack=True)
            continue
        words = next(honest[dice.choices(voices, weights=weights)[0]])
        yield Text(words=f"{words} ({number})" if corpus.is_fresh else words)


def honest_read(path: Path = HONEST) -> dict[Voice, list[str]]:
    """Return the texts of citizens by their voice."""
    found: dict[Voice, list[str]] = defaultdict(list)
    for row in _rows(path):
        if not row.get("is_injection"):
            found[_VOICES[row["lang"], row["script"]]].append(row["text"])
    return found


def attacks_read(path: Path = ATTACKS) -> list[str]:
    """Return the attacks that were written for this project."""
    return [row["text"] for row in _rows(path) if row.get("kind") == "authored_attack"]


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
