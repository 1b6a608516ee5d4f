"""Telegram as a way to reach people: refusals, storms, silence, long texts, order (F15, G5)."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from django_core.conversations.services import Seen, Words, session_reply
from django_core.notifications.models import Delivery, SwitchedOff, Transport
from django_core.notifications.services import address_set, sender_round
from django_core.notifications.transports import telegram
from django_core.notifications.transports.pieces import UNITS_MAX
from tests.factories import people
from tests.factories.bot import *  # noqa: F403  # fixtures are found by their names
from tests.factories.messages import session_talking, session_waiting
from tests.fakes.bot_api import TOKEN

CHAT = 501


@pytest.fixture
def talking(bot_api, citizen, staff, water):
    """A session whose citizen has a chat, and one answer of staff on its way to it."""
    bot_api.chats.messages[CHAT] = []
    address_set(citizen, transport=Transport.TELEGRAM, address=str(CHAT))
    session = session_talking(citizen, staff, water)
    Delivery.objects.exclude(recipient=citizen).delete()
    return session


def _heard(bot_api) -> list[str]:
    return [one["text"].partition("\n")[2] for one in bot_api.chats.messages[CHAT]]


def _row() -> Delivery:
    return Delivery.objects.get()


@pytest.fixture
def impatient(settings, monkeypatch):
    """A bot that waits half a second for Telegram."""
    monkeypatch.setattr(telegram, "ANSWERS_WITHIN", timedelta(seconds=0.5))
    settings.TELEGRAM_TOKEN = TOKEN.replace("7000000001", "7000000002")


def test_answer_arrives_and_its_id_is_kept(talking, bot_api):
    sender_round()
    (message,) = bot_api.chats.messages[CHAT]
    row = _row()
    assert (row.state, row.transport) == ("SENT", "TELEGRAM")
    assert row.external_id == str(message["message_id"])


def test_without_a_token_the_web_is_told(talking, settings):
    settings.TELEGRAM_TOKEN = ""
    sender_round()
    assert _row().transport == "WEB"


def test_storm_is_waited_out_and_the_order_of_the_chat_kept(
    talking, bot_api, staff, district, water
):
    session_reply(staff, seen=Seen(talking.pk), words=Words("Второй ответ"))
    other = people.citizen_make(district)
    address_set(other, transport=Transport.TELEGRAM, address="502")
    bot_api.chats.messages[502] = []
    session_talking(other, staff, water)
    bot_api.faults({"kind": "BUSY", "chat_id": CHAT, "after_s": 40, "times": 1})
    while sender_round():
        pass
    assert _heard(bot_api) == []
    assert len(bot_api.chats.messages[502]) == 1
    first = Delivery.objects.filter(error_code="TELEGRAM_BUSY").get()
    waits = Delivery.objects.filter(pk=first.pk, due_at__gt=Now() + timedelta(seconds=35))
    assert waits.exists()

    Delivery.objects.filter(pk=first.pk).update(due_at=Now())
    while sender_round():
        pass
    assert _heard(bot_api) == ["Мы выехали.", "Второй ответ"]


@pytest.mark.parametrize("cause", ["blocked", "chat not found"])
def test_person_who_cannot_be_reached_is_told_by_the_web(talking, bot_api, citizen, cause):
    if cause == "blocked":
        bot_api.faults({"kind": "BLOCKED", "chat_id": CHAT, "times": 9})
    else:
        del bot_api.chats.messages[CHAT]
    while sender_round():
        pass
    assert (_row().state, _row().transport) == ("SENT", "WEB")
    assert SwitchedOff.objects.filter(recipient=citizen, transport="TELEGRAM").exists()


def test_telegram_that_fails_or_is_away_is_tried_again(talking, bot_api, settings):
    bot_api.faults({"kind": "FAILED", "chat_id": CHAT})
    sender_round()
    assert (_row().state, _row().error_code) == ("PENDING", "TELEGRAM_FAILED")
    Delivery.objects.update(due_at=Now())
    settings.TELEGRAM_API_URL = "http://127.0.0.1:9"
    sender_round()
    assert (_row().state, _row().error_code) == ("PENDING", "TELEGRAM_AWAY")
    settings.TELEGRAM_API_URL = bot_api.url
    Delivery.objects.update(due_at=Now())
    sender_round()
    assert (_row().state, _row().attempts) == ("SENT", 3)


def test_answer_of_staff_that_may_be_lost_is_sent_once_more_and_says_so(
    talking, bot_api, impatient
):
    bot_api.faults({"kind": "HANG", "chat_id": CHAT, "after_s": 2, "times": 2})
    while sender_round():
        pass
    row = _row()
    assert (row.state, row.error_code, row.attempts) == ("UNKNOWN", "NOTHING_HEARD", 2)
    first, second = bot_api.chats.messages[CHAT]
    assert "Takroran" not in first["text"]
    assert "Takroran" in second["text"]


def test_notice_that_may_be_lost_is_not_sent_again(bot_api, citizen, staff, water, impatient):
    bot_api.chats.messages[CHAT] = []
    address_set(staff, transport=Transport.TELEGRAM, address=str(CHAT))
    session_waiting(citizen, water)
    bot_api.faults({"kind": "HANG", "chat_id": CHAT, "after_s": 2})
    while sender_round():
        pass
    row = _row()
    assert (row.state, row.attempts, row.unknown_at is not None) == ("UNKNOWN", 1, True)
    assert len(bot_api.chats.messages[CHAT]) == 1


def test_long_answer_comes_in_pieces_that_wait_for_each_other(talking, bot_api, staff):
    long = "😀" * 3_000
    Delivery.objects.all().delete()
    session_reply(staff, seen=Seen(talking.pk), words=Words(long))
    sender_round()
    texts = [one["text"] for one in bot_api.chats.messages[CHAT]]
    assert len(texts) == 2
    assert sum(text.count("😀") for text in texts) == 3_000
    assert all(len(text.encode("utf-16-le")) // 2 <= UNITS_MAX + len("<b></b>") for text in texts)
    assert _row().state == "SENT"


def test_half_of_a_long_answer_is_an_unknown_outcome(talking, bot_api, staff, monkeypatch):
    Delivery.objects.all().delete()
    session_reply(staff, seen=Seen(talking.pk), words=Words("😀" * 3_000))
    real, sent = telegram.message_send, []

    def second_fails(chat_id, html, *, markup=None):
        if sent:
            raise telegram.TransportFailed("TELEGRAM_FAILED", permanent=False)
        sent.append(html)
        return real(chat_id, html, markup=markup)

    monkeypatch.setattr(telegram, "message_send", second_fails)
    sender_round()
    assert (_row().state, _row().unknown_at is not None) == ("PENDING", True)


def test_address_belongs_to_the_last_who_linked_it(citizen, staff):
    address_set(citizen, transport=Transport.TELEGRAM, address="9")
    address_set(staff, transport=Transport.TELEGRAM, address="9")
    assert telegram.address_find(citizen.pk, transport=Transport.TELEGRAM) is None
    assert telegram.address_find(staff.pk, transport=Transport.TELEGRAM) == "9"
