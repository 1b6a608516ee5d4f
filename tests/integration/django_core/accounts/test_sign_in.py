"""Signing in with a password and a second factor, and out again (P35)."""

import io
import re
from datetime import UTC, datetime

import pyotp
import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from django_core.accounts.models import SignIn, User
from django_core.accounts.services import second_factor_set
from django_core.audit.models import AuditEntry
from django_core.departments.models import Membership

PASSWORD = "a-long-password-of-a-test"  # noqa: S105  # nobody real has it
SIGN_IN = "/api/v1/auth/sign-in"


@pytest.fixture(autouse=True)
def hashes_fast(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def known(citizen):
    return _with_password(citizen)


@pytest.fixture
def official(staff):
    return _with_password(staff)


def _with_password(user):
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def _sign_in(client, username, password=PASSWORD, **more):
    body = {"username": username, "password": password, **more}
    return client.post(SIGN_IN, body, format="json")


def _now_code(key: str, *, later: int = 0) -> str:
    return pyotp.TOTP(key).at(datetime.now(tz=UTC), counter_offset=later)


def test_person_signs_in_acts_with_the_cookies_and_signs_out(known):
    client = APIClient(enforce_csrf_checks=True)
    answer = _sign_in(client, known.username)
    assert (answer.status_code, answer.json()["kind"]) == (200, "CITIZEN")
    assert client.get("/api/v1/auth/me").json()["district"] == "yunusobod"

    token = client.cookies["csrftoken"].value
    ended = client.post("/api/v1/auth/sign-out", headers={"X-CSRFToken": token})

    assert ended.status_code == 204
    assert client.get("/api/v1/auth/me").status_code == 401
    assert not SignIn.objects.exists()
    actions = list(AuditEntry.objects.values_list("action", flat=True))
    assert actions == ["SIGNED_IN", "SIGNED_OUT"]


@pytest.mark.parametrize(
    ("username", "password"), [(None, "wrong"), ("nobody", PASSWORD), ("a\x00b", PASSWORD)]
)
def test_wrong_name_and_wrong_password_look_the_same(known, username, password):
    answer = _sign_in(APIClient(), username or known.username, password)
    assert answer.status_code in (401, 422)
    assert answer.json()["code"] in ("SIGN_IN_REFUSED", "INVALID_REQUEST")


def test_failed_sign_in_is_written_down(known):
    _sign_in(APIClient(), known.username, "wrong")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject_uuid) == ("SIGN_IN_FAILED", known.pk)


def test_form_of_a_foreign_page_is_refused(known):
    answer = APIClient().post(SIGN_IN, {"username": known.username, "password": PASSWORD})
    assert answer.status_code == 415


def test_person_who_was_switched_off_is_refused(known):
    known.is_active = False
    known.save(update_fields=["is_active"])
    assert _sign_in(APIClient(), known.username).status_code == 401


def test_official_signs_in_with_the_authenticator_and_each_code_once(official):
    key = second_factor_set(official).key
    code = _now_code(key)
    first, again = (_sign_in(APIClient(), official.username, code=code) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 401)
    assert again.json()["code"] == "SECOND_FACTOR_NEEDED"


def test_code_on_paper_works_once(official):
    paper = second_factor_set(official).recovery_codes[0]
    codes = [_sign_in(APIClient(), official.username, code=paper).status_code for _ in range(2)]
    assert codes == [200, 401]


def test_sessions_are_listed_and_one_can_be_ended(known):
    here, there = APIClient(), APIClient()
    for client, device in ((here, "Here"), (there, "There")):
        client.defaults["HTTP_USER_AGENT"] = device
        assert _sign_in(client, known.username).status_code == 200
    rows = {row["device"]: row for row in here.get("/api/v1/auth/sessions").json()}
    assert [rows[name]["is_current"] for name in ("Here", "There")] == [True, False]

    ended = here.delete(f"/api/v1/auth/sessions/{rows['There']['sign_in_uuid']}")

    assert ended.status_code == 204
    assert there.get("/api/v1/auth/me").status_code == 401
    assert here.get("/api/v1/auth/me").status_code == 200


def test_admin_site_asks_for_the_second_factor(client, superuser):
    _with_password(superuser)
    key = second_factor_set(superuser).key
    form = {"username": superuser.username, "password": PASSWORD}
    assert 'form="login-form"' in client.get("/admin/login/").content.decode()
    assert client.post("/admin/login/", form).status_code == 200  # The form again.
    signed_in = client.post("/admin/login/?next=/admin/", form | {"code": _now_code(key)})
    assert signed_in.status_code == 302
    assert client.get("/admin/").status_code == 200


def test_admin_makes_an_official_who_can_sign_in(client, superuser, district):
    client.force_login(superuser)
    form = {"username": "new", "kind": "OPERATOR", "name": "N", "password": PASSWORD}
    made = client.post(
        "/admin/accounts/user/add/", form | {"district": str(district.pk)}, follow=True
    )
    key = re.search(r"secret=([A-Z2-7]+)", made.content.decode())[1]
    answer = _sign_in(APIClient(), "new", code=_now_code(key))
    assert (answer.status_code, answer.json()["kind"]) == (200, "OPERATOR")


def test_command_makes_a_member_of_staff_who_can_sign_in(water, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    arguments = ("--kind", "STAFF", "--district", "yunusobod", "--department", "water_sewer")
    call_command("person_create", "aziza", *arguments)
    key = re.search(r"secret=([A-Z2-7]+)", capsys.readouterr().out)[1]
    assert _sign_in(APIClient(), "aziza", code=_now_code(key)).status_code == 200
    assert Membership.objects.get(user__username="aziza").department == water


@pytest.mark.parametrize(
    ("arguments", "password", "why"),
    [
        (("--kind", "STAFF", "--district", "nowhere"), PASSWORD, "--district"),
        (("--kind", "STAFF", "--district", "yunusobod"), PASSWORD, "--department"),
        (("--kind", "OPERATOR", "--district", "yunusobod"), "short", "PASSWORD_REFUSED"),
    ],
)
def test_command_says_what_is_wrong(district, monkeypatch, arguments, password, why):
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    with pytest.raises(CommandError, match=why):
        call_command("person_create", "aziza", *arguments)
    assert not User.objects.filter(username="aziza").exists()
