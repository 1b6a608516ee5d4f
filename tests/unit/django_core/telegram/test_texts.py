"""Every text exists in every language, and says the same things."""

import string

import pytest

from django_core.accounts.models import UserLanguage
from django_core.conversations.lifecycle import SessionStatus
from django_core.notifications import texts as notices
from django_core.notifications.models import DeliveryKind
from django_core.telegram.texts import LANGUAGES, WORDINGS, pressed, say

ROOMS = {"telegram": WORDINGS, "notifications": notices.WORDINGS}
KEYS = [(room, key) for room, wordings in ROOMS.items() for key in wordings.by_key]


def _braces(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


@pytest.mark.parametrize(("room", "key"), KEYS)
def test_text_is_there_in_every_language_with_the_same_braces(room, key):
    texts = ROOMS[room].by_key[key]
    assert set(texts) == set(LANGUAGES) == set(UserLanguage.values)
    assert len({frozenset(_braces(text)) for text in texts.values()}) == 1
    assert all(text.strip() for text in texts.values())


def test_every_status_and_notice_has_words():
    assert {f"status_{status.lower()}" for status in SessionStatus} <= set(WORDINGS.by_key)
    spoken = set(DeliveryKind) - {DeliveryKind.MESSAGE_NEW}
    assert {str(kind) for kind in spoken} <= set(notices.WORDINGS.by_key)


def test_what_people_wrote_is_escaped():
    assert "&lt;b&gt;A&amp;B" in say("welcome", language="ru", name="<b>A&B")


def test_button_is_known_in_any_language():
    assert pressed("📍 Статус", keys=("status_button",)) == "status_button"
    assert pressed("📍 Holat", keys=("status_button",)) == "status_button"
    assert pressed("что-то ещё", keys=("status_button",)) is None
