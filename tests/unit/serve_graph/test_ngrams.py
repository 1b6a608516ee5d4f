"""A word meets itself whatever its script, and no vector is longer than another (P13, P16)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serve_graph.contract_stages import SparseVector
from serve_graph.ngrams import BUCKETS, Ngrams, merged
from serve_graph.texts import clean

NGRAMS = Ngrams.load()


def _cosine(one: SparseVector, other: SparseVector) -> float:
    theirs = dict(zip(other.indices, other.values, strict=True))
    pairs = zip(one.indices, one.values, strict=True)
    return sum(value * theirs.get(index, 0.0) for index, value in pairs)


@given(st.text(alphabet=st.characters(), max_size=300))
def test_ngrams_are_unique_in_order_and_of_length_one(raw: str) -> None:
    sparse = NGRAMS.read(clean(raw))
    assert list(sparse.indices) == sorted(set(sparse.indices))
    assert all(0 <= index < BUCKETS for index in sparse.indices)
    length = math.sqrt(sum(value * value for value in sparse.values))
    assert not sparse.values or math.isclose(length, 1.0, rel_tol=1e-4)


def test_masks_have_no_ngrams() -> None:
    assert NGRAMS.read("[PHONE] [EMAIL]").indices == ()


@pytest.mark.parametrize(
    "spelling", ["Qo'shni hovlida", "Qo‘shni hovlida", "Қўшни ҳовлида", "Кушни ховлида"]
)
def test_careless_and_careful_spelling_are_near(spelling: str) -> None:
    cosine = _cosine(NGRAMS.read(spelling), NGRAMS.read("qöşni hovlida"))
    assert cosine > 0.4, merged(spelling)
