"""Whoever is erased is a stranger to the bot, and nobody else is (S29)."""

import uuid

from django.db import connection
from django.db.models.functions import Now

from django_core.accounts.models import User
from django_core.accounts.services import citizen_erase
from django_core.conversations.models import Session
from django_core.notifications.models import Transport
from django_core.notifications.services import address_set
from django_core.telegram.models import Attachment, Chat, LinkCode, Update
from django_core.telegram.services import telegram_erase
from tests.factories import people
from tests.factories.bot import *  # noqa: F403  # fixtures are found by their names
from tests.factories.bot import everything_run
from tests.fakes.bot_api import BOT_ID, Phone

CANARY = "Канарейка7731 не поёт, и света во дворе нет третий день"
OTHER_CHAT = 555_000_111
TABLES = (
    "telegram_chat",
    "telegram_update",
    "telegram_linkcode",
    "telegram_attachment",
    "notifications_address",
)


def _know(person: User, *, chat_id: int) -> Chat:
    address_set(person, transport=Transport.TELEGRAM, address=str(chat_id))
    return Chat.objects.create(
        bot_id=BOT_ID,
        chat_id=chat_id,
        language="ru",
        stage="READY",
        district_id=person.district_id,
    )


def _kept() -> str:
    """All rows of the bot's tables, and of where people are found."""
    rows = []
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608  # names of ours
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows)


def test_erased_citizen_is_a_stranger_to_the_bot_and_others_are_not(
    phone: Phone, tell, citizen, superuser, routes_to_water
):
    _know(citizen, chat_id=phone.chat_id)
    other = _know(people.citizen_make(citizen.district), chat_id=OTHER_CHAT)
    tell(phone.says(CANARY))
    session = Session.objects.get(citizen=citizen)
    LinkCode.objects.create(user=citizen, digest="d" * 64, expires_at=Now())
    Attachment.objects.create(
        district_id=citizen.district_id,
        user=citizen,
        session=session,
        kind="PHOTO",
        file_id="photo-of-a-yard",
        file_unique_id=uuid.uuid4().hex,
    )
    before = _kept()
    assert str(phone.chat_id) in before
    assert "photo-of-a-yard" in before

    citizen_erase(citizen, actor=superuser)
    everything_run()
    telegram_erase(citizen.pk)  # A job may run twice.

    after = _kept()
    assert str(phone.chat_id) not in after
    assert str(citizen.pk) not in after
    assert "photo-of-a-yard" not in after
    assert not Update.objects.exists()
    assert Chat.objects.get() == other
    phone.heard()
    tell(phone.says("/start"))
    assert Chat.objects.get(chat_id=phone.chat_id).stage == "LANGUAGE"
