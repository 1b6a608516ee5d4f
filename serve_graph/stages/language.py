"""The language stage: the language and script of a text, and the text all others read (P13)."""

import re
from functools import cache

from py3langid.langid import (  # type: ignore[import-untyped]  # ships no types
    MODEL_FILE,
    LanguageIdentifier,
)

from serve_graph.contract import Language, Script
from serve_graph.contract_stages import LanguageReading
from serve_graph.texts import clean, latin_of_today, mask_personal_data

MARGIN_SURE = 0.8  # Below it both languages are searched.
MINOR_SCRIPT_SHARE = 0.25  # From this share of the other script on, both languages are searched.

_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_WORD = re.compile(r"[^\W\d_]+")
# Words that only one of the two languages has; a text may hold a few of the other's.
_UZBEK_WORD = re.compile(r".*[ўқғҳ]|(?:ва|бу|учун|билан|лекин|жуда|илтимос|эмас|хам)$")
_RUSSIAN_WORD = re.compile(
    r".*[ыщ]|(?:и|в|во|не|со|что|по|из|за|для|от|до|это|как|так|уже|или|но|мы|нас|нам|мне|я|она"
    r"|они|их|его|её|ее|ко|об|бы|же|при|когда|где|очень|нет|прошу|здравствуйте|пожалуйста)$"
)
_BOTH = (Language.UZ, Language.RU)


@cache
def _identifier() -> LanguageIdentifier:
    """Return the n-gram identifier, told that only two languages come into question."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([language.value for language in Language])
    return identifier


class LanguageStage:
    """Reads language and script by script first, then by telling words, then by n-grams."""

    def __init__(self) -> None:
        _identifier()

    async def run(self, *, text: str) -> LanguageReading:
        """Return language, script, and the text cleaned, masked and, if Uzbek, in Latin script."""
        cleaned = mask_personal_data(clean(text))
        latin = len(_LATIN.findall(cleaned))
        cyrillic = len(_CYRILLIC.findall(cleaned))
        script = Script.CYRILLIC if cyrillic > latin else Script.LATIN
        language, margin = _language(cleaned, script=script, letters=latin + cyrillic)
        minor_share = min(latin, cyrillic) / max(1, latin + cyrillic)
        sure = margin >= MARGIN_SURE and minor_share < MINOR_SCRIPT_SHARE
        return LanguageReading(
            language=language,
            script=script,
            margin=margin,
            search_languages=(language,) if sure else tuple(sorted(_BOTH, key=language.__ne__)),
            cleaned=latin_of_today(cleaned) if language is Language.UZ else cleaned,
        )


def _language(cleaned: str, *, script: Script, letters: int) -> tuple[Language, float]:
    """Return the language and how sure that is: 0 when there is nothing to tell it by."""
    if script is Script.LATIN:
        return Language.UZ, 1.0 if letters else 0.0
    words = _WORD.findall(cleaned.lower())
    uzbek = sum(_UZBEK_WORD.match(word) is not None for word in words)
    russian = sum(_RUSSIAN_WORD.match(word) is not None for word in words)
    if (
        uzbek and uzbek != russian
    ):  # A Russian text may name a street or a holiday in Uzbek: the words are counted.
        lead = (uzbek - russian) / (uzbek + russian)
        return Language.UZ if lead > 0 else Language.RU, abs(lead)
    name, probability = _identifier().classify(cleaned)
    return Language(name), 0.0 if uzbek else min(1.0, max(0.0, 2.0 * probability - 1.0))
