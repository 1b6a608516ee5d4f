"""Signs of an attack, in Uzbek, Russian and English, as patterns over the folded text.

A sign alone decides nothing: each is a feature whose weight is learned, beside the n-grams.  The
folded text is Latin whatever it was written in, so Uzbek in either script meets one pattern, and
Russian stands in plain transliteration (ж → j, й and ы → y and i, щ → sh, х → x).

Citizens use the same words: neighbours who *ignore the rules*, *прошу проигнорировать моё
предыдущее обращение*.  So verbs are imperatives to one listener, and what must be forgotten is an
instruction, never a message; nothing here looks at *dan*, which is a suffix in Uzbek.
"""

import re

from serve_graph.texts import fold

_INSTRUCTIONS_EN = r"(?:instruction|rule|prompt|guideline|direction|policy|policies|polic|context)"
_INSTRUCTIONS_RU = (
    r"(?:instruktsi|ukazani|pravil|prompt|ogranicheni|sistemn|politik|vishe|zapret|filtr)"
)
_INSTRUCTIONS_UZ = r"(?:korsatma|yoriqnoma|qoida|buyruq|prompt|cheklov|tizim xabar|siyosat|filtr)"

# ruff: noqa: ISC004  # a pattern may take several lines; each sign is one pair

_SIGNS: tuple[tuple[str, str], ...] = (
    (
        "override_en",
        rf"\b(?:ignore|disregard|forget|bypass|override|skip)\b.{{0,50}}{_INSTRUCTIONS_EN}",
    ),
    (
        "override_ru",
        r"\b(?:(?:pro)?ignoriruy|zabud|otmeni|otklyuchi|snimi|ne obrashay vnimaniya)\b"
        rf".{{0,50}}\b{_INSTRUCTIONS_RU}",
    ),
    (
        "override_uz",
        rf"{_INSTRUCTIONS_UZ}\w*.{{0,50}}\b(?:unut|etiborsiz qoldir|bekor qil|yoq deb hisobla"
        r"|olib tashla|amal qilma|inobatga olma|ochirildi|bekor qilindi|ozgardi)\b",
    ),
    ("forget_all_uz", r"\b(?:xabarlarni|yozilganlar\w*|hammasini|rolingni)\b.{0,30}\bunut\b"),
    (
        "prompt_leak",
        r"(?:system|sistemn\w*|skrit\w*|tizim|yashirin|hidden|secret)\s+"
        r"(?:prompt|promt|instruktsi|ukazani|soobsheni|yoriqnoma|buyru|korsatma|instruction|message)",
    ),
    ("prompt_own", r"\bprompt(?:ing|ini|ingni|ingning|u|a|om)\b|\b(?:your|svoy|svoego) prompt\b"),
    (
        "no_limits",
        r"bez (?:\w+ )?(?:ogranicheni|pravil|filtr|tsenzur|zapret|granits|tormoz)"
        r"|\w+siz (?:javob|yoz)"
        r"|cheklovsiz|filtrsiz|senzurasiz|qoidasi yoq|hech qanday (?:cheklov|taqiq|qoida)"
        r"|(?:no|without)(?: any)? (?:restriction|rule|filter|limit|censor)|unfiltered|uncensored",
    ),
    (
        "persona",
        r"\byou are (?:now|no longer)\b|\b(?:act|behave) as (?:if|an? )|\bpretend (?:to|you)\b"
        r"|\b(?:teper|otnine) ti\b|\bti (?:bolshe ne|teper|assistent)\b|\bpredstav,? chto ti\b"
        r"|\b(?:endi|bundan buyon) sen\b|\bsen (?:endi|hozir)\b"
        r"|\bozingni\b.{0,40}\b(?:deb|tasavvur)\b",
    ),
    (
        "delimiter",
        r"\[/?(?:system|inst|admin|assistant)\]|<\|?/?(?:im_start|im_end|system|user|assistant)"
        r"|#{2,}\s*(?:end|konets|system|foydalanuvchi)"
        r"|-{3,}\s*(?:end|system|sistema|tizim|note|izoh|prime)",
    ),
    ("role_line", r"^\W*(?:system|assistant|tizim|sistema|developer)\s*:"),
    (
        "to_the_model",
        r"\b(?:botga|modelga|klassifikatorga|assistentga|yordamchiga)\b"
        r"|\b(?:dlya|zametka dlya) (?:modeli|bota|klassifikatora|assistenta)\b|\bassistentu\b"
        r"|\b(?:language model|chatgpt|llm|ai assistant|chatbot)\b|\bsuniy intellekt|\bneyroset",
    ),
    (
        "answer_dictated",
        r"department_id|\bconfidence\b|ishonch darajasi|injection-ok|\bjson\b"
        r"|(?:pole|maydoniga?) reason|\b(?:otvet|javob)\w* .{0,20}\b(?:nachni|boshla|tolko|faqat)\b"
        r"|(?:tasnifla|klassifitsiruy|otnesi) \w+ (?:k|deb)",
    ),
    (
        "secrets",
        r"\b(?:parol|password|passwd|api.?k\w+|klyuch\w* api|credential|env\w* var|secret key)",
    ),
    (
        "mode",
        r"\b(?:developer|god|dan|jailbreak|debug|sudo) mode\b|jailbreak"
        r"|rejim (?:razrabotchika|boga)"
        r"|(?:dasturchi|ishlab chiquvchi|chiquvchi) rejimi|do anything now",
    ),
    ("decode", r"\b(?:decode|raskodiruy|dekodiruy|base64|rot13)\b"),
)
_COMPILED = tuple((name, re.compile(pattern, re.MULTILINE)) for name, pattern in _SIGNS)
NAMES = tuple(name for name, _ in _SIGNS)


def signs(text: str) -> tuple[str, ...]:
    """Return the names of the signs that a text shows."""
    folded = fold(text)
    return tuple(name for name, pattern in _COMPILED if pattern.search(folded))
