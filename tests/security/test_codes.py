"""Codes by SMS under attack: guesses, enumeration, pumping (S10, S11, S12)."""

import statistics
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import perf_counter

import pytest
from django.db import connection, connections
from django.db.models import F
from django.db.models.functions import Now
from rest_framework.test import APIClient

from django_core.accounts import otp
from django_core.accounts.models import PhoneCode, User
from django_core.accounts.services import limits
from django_core.base.models import Job

pytestmark = pytest.mark.django_db
PHONE = "+998901234567"
REQUEST, VERIFY = "/api/v1/auth/code/request", "/api/v1/auth/code/verify"


def _ask(phone=PHONE, *, address="192.0.2.1", **headers):
    client = APIClient(REMOTE_ADDR=address)
    return client.post(REQUEST, {"phone": phone}, format="json", headers=headers)


def _challenge(phone=PHONE, *, address="192.0.2.1") -> str:
    answer = _ask(phone, address=address)
    assert answer.status_code == 202, answer.json()
    return answer.json()["challenge_uuid"]


def _guess(challenge, code, phone=PHONE, *, address="192.0.2.1"):
    body = {"challenge_uuid": challenge, "phone": phone, "code": code}
    return APIClient(REMOTE_ADDR=address).post(VERIFY, body, format="json").status_code


def _right(challenge, settings) -> str:
    return otp.sms_code(uuid.UUID(challenge), key=settings.SECRET_KEY)


def _wrong(challenge, settings) -> str:
    return f"{(int(_right(challenge, settings)) + 1) % 10**6:06d}"


def _age(by: timedelta) -> None:
    PhoneCode.objects.update(created_at=F("created_at") - by)


def test_sixth_guess_is_not_looked_at_even_when_it_is_right(district, settings):
    challenge = _challenge()
    guesses = [_guess(challenge, _wrong(challenge, settings)) for _ in range(5)]
    assert guesses == [401] * 5
    assert _guess(challenge, _right(challenge, settings)) == 401
    assert PhoneCode.objects.get().tries == 5


@pytest.mark.django_db(transaction=True)
def test_of_fifty_guesses_side_by_side_five_are_looked_at(district, settings):
    challenge = _challenge()
    wrong = _wrong(challenge, settings)

    def guess(number):
        try:
            return _guess(challenge, wrong, address=f"192.0.2.{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(guess, range(1, 51))) == {401}
    assert PhoneCode.objects.get().tries == 5


def test_phone_takes_fifteen_guesses_a_day_whatever_codes_it_is_sent(district, settings):
    for number in range(5):
        challenge = _challenge(address=f"192.0.2.{number}")
        for _ in range(5):
            _guess(challenge, _wrong(challenge, settings))
        last = _guess(challenge, _right(challenge, settings))
        _age(timedelta(hours=1))
    assert sum(PhoneCode.objects.values_list("tries", flat=True)) == 15
    assert last == 401


def test_code_works_once(district, settings):
    challenge = _challenge()
    code = _right(challenge, settings)
    assert [_guess(challenge, code) for _ in range(2)] == [200, 401]


def test_code_is_bound_to_its_challenge_and_its_phone(district, settings):
    first = _challenge()
    second = _challenge("+998909999999")
    assert _guess(second, _right(first, settings), "+998909999999") == 401
    assert _guess(first, _right(first, settings), "+998909999999") == 401
    assert _guess(str(uuid.uuid4()), _right(first, settings)) == 401


def test_code_stands_nowhere(district, settings):
    challenge = _challenge()
    code = _right(challenge, settings)
    rows = [*PhoneCode.objects.values(), *Job.objects.values()]
    words = str(
        [{name: value for name, value in row.items() if "uuid" not in name} for row in rows]
    )
    assert code not in words.replace(challenge, "")


def test_forwarded_address_is_not_believed_without_a_proxy(district):
    for number in range(limits.PER_ADDRESS_AN_HOUR):
        forged = f"198.51.100.{number}"
        answer = _ask(f"+99890{number}234567", **{"X-Forwarded-For": forged})
        assert answer.status_code == 202
    assert _ask("+998909999999", **{"X-Forwarded-For": "198.51.100.99"}).status_code == 429


def test_behind_a_proxy_its_last_word_is_the_address(district, settings):
    settings.PROXIES = 1
    _ask(**{"X-Forwarded-For": "203.0.113.9, 198.51.100.1"})
    assert PhoneCode.objects.get().address == "198.51.100.1"


def test_known_and_unknown_phone_get_the_same_answer_in_the_same_time(citizen, settings):
    """Two hundred tries, the wrong code and then the request (S11)."""
    User.objects.filter(pk=citizen.pk).update(phone=PHONE)
    phones = {"known": PHONE, "unknown": "+998907654321"}
    times: dict[str, list[float]] = {name: [] for name in phones}
    shapes: dict[str, set[object]] = {name: set() for name in phones}
    for _ in range(50):
        for name, phone in phones.items():
            PhoneCode.objects.all().delete()
            started = perf_counter()
            asked = _ask(phone)
            refused = APIClient().post(
                VERIFY,
                {"challenge_uuid": asked.json()["challenge_uuid"], "phone": phone, "code": "0" * 6},
                format="json",
            )
            times[name].append(perf_counter() - started)
            shapes[name].add((asked.status_code, *asked.json(), refused.status_code))
            shapes[name].add(str(refused.json()))
    medians = {name: statistics.median(values) for name, values in times.items()}
    assert shapes["known"] == shapes["unknown"]
    assert abs(medians["known"] - medians["unknown"]) < 0.005


@pytest.mark.parametrize(
    "phone", ["+998551234567", "+998712345678", "+79161234567", "+19005550199"]
)
def test_no_sms_goes_to_fixed_or_foreign_numbers(district, phone):
    assert _ask(phone).json()["code"] == "PHONE_NOT_MOBILE"
    assert not Job.objects.exists()


def test_phone_is_sent_one_code_a_minute_and_three_an_hour(district):
    statuses = []
    for number in range(5):
        statuses.append(_ask(address=f"192.0.{number}.1").status_code)
        if number == 0:
            statuses.append(_ask(address="192.0.9.1").status_code)
        _age(timedelta(seconds=61))
    assert statuses == [202, 429, 202, 202, 429, 429]


def _sent(phones, addresses) -> int:
    for phone, address in zip(phones, addresses, strict=True):
        _ask(phone, address=address)
    return PhoneCode.objects.count()


def test_thousand_numbers_from_one_address_cost_ten(district):
    phones = [f"+99890{number:04d}567" for number in range(0, 10_000, 10)]
    assert _sent(phones, ["192.0.2.1"] * len(phones)) == limits.PER_ADDRESS_AN_HOUR


def test_numbers_from_one_network_are_capped(district):
    phones = [f"+99890{number:04d}567" for number in range(0, 5_000, 50)]
    addresses = [f"192.0.2.{number}" for number in range(100)]
    assert _sent(phones, addresses) == limits.PER_NETWORK_AN_HOUR


def test_numbers_in_a_row_are_capped_from_wherever_they_are_asked(district):
    phones = [f"+998901234{number:03d}" for number in range(60)]
    addresses = [f"192.{number}.0.1" for number in range(60)]
    assert _sent(phones, addresses) == limits.PER_BLOCK_AN_HOUR


def test_day_has_a_budget_and_a_switch(district, settings):
    settings.SMS_DAILY_MAX = 3
    phones = [f"+99890{number}234567" for number in range(5)]
    assert _sent(phones, [f"192.{number}.0.1" for number in range(5)]) == 3
    settings.SMS_DAILY_MAX, settings.SMS_ENABLED = 100, False
    answer = _ask("+998939999999", address="192.99.0.1")
    assert (answer.status_code, answer.json()["code"]) == (503, "SMS_SWITCHED_OFF")


def test_codes_that_nobody_uses_raise_an_alarm(district, caplog):
    PhoneCode.objects.bulk_create(
        PhoneCode(
            phone=f"+998901{number:06d}",
            address="192.0.2.1",
            network="192.0.2.0/24",
            expires_at=Now(),
        )
        for number in range(limits.VERIFIED_COUNTED_FROM)
    )
    _ask("+998939999999", address="198.51.100.1")
    assert "sms_codes_hardly_used" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_of_twenty_requests_for_one_phone_side_by_side_one_is_sent(district):
    def ask(number):
        try:
            return _ask(address=f"192.{number}.0.1").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(ask, range(20)))
    assert sorted(statuses) == [202] + [429] * 19
