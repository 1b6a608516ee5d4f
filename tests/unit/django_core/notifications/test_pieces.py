"""Long texts are cut where a reader would pause, and never in the middle of a sign."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_core.notifications.transports.pieces import UNITS_MAX, text_split, units_of


def test_text_that_fits_stays_whole():
    assert text_split("Мы выехали.") == ["Мы выехали."]
    assert text_split("  \n ") == []


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("aaa bbb\n\nccc\nddd eee", ["aaa bbb", "ccc\nddd eee"]),
        ("aaaa. bb\ncc dd ee", ["aaaa. bb", "cc dd ee"]),
        ("aaaaa. bbbb cccc", ["aaaaa.", "bbbb cccc"]),
        ("aaaa bbbb cccc", ["aaaa bbbb", "cccc"]),
        ("a" * 26, ["a" * 12, "a" * 12, "aa"]),
    ],
    ids=["paragraph", "line", "sentence", "word", "nowhere"],
)
def test_cut_is_at_the_best_pause(text, pieces):
    assert text_split(text, first_max=12, units_max=12) == pieces


def test_first_piece_leaves_room_for_a_heading():
    first, second = text_split("a" * 20, first_max=5, units_max=15)
    assert (len(first), len(second)) == (5, 15)


def test_emoji_counts_two_units_and_is_not_cut_from_what_it_is_joined_to():
    family = "👨\u200d👩\u200d👧"
    assert units_of(family) == 8
    pieces = text_split("aaaa" + family + "b", first_max=10, units_max=10)
    assert pieces == ["aaaa", family + "b"]


@given(st.text(alphabet="ab .\n👍🏽\u200d😀", max_size=400), st.integers(6, 40))
def test_every_piece_fits_and_nothing_but_space_is_lost(text, limit):
    pieces = text_split(text, first_max=limit, units_max=limit)
    assert all(0 < units_of(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_limit_is_telegrams():
    assert [len(piece) for piece in text_split("a" * 5_000)] == [UNITS_MAX, 904]
