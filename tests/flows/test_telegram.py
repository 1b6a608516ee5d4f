"""A citizen's whole way in Telegram, from the first word to the rating, in every language (P11)."""

import re

import pytest

from django_core.accounts.models import User
from django_core.accounts.services import sms_outbox
from django_core.conversations.models import Message, Rating, Session
from django_core.conversations.services import (
    Seen,
    Words,
    session_end,
    session_pick,
    session_reply,
)
from django_core.feedback.services import session_confirm
from tests.factories.bot import *  # noqa: F403  # fixtures are found by their names
from tests.factories.bot import everything_run
from tests.factories.messages import TEXT
from tests.fakes.bot_api import buttons

WORDS = {
    "uz": ("Telefon raqamimni", "Xush kelibsiz", "Xodim", "yo‘naltirildi", "yopildi", "Rahmat"),
    "uz-cyrl": (
        *("Телефон рақамимни", "Хуш келибсиз", "Ходим"),
        *("йўналтирилди", "ёпилди", "Раҳмат"),
    ),
    "ru": ("Отправить мой", "Добро пожаловать", "сотрудник", "направлено", "закрыто", "Спасибо"),
}


def code_of(number: str) -> str:
    text = next(text for code, text in sms_outbox() if code.phone == number)
    return re.search(r"[0-9]{6}", text)[0]


@pytest.mark.parametrize("language", WORDS)
def test_from_registration_to_rating(language, phone, tell, staff, routes_to_water):
    share, welcome, person, moved, closed, thanks = WORDS[language]
    _language_choose(phone, tell, language=language, share=share)
    _register(phone, tell, welcome=welcome)
    citizen = User.objects.get(phone=phone.number)
    assert (citizen.name, citizen.language, citizen.kind) == (phone.name, language, "CITIZEN")

    tell(phone.says("Salom"))
    assert "20" in phone.heard_texts()[0]
    tell(phone.says(TEXT))
    saved, routed_to = phone.heard_texts()
    session = Session.objects.get(citizen=citizen)
    assert session.number in saved
    assert person in saved
    assert moved in routed_to
    assert f"water_sewer {language[:2]}" in routed_to

    _locked_until_staff_answer(phone, tell, staff=staff, session=session)
    tell(phone.says("/status"))
    tell(phone.says("/history"))
    assert [session.number in text for text in phone.heard_texts()] == [True, True]

    session_end(staff, seen=Seen(session.pk))
    everything_run()
    (end,) = phone.heard()
    assert closed in end["text"]
    tell(phone.presses(buttons(end)["5 ★"]))
    assert thanks in phone.heard_texts()[0]
    assert Rating.objects.get(session=session).stars == 5


def _language_choose(phone, tell, *, language, share):
    tell(phone.says("/start"))
    (question,) = phone.heard()
    assert f"lang:{language}" in buttons(question).values()
    tell(phone.presses(f"lang:{language}"))
    (ask,) = phone.heard()
    (button,) = ask["reply_markup"]["keyboard"][0]
    assert share in button["text"]
    assert button["request_contact"]


def _register(phone, tell, *, welcome):
    tell(phone.shares_contact())
    (asked,) = phone.heard_texts()
    assert phone.number[-2:] in asked
    assert phone.number not in asked
    tell(phone.says(code_of(phone.number)))
    assert phone.heard()[0]["reply_markup"]["keyboard"] == [[{"text": phone.name}]]
    tell(phone.says(phone.name))
    assert welcome in phone.heard_texts()[0]


def _locked_until_staff_answer(phone, tell, *, staff, session):
    """P9: what is written before the first answer is refused and not saved."""
    tell(phone.says("Вы где?"))
    assert session.number in phone.heard_texts()[0]
    assert Message.objects.filter(session=session, sender=session.citizen).count() == 1

    session_pick(staff, seen=Seen(session.pk))
    session_confirm(staff, seen=Seen(session.pk))
    session_reply(staff, seen=Seen(session.pk), words=Words("Мы <b>выехали</b> & скоро будем."))
    everything_run()
    said = "Мы &lt;b&gt;выехали&lt;/b&gt; &amp; скоро будем."
    assert phone.heard_texts() == [f"<b>{session.number}</b>\n{said}"]
    tell(phone.says("Спасибо, ждём"))
    assert phone.heard() == []
    assert Message.objects.get(text="Спасибо, ждём").channel == "TELEGRAM"
