"""Which language and script a text is in (P13)."""

import pytest

from serve_graph.contract import TEXT_MAX_CHARS, Language, Script
from serve_graph.stages.language import LanguageStage

STAGE = LanguageStage()


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        ("Ko'chamizda chiroq yonmayapti", Language.UZ, Script.LATIN),
        ("Köçamizda çiroq yonmayapti", Language.UZ, Script.LATIN),
        ("Кўчамизда чироқ ёнмаяпти", Language.UZ, Script.CYRILLIC),
        ("Кучамизда чирок ёнмаяпти, илтимос ёрдам беринг", Language.UZ, Script.CYRILLIC),
        ("Во дворе не горит фонарь, прошу починить", Language.RU, Script.CYRILLIC),
        ("На улице Ўзбекистон овози нет света, Ҳамид ака не помог", Language.RU, Script.CYRILLIC),
        ("Кўчада участковый йўқ, уйда сув бор, ҳамма қўрқади", Language.UZ, Script.CYRILLIC),
    ],
)
async def test_language_and_script_are_told_apart(
    text: str, language: Language, script: Script
) -> None:
    reading = await STAGE.run(text=text)
    assert (reading.language, reading.script) == (language, script)
    assert reading.search_languages[0] is language


async def test_uzbek_cyrillic_goes_on_in_latin() -> None:
    reading = await STAGE.run(text="Кўчамизда чироқ йўқ")
    assert reading.cleaned == "Koʻchamizda chiroq yoʻq"
    assert (await STAGE.run(text="Köçamizda çiroq yöq")).cleaned == reading.cleaned


async def test_a_text_in_both_languages_is_searched_in_both() -> None:
    reading = await STAGE.run(text="Ассалому алайкум, у нас во дворе қўшни қурилиш ведёт, шум")
    assert set(reading.search_languages) == set(Language)


@pytest.mark.parametrize("text", ["🙂🙂🙂", "12345 !!!", "\0", "\ud800\udfff", "авто avto bus"])
async def test_when_in_doubt_both_languages_are_searched(text: str) -> None:
    reading = await STAGE.run(text=text)
    assert set(reading.search_languages) == set(Language)


async def test_a_clear_text_is_searched_in_its_language_only() -> None:
    reading = await STAGE.run(text="Прошу отремонтировать дорогу возле школы, там глубокие ямы")
    assert reading.search_languages == (Language.RU,)


async def test_the_longest_text_is_read_and_personal_data_does_not_go_on() -> None:
    text = ("Уйимизда сув йўқ, тел +998901234567. " * 200)[:TEXT_MAX_CHARS]
    reading = await STAGE.run(text=text)
    assert reading.language is Language.UZ
    assert "998" not in reading.cleaned
