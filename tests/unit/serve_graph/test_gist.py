"""Of a long appeal its matter is read, not the life told around it (P15, P16)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serve_graph.contract import TEXT_MAX_CHARS
from serve_graph.gist import SHORT_WORDS, Gist

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
    gist = GIST.of(text)
    assert matter in gist
    assert len(gist.split()) < 0.7 * len(text.split())


def test_a_short_text_is_its_own_gist() -> None:
    text = "so'z  " * SHORT_WORDS
    assert GIST.of(text) == text
    assert GIST.of("") == ""


@given(st.lists(st.text(min_size=1, max_size=8), max_size=80))
def test_words_keep_their_order_and_some_always_stay(words: list[str]) -> None:
    text = " ".join(words)
    rest = iter(text.split())
    gist = GIST.of(text).split()
    assert all(word in rest for word in gist)
    assert bool(gist) == bool(text.split())


@pytest.mark.parametrize("text", ["a" * TEXT_MAX_CHARS, "а " * (TEXT_MAX_CHARS // 2), "🙂 " * 200])
def test_texts_without_any_matter_have_a_gist_too(text: str) -> None:
    assert GIST.of(text)
