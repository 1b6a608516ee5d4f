"""The webhook takes each update once, from Telegram only (F8, S9)."""

import json
import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from rest_framework.test import APIClient

from django_core.base.models import Job
from django_core.conversations.models import Message
from django_core.conversations.selectors import session_transcript
from django_core.notifications.models import Transport
from django_core.notifications.services import address_set
from django_core.telegram import services
from django_core.telegram.models import Chat, Update
from tests.factories import people
from tests.factories.bot import *  # noqa: F403  # fixtures are found by their names
from tests.factories.bot import HEADER, SECRET, WEBHOOK, everything_run
from tests.factories.messages import session_talking
from tests.fakes.bot_api import BOT_ID

PERSON = {"id": 7, "is_bot": False, "first_name": "A"}


def _update(number: int, text: str = "salom", *, date: int = 1_763_800_000) -> dict[str, object]:
    chat = {"id": 7, "type": "private"}
    return {
        "update_id": number,
        "message": {"message_id": number, "date": date, "chat": chat, "from": PERSON, "text": text},
    }


@pytest.fixture
def talking(bot_api, citizen, staff, water):
    """A citizen in Telegram whose session is open and unlocked."""
    Chat.objects.create(bot_id=BOT_ID, chat_id=7, language="ru", stage="READY")
    bot_api.chats.messages[7] = []
    address_set(citizen, transport=Transport.TELEGRAM, address="7")
    return session_talking(citizen, staff, water)


def test_update_is_kept_with_a_job_before_it_is_answered(bot_api, deliver, db):
    deliver(_update(1), secret="")  # Whatever is imported when it is first needed.
    began_at = time.monotonic()
    answer = deliver(_update(1))
    assert time.monotonic() - began_at < 1
    assert (answer.status_code, answer.json()) == (200, {"is_new": True})
    assert Update.objects.get().state == "RECEIVED"
    assert Job.objects.get().kind == services.CHAT_JOB


def test_same_update_later_is_answered_200_and_changes_nothing(talking, deliver):
    for _ in range(3):
        assert deliver(_update(1)).status_code == 200
        everything_run()
    Update.objects.update(received_at="2026-11-22T00:00:00Z")
    assert deliver(_update(1)).json() == {"is_new": False}
    everything_run()
    assert Message.objects.filter(text="salom").count() == 1


@pytest.mark.django_db(transaction=True)
def test_same_update_five_times_at_once_is_one_message(talking, deliver):
    def send(_number):
        try:
            return deliver(_update(1)).json()["is_new"]
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(send, range(5))) == [False] * 4 + [True]
    everything_run()
    assert Message.objects.filter(text="salom").count() == 1


def test_hundred_updates_shuffled_are_a_hundred_messages_in_their_order(talking, deliver):
    updates = [_update(n, f"слово {n:03d}", date=1_763_800_000 + n // 3) for n in range(1, 101)]
    shuffled = list(updates)
    random.Random(8).shuffle(shuffled)  # noqa: S311  # no secret
    for update in shuffled:
        assert deliver(update).json() == {"is_new": True}
    everything_run()
    for update in shuffled:
        assert deliver(update).json() == {"is_new": False}
    everything_run()

    rows = Message.objects.filter(text__startswith="слово").order_by("sequence")
    assert list(rows.values_list("text", flat=True)) == [u["message"]["text"] for u in updates]
    sequences = list(rows.values_list("sequence", flat=True))
    assert sequences == list(range(sequences[0], sequences[0] + 100))


def test_message_that_comes_late_is_shown_where_it_was_sent(talking, deliver):
    """Numbers count arrivals, chats show Telegram's order, also within one second (F8)."""
    for number, second in ((3, 2), (2, 1), (1, 1)):
        deliver(_update(number, f"слово {number}", date=1_763_800_000 + second))
        everything_run()
    rows = list(Message.objects.filter(text__startswith="слово").order_by("sequence"))
    assert [row.text for row in rows] == ["слово 3", "слово 2", "слово 1"]
    shown = sorted(rows, key=lambda row: row.shown_at)
    assert [row.text for row in shown] == ["слово 1", "слово 2", "слово 3"]
    _number, transcript = session_transcript(rows[0].sender, session_uuid=rows[0].session_id)
    places = [transcript.index(row.text) for row in shown]
    assert places == sorted(places)


def test_words_are_forgotten_once_they_are_answered(talking, deliver):
    deliver(_update(1, "canary-words"))
    everything_run()
    row = Update.objects.get()
    assert (row.state, row.payload, row.answers) == ("DONE", "", [])


def test_update_of_a_group_is_taken_and_ignored(bot_api, deliver, db):
    update = _update(1)
    update["message"]["chat"] = {"id": -100, "type": "group", "title": "x"}
    assert deliver(update).status_code == 200
    assert not Update.objects.exists()


def test_text_that_the_database_cannot_hold_is_answered(talking, deliver, bot_api):
    deliver(_update(1, "нет \x00 такого знака"))
    everything_run()
    assert any("есть знаки" in one["text"] for one in bot_api.chats.messages[7])


@pytest.mark.django_db(transaction=True)
def test_database_that_is_away_is_answered_so_that_telegram_tries_again(bot_api, deliver):
    port = connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict["PORT"] = "9"  # Nobody listens there.
    try:
        assert deliver(_update(1)).status_code == 503
    finally:
        connection.settings_dict["PORT"] = port
    assert deliver(_update(1)).json() == {"is_new": True}


def test_update_that_cannot_be_worked_on_does_not_stop_those_behind_it(
    talking, deliver, monkeypatch
):
    from django_core.telegram.bot import chat  # noqa: PLC0415  # the module that is changed

    real = chat.turn_take

    def fails(talk, *, now):
        if talk.incoming.text == "poison":
            raise ZeroDivisionError
        return real(talk, now=now)

    monkeypatch.setattr(chat, "turn_take", fails)
    deliver(_update(1, "poison"))
    deliver(_update(2, "после него"))
    everything_run()
    assert Message.objects.filter(text="после него").exists()
    assert set(Update.objects.values_list("state", flat=True)) == {"DONE"}


@pytest.mark.parametrize(
    ("secret", "path", "status"),
    [
        ("", WEBHOOK, 401),
        ("wrong" * 10, WEBHOOK, 401),
        (SECRET + "x", WEBHOOK, 401),
        ("пароль", WEBHOOK, 401),
        ("", f"{WEBHOOK}?secret_token={SECRET}", 401),
        ("", f"{WEBHOOK}/{SECRET}", 404),
        (SECRET, f"/telegram/v1/webhook/{BOT_ID + 1}", 401),
        (SECRET, "/telegram/v1/webhook/0", 401),
    ],
    ids=["none", "wrong", "longer", "not ascii", "in query", "in path", "other bot", "no bot"],
)
def test_stranger_is_refused(bot_api, db, secret, path, status):
    answer = APIClient().post(path, _update(1), format="json", headers={HEADER: secret})
    assert answer.status_code == status
    assert not Update.objects.exists()


def test_without_a_secret_in_the_settings_nobody_is_let_in(bot_api, db, settings, deliver):
    settings.TELEGRAM_WEBHOOK_SECRET = ""
    assert deliver(_update(1), secret="").status_code == 401


def test_secret_opens_no_other_door(bot_api, db):
    client = APIClient(headers={HEADER: SECRET})
    for path in ("/api/v1/sessions", "/api/v1/telegram/link", "/api/v1/auth/me"):
        assert client.get(path).status_code in (401, 403)
    assert client.post("/api/v1/messages", {"text": "x"}, format="json").status_code in (401, 403)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (json.dumps(_update(1, "a" * 2_000_000)), 413),
        ('{"update_id": 1, "message": ' + "[" * 100_000 + "]" * 100_000 + "}", 400),
        ('{"update_id": 1, "message": ' + '{"a": ' * 40 + "1" + "}" * 40 + "}", 400),
        ("{", 400),
        ("[1]", 400),
        ('{"update_id": "1"}', 400),
    ],
    ids=["2 MB", "deep lists", "deep objects", "cut", "a list", "no id"],
)
def test_broken_body_is_refused(bot_api, db, body, status):
    answer = APIClient().post(
        WEBHOOK, body, content_type="application/json", headers={HEADER: SECRET}
    )
    assert answer.status_code == status
    assert not Update.objects.exists()


def test_stranger_learns_nothing_of_a_body_before_the_secret_is_right(bot_api, db):
    answer = APIClient().post(WEBHOOK, "{", content_type="application/json")
    assert answer.status_code == 401


def test_old_updates_are_forgotten(talking, deliver):
    deliver(_update(1))
    deliver(_update(2))
    everything_run()
    Update.objects.filter(update_id=1).update(received_at="2026-01-01T00:00:00Z")
    assert services.updates_expire() == 1
    assert Update.objects.get().update_id == 2


def test_citizens_of_two_chats_do_not_meet(bot_api, deliver, district, routes_to_water):
    for chat_id in (7, 8):
        Chat.objects.create(bot_id=BOT_ID, chat_id=chat_id, language="ru", stage="READY")
        bot_api.chats.messages[chat_id] = []
        citizen = people.citizen_make(district)
        address_set(citizen, transport=Transport.TELEGRAM, address=str(chat_id))
    deliver(_update(1, "В нашем дворе прорвало трубу, помогите"))
    everything_run()
    assert {one["chat"]["id"] for one in bot_api.chats.messages[7]} == {7}
    assert bot_api.chats.messages[8] == []
