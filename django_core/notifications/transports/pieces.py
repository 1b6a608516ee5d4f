"""Cutting what is too long for one message where a reader would pause."""

import re

# A message has at most so many UTF-16 units once its marks are read; an emoji is two of them.
UNITS_MAX = 4_096
# The best places to cut: between paragraphs, lines, sentences, words.
_PAUSES = tuple(re.compile(pattern) for pattern in (r"\n\s*\n", r"\n", r"(?<=[.!?…])\s+", r"\s+"))
# A cut much earlier than it must be would leave a message of two words.
_EARLIEST_SHARE = 0.5
# What belongs to the sign before it: marks, variation selectors, skin colours, joined emoji.
_JOINS = re.compile("[\u0300-\u036f\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")


def units_of(text: str) -> int:
    """Return how long Telegram finds a text."""
    return len(text) + sum(char > "\uffff" for char in text)


def text_split(text: str, *, first_max: int = UNITS_MAX, units_max: int = UNITS_MAX) -> list[str]:
    """Return ``text`` in pieces that fit, cut at the best pause; blank pieces are left out.

    ``first_max`` is for a first piece that shares its message with a heading.
    """
    pieces: list[str] = []
    rest, limit = text.strip(), first_max
    while rest:
        end = _fitting(rest, units_max=limit)
        if end < len(rest):
            end = _pause_before(rest, end)
        pieces.append(rest[:end].rstrip())
        rest, limit = rest[end:].lstrip(), units_max
    return pieces


def _fitting(text: str, *, units_max: int) -> int:
    """Return how many characters fit, at least one."""
    units = 0
    for position, char in enumerate(text):
        units += 2 if char > "\uffff" else 1
        if units > units_max:
            return max(position, 1)
    return len(text)


def _pause_before(text: str, end: int) -> int:
    earliest = int(end * _EARLIEST_SHARE)
    for pause in _PAUSES:
        found = [match.start() for match in pause.finditer(text, earliest, end + 1)]
        if found:
            return found[-1]
    return _whole_sign(text, end)


def _whole_sign(text: str, end: int) -> int:
    """Return a place to cut at or before ``end`` that leaves no sign in halves."""
    place = end
    while place > 1 and (_JOINS.match(text[place]) or text[place - 1] == "\u200d"):
        place -= 1
    return place
