"""Signing in with a name and a password, and out again."""

import pytest
from rest_framework.test import APIClient

from django_core.audit.models import AuditEntry

PASSWORD = "a-long-password-of-a-test"  # noqa: S105  # nobody real has it
SIGN_IN = "/api/v1/auth/sign-in"


@pytest.fixture
def known(citizen, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    citizen.set_password(PASSWORD)
    citizen.save(update_fields=["password"])
    return citizen


def _sign_in(client, username, password=PASSWORD):
    return client.post(SIGN_IN, {"username": username, "password": password}, format="json")


def test_person_signs_in_acts_with_the_cookies_and_signs_out(known):
    client = APIClient(enforce_csrf_checks=True)
    answer = _sign_in(client, known.username)
    assert (answer.status_code, answer.json()["kind"]) == (200, "CITIZEN")
    assert client.get("/api/v1/auth/me").json()["district"] == "yunusobod"

    token = client.cookies["csrftoken"].value
    ended = client.post("/api/v1/auth/sign-out", headers={"X-CSRFToken": token})

    assert ended.status_code == 204
    assert client.get("/api/v1/auth/me").status_code == 401
    actions = list(AuditEntry.objects.values_list("action", flat=True))
    assert actions == ["SIGNED_IN", "SIGNED_OUT"]


@pytest.mark.parametrize(
    ("username", "password"), [(None, "wrong"), ("nobody", PASSWORD), ("a\x00b", PASSWORD)]
)
def test_wrong_name_and_wrong_password_look_the_same(known, username, password):
    answer = _sign_in(APIClient(), username or known.username, password)
    assert answer.status_code in (401, 422)
    assert answer.json()["code"] in ("SIGN_IN_REFUSED", "INVALID_REQUEST")


def test_form_of_a_foreign_page_is_refused(known):
    answer = APIClient().post(SIGN_IN, {"username": known.username, "password": PASSWORD})
    assert answer.status_code == 415


def test_person_who_was_switched_off_is_refused(known):
    known.is_active = False
    known.save(update_fields=["is_active"])
    assert _sign_in(APIClient(), known.username).status_code == 401
