import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8s.devstack.scores import (
    NO_DEPARTMENT,
    Labelled,
    Routing,
    accuracy_by_language,
    confusion,
    percentile,
)


def routing(department: str, chosen: str | None, *candidates: str, language: str = "ru") -> Routing:
    labelled = Labelled(text="t", language=language, script="cyrl", department=department)
    return Routing(labelled=labelled, chosen=chosen, candidates=candidates)


def test_the_chosen_department_ranks_before_the_candidates():
    assert routing("a", "b", "a", "b", "c").ranked == ("b", "a", "c")


def test_without_a_choice_the_first_candidate_counts():
    assert routing("a", None, "a", "b").is_right


def test_accuracy_is_told_by_language_and_over_all_last():
    routings = [
        routing("a", "a"),
        routing("a", "b", "b", "a"),
        routing("a", None, language="uz"),
    ]

    russian, uzbek, everything = accuracy_by_language(routings)

    assert (russian.group, russian.at_1, russian.at_3) == ("ru cyrl", 0.5, 1.0)
    assert (uzbek.at_1, uzbek.at_3) == (0.0, 0.0)
    assert (everything.group, everything.texts, everything.right) == ("all", 3, 1)


def test_accuracy_of_nothing_is_zero():
    (everything,) = accuracy_by_language([])
    assert (everything.at_1, everything.at_3) == (0.0, 0.0)


def test_confusion_counts_pairs_and_texts_that_went_nowhere():
    found = confusion([routing("a", "b"), routing("a", "b"), routing("a", None)])
    assert found == {("a", "b"): 2, ("a", NO_DEPARTMENT): 1}


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 1))
def test_a_percentile_is_one_of_the_values_and_enough_lie_under_it(
    values: list[float], share: float
):
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-6


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 1.5)])
def test_a_percentile_without_meaning_is_refused(values: list[float], share: float):
    with pytest.raises(ValueError, match="percentile"):
        percentile(values, share)
