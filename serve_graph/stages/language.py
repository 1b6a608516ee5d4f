"""The language stage: the language and script of a text, and the text all others read (P13)."""

import re
from functools import cache

from py3langid.langid import (  # type: ignore[import-untyped]  # ships no types
    MODEL_FILE,
    LanguageIdentifier,
)

from serve_graph.contract import Language, LanguageReading, Script
from serve_graph.texts import clean, latin_from_cyrillic, mask_personal_data

MARGIN_SURE = 0.8  # Below it both languages are searched.
MINOR_SCRIPT_SHARE = 0.25  # From this share of the other script on, both languages are searched.

_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_UZBEK_LETTERS = re.compile("[ўқғҳЎҚҒҲ]")
_BOTH = (Language.UZ, Language.RU)


@cache
def _identifier() -> LanguageIdentifier:
    """Return the n-gram identifier, told that only two languages come into question."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([language.value for language in Language])
    return identifier


class LanguageStage:
    """Reads language and script by script first, then by letters, then by n-grams."""

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
            cleaned=latin_from_cyrillic(cleaned) if language is Language.UZ else cleaned,
        )


def _language(cleaned: str, *, script: Script, letters: int) -> tuple[Language, float]:
    """Return the language and how sure that is: 0 when there is nothing to tell it by."""
    if script is Script.LATIN:
        return Language.UZ, 1.0 if letters else 0.0
    if _UZBEK_LETTERS.search(cleaned):
        return Language.UZ, 1.0
    name, probability = _identifier().classify(cleaned)
    return Language(name), min(1.0, max(0.0, 2.0 * probability - 1.0))
