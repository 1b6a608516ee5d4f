"""One word has one form, nothing invisible stays, and no personal data leaves (P13, P15, S26)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serve_graph.contract import TEXT_MAX_CHARS
from serve_graph.texts import clean, fold, latin_of_today, mask_personal_data, phrases

ANY_TEXT = st.text(alphabet=st.characters(), max_size=300)


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("suv\0 yo\u200bq\ud800", "suv yoq"),
        ("Ａlo\u00adqa \U000e0041\u202eyomon", "Aloqa yomon"),
        ("  bir \t ikki\r\n\n\n uch ", "bir ikki\nuch"),
        ("o\u00b4quv", "o’quv"),
        ("🙂\ufe0f", "🙂"),
    ],
)
def test_what_nobody_sees_is_removed(raw: str, seen: str) -> None:
    assert clean(raw) == seen


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more_and_never_fails(raw: str) -> None:
    once = clean(raw)
    assert clean(once) == once
    once.encode()
    assert len(once) <= TEXT_MAX_CHARS


def test_compatibility_characters_cannot_make_a_text_endless() -> None:
    assert len(clean("\ufdfa" * TEXT_MAX_CHARS)) == TEXT_MAX_CHARS


@pytest.mark.parametrize(
    "spelling", ["ўқув маркази", "o'quv markazi", "o‘quv markazi", "oʻquv markazi", "öquv markazi"]
)
def test_every_script_and_apostrophe_folds_to_one_key(spelling: str) -> None:
    assert fold(spelling.upper()) == fold(spelling) == "oquv markazi"


def test_words_that_both_languages_share_meet() -> None:
    assert fold("автобус") == fold("Avtobus")


def test_uzbek_cyrillic_is_read_in_latin_and_latin_stays() -> None:
    assert latin_of_today("Кўчада чироқ йўқ") == "Koʻchada chiroq yoʻq"
    assert latin_of_today("Ko'chada chiroq yo'q") == "Ko'chada chiroq yo'q"
    assert latin_of_today("Köçada çiroq yöq") == "Koʻchada chiroq yoʻq"


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        ("tel: +998 90 123-45-67", "tel: [PHONE]"),
        ("(90)1234567 ga", "[PHONE] ga"),
        ("998901234567", "[PHONE]"),
        ("8(901)123-45-67", "[PHONE]"),
        ("235-45-67", "[PHONE]"),
        ("8600 1234 5678 9012", "[CARD]"),
        ("PINFL 31234567890123", "PINFL [PINFL]"),
        ("pasport AA1234567", "pasport [PASSPORT]"),
        ("a.b+c@mail.example.uz deb", "[EMAIL] deb"),
        ("Меня зовут Иванов Пётр, прошу", "Меня зовут [NAME], прошу"),
        ("Каримов Анвар Рустамович просит", "[NAME] просит"),
        ("Karimov Anvar Rustam o'g'li yozdi", "[NAME] yozdi"),
    ],
)
def test_personal_data_is_masked(said: str, masked: str) -> None:
    assert mask_personal_data(said) == masked


@pytest.mark.parametrize("said", ["12.03.2024 10:30", "200 000 so'm", "12-uy, 45-xonadon", "2024"])
def test_dates_sums_and_addresses_stay(said: str) -> None:
    assert mask_personal_data(said) == said


def test_a_description_falls_into_its_matters() -> None:
    said = "Нет газа, слабое давление; холодные батареи."
    assert phrases(said) == ("Нет газа, слабое давление", "холодные батареи")
