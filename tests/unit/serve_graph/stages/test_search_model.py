"""The routing model: known and unknown departments, and what an example may move (P16, P30)."""

import math
from dataclasses import replace

import pytest

from serve_graph.contract_stages import SparseVector
from serve_graph.ngrams import Ngrams
from serve_graph.stages.search.model import Readings, RoutingModel, wordings_leg
from serve_graph.stages.search.votes import shifted, vote_of

MODEL = RoutingModel.load()
NOTHING = SparseVector(indices=(), values=())
TEXT = Ngrams.load().read("Uyda gaz bosimi past, batareyalar sovuq")


def _readings(codes: tuple[str, ...], near: str, *, likeness: float = 0.4) -> Readings:
    likes = {code: likeness if code == near else 0.02 for code in codes}
    return Readings(
        codes=codes,
        wordings=likes,
        description={code: 0.8 + like / 10 for code, like in likes.items()},
        ngram=MODEL.ngram_logits(TEXT),
        meaning=None,
    )


def test_probabilities_are_of_the_departments_of_the_district_and_add_up() -> None:
    codes = MODEL.codes[:5]
    found = MODEL.probabilities(_readings(codes, codes[0]))
    assert tuple(found) == codes
    assert math.isclose(sum(found.values()), 1.0, rel_tol=1e-6)


def test_a_department_that_no_classifier_knows_is_found_by_its_wordings() -> None:
    codes = ("a-new-one", "another-new-one", "a-third-new-one")
    found = MODEL.probabilities(_readings(codes, "another-new-one"))
    assert max(found, key=lambda code: found[code]) == "another-new-one"


def test_a_new_department_beside_known_ones_gets_its_chance() -> None:
    codes = (*MODEL.codes, "a-new-one")
    found = MODEL.probabilities(_readings(codes, "a-new-one"))
    assert sorted(found, key=lambda code: -found[code]).index("a-new-one") < 3


def test_what_no_classifier_knows_is_guessed_from_descriptions_too() -> None:
    """Two departments whose wordings are equally near: the legs of the description are 1 and -1."""
    codes = ("a-new-one", "another-new-one")
    alike = Readings(
        codes=codes,
        wordings=dict.fromkeys(codes, 0.4),
        description={"a-new-one": 0.9, "another-new-one": 0.8},
        ngram={},
        meaning=None,
    )
    by_description = 1 / (1 + math.exp(-2 * MODEL.fusion["without_meaning"]["description"]))
    assert MODEL.probabilities(alike)["a-new-one"] > by_description + 0.02
    by_words = MODEL.probabilities(replace(alike, description=None))
    assert by_words["a-new-one"] == pytest.approx(0.5)


def test_words_alone_make_nobody_surer_than_words_and_descriptions_that_agree() -> None:
    """Without any embedding the numbers are others, fitted for that case (P20)."""
    known = _readings(MODEL.codes, "gas_heating")
    by_words = MODEL.probabilities(replace(known, description=None))
    assert max(by_words, key=lambda code: by_words[code]) == "gas_heating"
    assert by_words["gas_heating"] < MODEL.probabilities(known)["gas_heating"]


def test_the_gist_of_a_long_text_makes_less_sure_than_a_short_text_that_reads_alike() -> None:
    known = _readings(MODEL.codes, "gas_heating")
    gist = MODEL.probabilities(replace(known, is_gist=True))
    assert max(gist, key=lambda code: gist[code]) == "gas_heating"
    assert gist["gas_heating"] < MODEL.probabilities(known)["gas_heating"]


def test_a_text_unlike_everything_makes_nobody_sure() -> None:
    codes = ("a-new-one", "another-new-one", "a-third-new-one")
    usual = MODEL.probabilities(_readings(codes, "a-new-one", likeness=0.4))
    strange = MODEL.probabilities(_readings(codes, "a-new-one", likeness=0.03))
    assert strange["a-new-one"] < usual["a-new-one"] - 0.2


def test_the_meaning_counts_for_the_model_that_was_fitted_only() -> None:
    dense = tuple(MODEL.dense_mean.tolist())
    assert MODEL.dense_logits(dense, model="another") is None
    assert set(MODEL.dense_logits(dense, model=MODEL.dense_model) or ()) == set(MODEL.codes)


def test_a_text_without_ngrams_has_the_classifiers_bias_only() -> None:
    assert max(MODEL.ngram_logits(NOTHING).values()) < 3.0


def test_the_best_three_wordings_count_and_a_missing_one_counts_as_nothing() -> None:
    leg = wordings_leg([("a", 0.9), ("a", 0.6), ("a", 0.3), ("a", 0.1), ("b", 0.9)])
    assert leg == pytest.approx({"a": 0.6, "b": 0.3})


@pytest.mark.parametrize(
    ("words", "meaning", "vote"),
    [
        (0.41, None, 0.0),
        (0.51, None, 0.485),
        (0.95, None, 0.97),
        (0.35, 0.98, 0.97),
        (0.29, 0.98, 0.0),
        (0.35, 0.95, 0.0),
    ],
)
def test_only_near_examples_vote(words: float, meaning: float | None, vote: float) -> None:
    assert vote_of(words=words, meaning=meaning) == pytest.approx(vote)


def test_without_votes_nothing_moves_and_with_one_it_moves_that_much() -> None:
    before = {"a": 0.9, "b": 0.1}
    assert shifted(before, {}) == shifted(before, {"b": 0.0}) == before
    assert shifted(before, {"b": 0.97}) == pytest.approx({"a": 0.027, "b": 0.973})
