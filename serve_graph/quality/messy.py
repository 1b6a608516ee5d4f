"""Makes labelled texts as long and messy as real ones: only to judge, no model is fitted to it.

A life is told around the matter, words of the other language slip in, apostrophes and the letters
that a Russian keyboard lacks get lost.  The phrases are others than those of ``dressing``.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

from serve_graph.contract import Language, Script
from serve_graph.quality.dressing import careless_cyrillic, cyrillic, with_typos
from serve_graph.quality.rows import InjectionRow, RoutingRow

_PHRASES: Final[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "messy.json").read_text(encoding="utf-8")
)
_STARTS, _ENDS = (2, 3, 4), (2, 3, 4, 5)
_APOSTROPHES = str.maketrans("", "", "'`‘’ʻʼ")
INSIDE_MAX_CHARS = 400
PLAIN_LANGUAGES = frozenset({"uz", "ru", "en"})


def messy_appeals(rows: Sequence[RoutingRow]) -> list[RoutingRow]:
    """Return the rows with their texts made long and messy, the same in every run."""
    return [_messy_row(row) for row in rows]


def attacks_inside(
    attacks: Sequence[InjectionRow], hosts: Sequence[RoutingRow]
) -> list[InjectionRow]:
    """Return the short attacks in plain words, each in the middle of a long and messy appeal."""
    return [_inside(row, hosts) for row in attacks if _is_plain(row)]


def _inside(row: InjectionRow, hosts: Sequence[RoutingRow]) -> InjectionRow:
    rng = _rng(row.id)
    language = Language.RU if row.lang == Language.RU else Language.UZ
    host = rng.choice([host for host in hosts if host.lang is language])
    around = _messy(host.text, language, rng)
    cut = around.find(" ", len(around) // 2)
    text = f"{around[:cut]}. {row.text} {around[cut:]}"
    if row.lang == Language.UZ:
        text, _ = _respelled(text, rng)
    return row.model_copy(update={"kind": "inside", "text": text})


def _is_plain(row: InjectionRow) -> bool:
    is_plain = not row.kind.startswith(("obf", "emb")) and len(row.text) < INSIDE_MAX_CHARS
    return row.is_injection and is_plain and row.lang in PLAIN_LANGUAGES


def _messy_row(row: RoutingRow) -> RoutingRow:
    rng = _rng(row.id)
    text, script = _messy(row.text, row.lang, rng), row.script
    if row.lang is Language.UZ and script is Script.LATIN:
        text, script = _respelled(text, rng)
    return row.model_copy(update={"text": text, "script": script})


def _messy(text: str, language: Language, rng: Random) -> str:
    phrases = {name: pool[language.value] for name, pool in _PHRASES.items()}
    said = [
        *rng.sample(phrases["starts"], rng.choice(_STARTS)),
        f"{rng.choice(phrases['between'])} {text}",
        *rng.sample(phrases["ends"], rng.choice(_ENDS)),
    ]
    told = with_typos(rng.choice((" ", " ", "\n")).join(said), rng, rate=0.08)
    if rng.random() < 0.4:
        told = told.lower()
    return told.replace(".", "").replace(",", "") if rng.random() < 0.3 else told


def _respelled(text: str, rng: Random) -> tuple[str, Script]:
    kind = rng.random()
    if kind < 0.4:
        return text.translate(_APOSTROPHES), Script.LATIN
    if kind < 0.6:
        return cyrillic(text), Script.CYRILLIC
    return (careless_cyrillic(text), Script.CYRILLIC) if kind < 0.8 else (text, Script.LATIN)


def _rng(row_id: str) -> Random:
    seed = hashlib.sha256(row_id.encode()).digest()
    return Random(seed)  # noqa: S311  # reproducible, no secret
