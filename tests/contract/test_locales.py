"""Every text that people read is there in every language, and compiled."""

import gettext

import pytest

from tests.contract import locales

LOCALES = (*locales.WRITTEN, locales.DERIVED)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_of_the_code_is_translated_and_no_other(locale):
    told = locales.catalog_read(locale)
    assert set(told) == locales.collect(), "run `make locale`"
    assert [text for text, translation in told.items() if not translation] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_placeholders_are_those_of_the_text(locale):
    for text, translation in locales.catalog_read(locale).items():
        found, expected = (locales.PLACEHOLDER.findall(one) for one in (translation, text))
        assert sorted(found) == sorted(expected), text


@pytest.mark.parametrize("locale", LOCALES)
def test_compiled_file_says_the_same_as_the_written_one(locale):
    with (locales.FOLDER / locale / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for text, translation in locales.catalog_read(locale).items():
        assert compiled.gettext(text) == translation, "run `make locale`"


def test_cyrillic_follows_from_latin():
    latin, cyrillic = locales.catalog_read("uz"), locales.catalog_read("uz_Cyrl")
    assert cyrillic == {text: locales.cyrillic(told) for text, told in latin.items()}
    assert locales.cyrillic("O‘zbekcha %(digits)s") == "Ўзбекча %(digits)s"
