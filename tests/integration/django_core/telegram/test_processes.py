"""F15 and F8 with real processes: senders that are killed, updates that are polled for."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.models.functions import Now

from django_core.base.models import Job
from django_core.conversations.services import Seen, Words, session_reply
from django_core.notifications.models import Delivery, DeliveryState, Transport
from django_core.notifications.services import address_set
from django_core.telegram.models import Update
from tests.factories import people
from tests.factories.bot import *  # noqa: F403  # fixtures are found by their names
from tests.factories.messages import session_talking
from tests.fakes.bot_api import TOKEN, LocalBotApi, Phone

CITIZENS = 3
ANSWERS = 3
WITHIN_S = 60.0

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def _running(bot_api: LocalBotApi, command: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a command of Django against the database of the tests."""
    database = dict(connection.settings_dict)
    address = f"{database['USER']}:{database['PASSWORD']}@127.0.0.1:{database['PORT']}"
    environment = {
        **os.environ,  # noqa: TID251  # a child inherits it
        "CIVIC_DATABASE_URL": f"postgres://{address}/{database['NAME']}",
        "CIVIC_TELEGRAM_TOKEN": TOKEN,
        "CIVIC_TELEGRAM_API_URL": bot_api.url,
    }
    argv = [sys.executable, "-m", "django_core.manage", command]
    root = Path(django_settings.BASE_DIR).parent
    child = subprocess.Popen(  # noqa: S603  # our own command
        argv, cwd=root, env=environment, stderr=subprocess.DEVNULL
    )
    try:
        yield child
    finally:
        child.kill()
        child.wait()


def _until(is_so: Callable[[], bool], *, what: str) -> None:
    gives_up_at = time.monotonic() + WITHIN_S
    while not is_so():
        assert time.monotonic() < gives_up_at, what
        time.sleep(0.05)


def _sends(bot_api: LocalBotApi) -> list[dict[str, object]]:
    return [call for call in bot_api.chats.calls if call["method"] == "sendmessage"]


@pytest.fixture
def answers(bot_api, district, water, staff) -> list[int]:
    """Answers of staff on their way to several chats; returns the chats."""
    chats = list(range(601, 601 + CITIZENS))
    bot_api.chats.calls.clear()
    for chat_id in chats:
        bot_api.chats.messages[chat_id] = []
        citizen = people.citizen_make(district)
        address_set(citizen, transport=Transport.TELEGRAM, address=str(chat_id))
        session = session_talking(citizen, staff, water)
        for number in range(1, ANSWERS):
            session_reply(staff, seen=Seen(session.pk), words=Words(f"Ответ {number}"))
    Delivery.objects.filter(recipient=staff).delete()
    return chats


def test_killed_sender_doubles_nothing_but_what_is_marked(bot_api, answers):
    """The sender dies after Telegram took an answer and before we noted it (F15, G5)."""
    hanging = answers[1]
    bot_api.faults({"kind": "HANG", "chat_id": hanging, "after_s": 5})
    with _running(bot_api, "sender") as sender:
        _until(lambda: bool(bot_api.chats.messages[hanging]), what="nothing was sent")
        sender.send_signal(signal.SIGKILL)
        sender.wait()
    lost = Delivery.objects.get(state=DeliveryState.SENDING, transport="TELEGRAM")
    assert lost.recipient.kind == "CITIZEN"
    Delivery.objects.filter(state=DeliveryState.SENDING).update(
        lease_until=Now() - timedelta(seconds=1)
    )

    bot_api.faults({"kind": "BUSY", "chat_id": answers[2], "after_s": 1, "times": 2})
    with _running(bot_api, "sender"):
        open_rows = Delivery.objects.exclude(state=DeliveryState.SENT)
        _until(lambda: not open_rows.exists(), what="something was never sent")

    lost.refresh_from_db()
    assert (lost.state, lost.unknown_at is not None) == ("SENT", True)
    assert Delivery.objects.filter(unknown_at__isnull=False).count() == 1
    for chat_id in answers:
        told = [one["text"].partition("\n")[2] for one in bot_api.chats.messages[chat_id]]
        once = ["Мы выехали.", "Ответ 1", "Ответ 2"]
        assert told == (["Мы выехали.", *once] if chat_id == hanging else once)
    marked = [one["text"] for one in bot_api.chats.messages[hanging] if "Takroran" in one["text"]]
    assert len(marked) == 1
    _storm_was_waited_out(bot_api, chat_id=answers[2])


def _storm_was_waited_out(bot_api: LocalBotApi, *, chat_id: int) -> None:
    """Nothing went to the chat before Telegram's second had passed."""
    calls = [call for call in _sends(bot_api) if call["chat_id"] == chat_id]
    for call, following in pairwise(calls):
        if call["fault"] == "BUSY":
            assert following["at"] - call["at"] >= 1


def test_updates_are_polled_for_and_given_back_until_they_are_kept(bot_api):
    phone = Phone(bot_api.url)
    bot_api.chats.waiting.clear()
    phone.says("/start")
    with _running(bot_api, "telegram_poll"):
        _until(lambda: Update.objects.count() == 1, what="the first was not taken")
        phone.says("uz")
        _until(lambda: Update.objects.count() == 2, what="the second was not taken")
        _until(lambda: not bot_api.chats.waiting[1:], what="taken ones still wait")
    assert Job.objects.filter(kind="TELEGRAM_CHAT").count() == 1
