"""What Telegram says is read strictly; what the bot does not take is told from what is broken."""

from datetime import UTC, datetime

import pytest

from django_core.telegram.bot.reading import (
    IncomingKind,
    UpdateMalformed,
    incoming_read,
    received_read,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PERSON = {"id": 7, "is_bot": False, "first_name": "A", "last_name": "B"}
CHAT = {"id": 7, "type": "private"}
MESSAGE = {"message_id": 3, "date": 1_763_800_000, "chat": CHAT, "from": PERSON, "text": "salom"}


def _update(**content):
    return {"update_id": 5, **content}


def test_message_is_kept_with_its_order_and_read():
    received = received_read(_update(message=MESSAGE), now=NOW)
    assert (received.update_id, received.chat_id, received.message_id) == (5, 7, 3)
    assert received.sent_at == datetime.fromtimestamp(1_763_800_000, tz=UTC)
    incoming = incoming_read(received.payload)
    assert (incoming.kind, incoming.text, incoming.sender_name) == ("MESSAGE", "salom", "A B")


@pytest.mark.parametrize(
    "content",
    [
        {"message": MESSAGE | {"chat": {"id": -5, "type": "group", "title": "x"}}},
        {"channel_post": MESSAGE | {"chat": {"id": -5, "type": "channel", "title": "x"}}},
        {"poll_answer": {"poll_id": "1", "option_ids": [], "option_persistent_ids": []}},
        {},
    ],
    ids=["group", "channel", "poll", "nothing"],
)
def test_what_the_bot_does_not_take_is_nothing(content):
    assert received_read(_update(**content), now=NOW) is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"update_id": "five", "message": MESSAGE},
        {"update_id": True, "message": MESSAGE},
        {"update_id": -1, "message": MESSAGE},
        {"update_id": 2**70, "message": MESSAGE},
        _update(message="text"),
        _update(message=MESSAGE | {"chat": 7}),
        _update(message=MESSAGE | {"date": "yesterday"}),
        _update(message=MESSAGE | {"message_id": "3"}),
        _update(message=MESSAGE | {"text": {"a": 1}}),
        _update(callback_query={"id": 1}),
    ],
)
def test_what_is_no_update_is_refused(body):
    with pytest.raises(UpdateMalformed):
        received_read(body, now=NOW)


def test_only_the_own_contact_is_own():
    def contact(**shared):
        return incoming_read(
            _update(message=MESSAGE | {"contact": {"first_name": "A", **shared}})
        ).contact

    assert contact(phone_number="998901234567", user_id=7).is_own
    assert contact(phone_number="998901234567", user_id=7).phone == "+998901234567"
    assert not contact(phone_number="998901234567", user_id=8).is_own
    assert not contact(phone_number="998901234567").is_own


def test_forwarded_contact_is_not_own():
    origin = {"type": "user", "date": 1_763_800_000, "sender_user": PERSON}
    shared = {"phone_number": "998901234567", "first_name": "A", "user_id": 7}
    message = MESSAGE | {"contact": shared, "forward_origin": origin}
    assert not incoming_read(_update(message=message)).contact.is_own


def test_command_stands_apart_from_its_argument():
    incoming = incoming_read(_update(message=MESSAGE | {"text": "/Start@civic_bot abc def"}))
    assert (incoming.command, incoming.argument) == ("start", "abc def")


@pytest.mark.parametrize(
    ("status", "kind"), [("kicked", IncomingKind.BLOCKED), ("member", IncomingKind.UNBLOCKED)]
)
def test_blocking_the_bot_is_heard(status, kind):
    change = {"chat": CHAT, "from": PERSON, "date": 1_763_800_000}
    member = {"user": PERSON, "until_date": 0}
    change |= {
        "old_chat_member": member | {"status": "member"},
        "new_chat_member": member | {"status": status},
    }
    assert incoming_read(_update(my_chat_member=change)).kind == kind


def test_largest_photo_is_the_one():
    sizes = [
        {"file_id": f"id{side}", "file_unique_id": f"u{side}", "width": side, "height": side}
        for side in (90, 1280, 320)
    ]
    file = incoming_read(_update(message=MESSAGE | {"photo": sizes, "caption": "яма"})).file
    assert (file.file_id, file.kind) == ("id1280", "PHOTO")
