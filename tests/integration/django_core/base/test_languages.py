"""What people read comes in their language: Uzbek in two scripts, Russian (and English)."""

import uuid
from types import SimpleNamespace

import pytest
from django.db import transaction
from rest_framework.test import APIClient

from django_core.accounts.models import PhoneCode
from django_core.accounts.services.sms import code_send, text_of
from django_core.base.jobs import job_claim
from django_core.base.models import Job
from django_core.notifications.models import DeliveryKind
from django_core.notifications.texts import Told, notice_text

WORDS = {
    "uz": "Bunday murojaat yoʻq.",
    "uz-Cyrl": "Бундай мурожаат йўқ.",
    "ru": "Такого обращения нет.",
    "en": "There is no such session.",
}
UNKNOWN = f"/api/v1/sessions/{uuid.UUID(int=1)}"


@pytest.mark.parametrize("language", WORDS)
def test_error_is_told_in_the_language_that_is_asked_for(citizen, client_of, language):
    answer = client_of(citizen).get(UNKNOWN, headers={"Accept-Language": language})
    assert answer.json()["code"] == "SESSION_NOT_FOUND"
    assert answer.json()["message"] == WORDS[language]


@pytest.mark.parametrize(
    ("asked", "told"),
    [("de, ru;q=0.5, uz;q=0.4", "ru"), ("de", "uz"), ("", "uz"), ("uz-UZ", "uz"), ("ru-RU", "ru")],
)
def test_language_that_is_not_there_gives_way_to_the_next_or_to_uzbek(
    citizen, client_of, asked, told
):
    answer = client_of(citizen).get(UNKNOWN, headers={"Accept-Language": asked})
    assert answer.json()["message"] == WORDS[told]


def test_errors_of_the_framework_are_told_in_it_too(district):
    client = APIClient()
    told = {"Accept-Language": "ru"}
    nobody = client.get("/api/v1/auth/me", headers=told).json()
    wrong = client.post("/api/v1/auth/sign-in", {}, format="json", headers=told).json()
    assert nobody["message"] == "Пожалуйста, войдите."
    assert wrong["message"] == "В запросе есть неверные или пропущенные поля."


@pytest.mark.parametrize(
    ("language", "words"),
    [("uz", "hech kimga"), ("uz-cyrl", "ҳеч кимга"), ("ru", "Никому не сообщайте")],
)
def test_code_by_sms_comes_in_the_language_in_which_it_was_asked_for(
    district, language, words, monkeypatch
):
    sent: list[str] = []

    port = SimpleNamespace(send=lambda **message: sent.append(message["text"]))
    monkeypatch.setattr("django_core.accounts.services.sms.sms_port", lambda: port)
    body, headers = {"phone": "+998901234567"}, {"Accept-Language": language}
    APIClient().post("/api/v1/auth/code/request", body, format="json", headers=headers)
    with transaction.atomic():
        claim = job_claim(job_uuid=Job.objects.get(kind="SMS_CODE").pk)
    code_send(claim)
    assert words in sent[0]
    assert text_of(PhoneCode.objects.get(), language=language) == sent[0]


def test_every_notice_has_words_of_its_own_in_every_language():
    for kind in DeliveryKind.values:
        told = {
            notice_text(Told(kind=kind, number="YD-2611-0001", words="Салом", language=language))
            for language in ("uz", "uz-cyrl", "ru")
        }
        assert all(text.startswith("YD-2611-0001: ") and kind not in text for text in told)
        assert len(told) == (1 if kind == "MESSAGE_NEW" else 3)
