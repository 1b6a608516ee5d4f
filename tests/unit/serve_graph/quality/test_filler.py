"""Long appeals to learn from: what is held out stays unseen, and what judges teaches nothing."""

import json
from pathlib import Path
from random import Random

import pytest

import serve_graph
from serve_graph.contract import Language
from serve_graph.gist import SHORT_WORDS
from serve_graph.quality.filler import FOLDS, lives_of, told

DATA = Path(serve_graph.__file__).parent / "data"
MATTER = "Люк открыт, кипяток течёт на дорогу"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("fold", range(FOLDS))
def test_every_fold_has_lives_enough_and_shares_none(language: Language, fold: int) -> None:
    own = lives_of(language, fold)
    others = {life for other in range(FOLDS) if other != fold for life in lives_of(language, other)}
    assert len(own) >= 15
    assert others.isdisjoint(own)


def test_a_told_appeal_is_long_and_the_same_in_every_run() -> None:
    texts = [told(MATTER, Language.RU, 1, Random(seed)) for seed in range(20)]  # noqa: S311
    assert texts == [told(MATTER, Language.RU, 1, Random(seed)) for seed in range(20)]  # noqa: S311
    assert sum(len(text.split()) > SHORT_WORDS for text in texts) > 15
    assert any(MATTER in text for text in texts)


@pytest.mark.parametrize("language", list(Language))
def test_no_phrase_that_judges_is_learned_from(language: Language) -> None:
    judging = json.loads((DATA / "messy.json").read_text(encoding="utf-8"))
    phrases = {phrase for pool in judging.values() for phrase in pool[language.value]}
    learned = {life for fold in range(FOLDS) for life in lives_of(language, fold)}
    assert phrases.isdisjoint(learned)
