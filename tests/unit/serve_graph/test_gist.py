"""Of a long appeal its matter is read, not the life told around it (P15, P16)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from serve_graph.contract import TEXT_MAX_CHARS
from serve_graph.gist import SHORT_WORDS, Gist
from serve_graph.ngrams import Ngrams, arrays_of, cosine

GIST = Gist.load()
BEFORE_RU = (
    "Здравствуйте, меня зовут Рано, я всю жизнь проработала в библиотеке, теперь дома, внуки "
    "приходят по воскресеньям, а муж давно умер, царствие ему небесное. "
)
AFTER_RU = (
    " Простите, что так длинно, просто больше некому рассказать, все обещают и забывают, "
    "а я каждый день жду и надеюсь, что хоть кто-то прочитает до конца. С уважением."
)
BEFORE_UZ = (
    "Assalomu alaykum, ismim Rano, umr bo'yi kutubxonada ishladim, endi uydaman, nevaralarim "
    "yakshanba kuni kelishadi, xo'jayinim esa ancha oldin vafot etgan edi. "
)
AFTER_UZ = (
    " Uzun yozganim uchun uzr, boshqa gapiradigan odamim yo'q, hamma va'da beradi va unutadi, "
    "men esa har kuni kimdir oxirigacha o'qir deb umid qilaman. Hurmat bilan."
)


@pytest.mark.parametrize(
    ("before", "matter", "after"),
    [
        (BEFORE_RU, "Батареи ледяные, отопление не дали, газ еле горит.", AFTER_RU),
        (BEFORE_RU, "Автобус не приходит, водитель маршрутки проезжает остановку.", AFTER_RU),
        (BEFORE_UZ, "Ko'chada chiroq yonmaydi, transformator kuyib qolgan.", AFTER_UZ),
        (BEFORE_UZ, "Axlat olib ketilmayapti, konteynerlar to'lib ketgan.", AFTER_UZ),
    ],
)
def test_the_matter_stays_and_most_else_goes(before: str, matter: str, after: str) -> None:
    text = f"{before}{matter}{after}"
    told = GIST.of(text)
    assert told is not None
    assert matter in told.text
    assert len(told.text.split()) < 0.7 * len(text.split())
    ngrams = Ngrams.load()
    as_told, whole = cosine(told.sparse, ngrams.read(matter)), ngrams.read(text)
    assert as_told > 1.3 * cosine(whole, ngrams.read(matter))


def test_a_short_text_has_no_gist_but_itself() -> None:
    assert GIST.of("so'z  " * SHORT_WORDS) is None
    assert GIST.of("") is None


def test_a_text_that_is_all_matter_is_read_almost_whole() -> None:
    text = (
        "Suv quvuri yorilib ketdi, ko'chani suv bosdi, kanalizatsiya tiqilib qolgan, oqova hovliga "
        "chiqyapti, jo'mrakdan zang suv keladi, bosim past, yuqori qavatga suv chiqmaydi, quduq "
        "qopqog'i yo'q, lyuk ochiq qolgan, avariya brigadasi trubani tuzatmayapti, nasos buzilgan."
    )
    told = GIST.of(text)
    assert told is not None
    assert len(told.text.split()) > 0.8 * len(text.split())


@given(st.lists(st.text(min_size=1, max_size=8), max_size=80))
def test_words_keep_their_order_and_some_always_stay(words: list[str]) -> None:
    text = " ".join(words)
    rest, told = iter(text.split()), GIST.of(text)
    kept = told.text.split() if told else text.split()
    assert all(word in rest for word in kept)
    assert bool(kept) == bool(text.split())


@given(st.lists(st.text(min_size=1, max_size=8), min_size=SHORT_WORDS + 1, max_size=80))
def test_ngrams_are_in_order_each_once_and_of_length_one(words: list[str]) -> None:
    told = GIST.of(" ".join(words))
    if told is None or not told.sparse.indices:
        return
    indices, values = arrays_of(told.sparse)
    assert (np.diff(indices) > 0).all()
    assert float(values @ values) == pytest.approx(1.0, abs=1e-4)
    assert (values >= 0).all()


@pytest.mark.parametrize("text", ["a" * TEXT_MAX_CHARS, "а " * (TEXT_MAX_CHARS // 2), "🙂 " * 200])
def test_texts_without_any_matter_have_a_gist_too(text: str) -> None:
    told = GIST.of(text)
    assert told is None or told.text
