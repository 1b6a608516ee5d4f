"""How often one asks: for all processes together; nobody is refused without Redis (S33, API4)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from limits import parse
from rest_framework.test import APIClient

from django_core.base import limits
from tests.factories import people

ME, STATUS = "/api/v1/auth/me", "/api/v1/status/YD-2611-0001"


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    """Begin as a process does that has not asked Redis yet."""
    monkeypatch.setattr(limits.RateThrottle, "_asks_again_at", 0.0)
    limits._limiter.cache_clear()  # noqa: SLF001  # made once for the life of a process


@pytest.fixture
def counted(valkey_server, settings):
    settings.RATE_PER_PERSON = settings.RATE_PER_ADDRESS = parse("5/minute")
    limits._limiter().storage.reset()  # noqa: SLF001


def _asks(client, path, *, times):
    return [client.get(path).status_code for _ in range(times)]


def test_person_who_asks_too_often_is_told_when_to_come_back(counted, citizen, client_of):
    client = client_of(citizen)
    assert _asks(client, ME, times=7) == [200] * 5 + [429] * 2
    refused = client.get(ME)
    assert refused.json()["code"] == "TOO_MANY_REQUESTS"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.json()["data"]["retry_after_s"] <= 60


def test_others_are_not_refused_with_them(counted, citizen, district, client_of):
    _asks(client_of(citizen), ME, times=7)
    assert _asks(client_of(people.citizen_make(district)), ME, times=5) == [200] * 5
    assert _asks(APIClient(), STATUS, times=5) == [404] * 5


def test_strangers_are_counted_by_their_address(counted, district):
    for address in ("192.0.2.1", "192.0.2.2"):
        assert _asks(APIClient(REMOTE_ADDR=address), STATUS, times=6) == [404] * 5 + [429]


@pytest.mark.django_db(transaction=True)
def test_of_twenty_requests_side_by_side_five_pass(counted, district):
    def ask(_number):
        try:
            return APIClient().get(STATUS).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(ask, range(20)))
    assert sorted(statuses) == [404] * 5 + [429] * 15


def test_without_redis_nobody_is_refused_and_nobody_waits(citizen, client_of, settings, caplog):
    settings.RATE_PER_PERSON = parse("5/minute")
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert _asks(client_of(citizen), ME, times=20) == [200] * 20
    assert caplog.text.count("limits_not_counted") == 1
    limits._limiter.cache_clear()  # noqa: SLF001  # what it keeps is for this address only
