"""What a text must be to be a message (P7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_core.conversations.validation import MessageTextRefused, message_text_check

GOOD = "Suv uch kundan beri kelmayapti, iltimos yordam bering."


@pytest.mark.parametrize(
    "text", [GOOD, "a" * 20, "ў" * 4_000, f"\n {GOOD} \t", GOOD + " 👨‍👩‍👧 \u202e"]
)
def test_message_is_accepted(text):
    message_text_check(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "MESSAGE_TOO_SHORT"),
        ("a" * 19, "MESSAGE_TOO_SHORT"),
        ("a" * 4_001, "MESSAGE_TOO_LONG"),
        ("🙏" * 40, "MESSAGE_WITHOUT_WORDS"),
        ("?!" * 40, "MESSAGE_WITHOUT_WORDS"),
        (GOOD + "\x00", "MESSAGE_CHARACTERS_INVALID"),
        (GOOD + "\ud83d", "MESSAGE_CHARACTERS_INVALID"),
    ],
)
def test_message_is_refused_with_a_code(text, code):
    with pytest.raises(MessageTextRefused) as refusal:
        message_text_check(text)
    assert refusal.value.code == code


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_accepted_or_refused_and_what_is_accepted_can_be_stored(text):
    try:
        message_text_check(text)
    except MessageTextRefused:
        return
    assert "\x00" not in text
    assert text.encode()
