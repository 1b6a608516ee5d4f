"""Citizens register and sign in with a code by SMS (P34)."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now
from rest_framework.test import APIClient

from django_core.accounts import otp, transports
from django_core.accounts.models import PhoneCode, SmsState, User
from django_core.audit.models import AuditEntry
from tests.factories.messages import TEXT, jobs_run

pytestmark = pytest.mark.django_db
PHONE = "+998901234567"
AUTH = "/api/v1/auth"


class Recorder:
    """Takes the texts instead of a gateway, or fails as it is told."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, str]] = []
        self.failures: list[transports.SmsFailed] = []

    def send(self, *, phone: str, text: str) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.texts.append((phone, text))


@pytest.fixture
def sms(monkeypatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setattr("django_core.accounts.services.sms.sms_port", lambda: recorder)
    return recorder


def _post(client, path, **body):
    return client.post(f"{AUTH}/{path}", body, format="json")


def _asked(client, phone=PHONE) -> str:
    answer = _post(client, "code/request", phone=phone)
    assert answer.status_code == 202, answer.json()
    return answer.json()["challenge_uuid"]


def _code(challenge, settings) -> str:
    return otp.sms_code(uuid.UUID(challenge), key=settings.SECRET_KEY)


def _verified(client, challenge, code, phone=PHONE):
    return _post(client, "code/verify", challenge_uuid=challenge, phone=phone, code=code)


def test_new_citizen_registers_with_the_code_that_was_sent_and_writes(district, sms, water):
    client = APIClient()
    challenge = _asked(client)
    jobs_run()
    ((phone, text),) = sms.texts
    code = next(word for word in text.replace(".", " ").split() if word.isdecimal())

    token = _verified(client, challenge, code, phone).json()["registration_token"]
    made = _post(
        client,
        "register",
        registration_token=token,
        name="  Dilnoza   Karimova ",
        district="yunusobod",
    )

    assert (made.status_code, made.json()["name"]) == (201, "Dilnoza Karimova")
    assert User.objects.get(phone=PHONE).kind == "CITIZEN"
    written = client.post(
        "/api/v1/messages",
        {"text": TEXT},
        format="json",
        headers={"X-CSRFToken": client.cookies["csrftoken"].value},
    )
    assert written.status_code == 201
    assert {"CITIZEN_REGISTERED", "SIGNED_IN"} <= set(
        AuditEntry.objects.values_list("action", flat=True)
    )


def test_known_citizen_is_signed_in(citizen, sms, settings):
    User.objects.filter(pk=citizen.pk).update(phone=PHONE)
    client = APIClient()
    challenge = _asked(client)
    answer = _verified(client, challenge, _code(challenge, settings)).json()
    assert (answer["me"]["username"], answer["registration_token"]) == (citizen.username, None)
    assert client.get(f"{AUTH}/me").status_code == 200


def test_registration_works_once(district, sms, settings):
    client = APIClient()
    challenge = _asked(client)
    token = _verified(client, challenge, _code(challenge, settings)).json()["registration_token"]
    body = {"registration_token": token, "name": "Ali Valiyev", "district": "yunusobod"}
    codes = [_post(client, "register", **body).status_code for _ in range(2)]
    assert codes == [201, 401]
    assert User.objects.filter(phone=PHONE).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_codes_of_one_phone_used_at_once_one_registers(district, settings):
    tokens = []
    for _ in range(2):
        challenge = _asked(APIClient())
        PhoneCode.objects.update(created_at=F("created_at") - timedelta(seconds=61))
        answer = _verified(APIClient(), challenge, _code(challenge, settings))
        tokens.append(answer.json()["registration_token"])

    def register(token):
        body = {"registration_token": token, "name": "A B", "district": "yunusobod"}
        try:
            return _post(APIClient(), "register", **body).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(register, tokens)) == [201, 401]
    assert User.objects.filter(phone=PHONE).count() == 1


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", " ", "NAME_INVALID"),
        ("name", "a" * 201, "NAME_INVALID"),
        ("name", "Ali\u202e Valiyev", "NAME_INVALID"),
        ("name", "Ali\x00", "NAME_INVALID"),
        ("district", "nowhere", "DISTRICT_UNKNOWN"),
        ("district", "a\x00", "INVALID_REQUEST"),
        ("registration_token", "forged", "REGISTRATION_REFUSED"),
        ("language", "en", "INVALID_REQUEST"),
    ],
)
def test_registration_is_refused_with_a_code_and_can_be_mended(
    district, sms, settings, field, value, code
):
    client = APIClient()
    challenge = _asked(client)
    token = _verified(client, challenge, _code(challenge, settings)).json()["registration_token"]
    body = {"registration_token": token, "name": "Ali Valiyev", "district": "yunusobod"}
    assert _post(client, "register", **(body | {field: value})).json()["code"] == code
    assert _post(client, "register", **body).status_code == 201


def test_code_runs_out_after_five_minutes(district, sms, settings):
    client = APIClient()
    challenge = _asked(client)
    left = PhoneCode.objects.get().expires_at - PhoneCode.objects.get().created_at
    assert timedelta(minutes=4, seconds=59) < left <= timedelta(minutes=5)
    PhoneCode.objects.update(expires_at=Now())
    assert _verified(client, challenge, _code(challenge, settings)).status_code == 401


def test_sms_that_the_gateway_may_have_taken_is_never_sent_again(district, sms):
    sms.failures = [transports.SmsFailed("X", permanent=True, is_unknown=True)]
    _asked(APIClient())
    jobs_run()
    jobs_run()
    assert sms.texts == []
    assert PhoneCode.objects.get().sms_state == SmsState.UNKNOWN


def test_gateway_that_is_away_is_tried_again(district, sms):
    sms.failures = [transports.SmsFailed("X", permanent=False)]
    _asked(APIClient())
    jobs_run()
    jobs_run()
    assert len(sms.texts) == 1
    assert PhoneCode.objects.get().sms_state == SmsState.SENT
