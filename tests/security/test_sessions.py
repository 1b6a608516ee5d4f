"""Sessions, second factors and forged requests (S13, S14, S16), and a superuser's looks (S6)."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.urls import get_resolver
from rest_framework.test import APIClient

from django_core.accounts import otp
from django_core.accounts.models import PhoneCode, SignIn, User
from django_core.accounts.services import person_switch_off, second_factor_set
from django_core.audit.models import AuditEntry
from tests.factories import people
from tests.factories.messages import submit

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-password-of-a-test"  # noqa: S105  # nobody real has it
SIGN_IN, ME = "/api/v1/auth/sign-in", "/api/v1/auth/me"
EVIL = "https://evil.example"
_OPEN = ("code/request", "code/verify", "register", "second-factor/enrol")
OPEN = [SIGN_IN, *(f"/api/v1/auth/{name}" for name in _OPEN)]


@pytest.fixture(autouse=True)
def hashes_fast(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def known(citizen) -> User:
    citizen.set_password(PASSWORD)
    citizen.save(update_fields=["password"])
    return citizen


def _sign_in(client, user, **more):
    body = {"username": user.username, "password": PASSWORD, **more}
    return client.post(SIGN_IN, body, format="json")


def test_key_of_before_signing_in_is_worth_nothing_after(known):
    """Session fixation: the key changes with the sign-in (S13)."""
    client = APIClient()
    client.session.save()
    planted = client.cookies["sessionid"].value if "sessionid" in client.cookies else "planted-key"
    client.cookies["sessionid"] = planted
    _sign_in(client, known)
    assert client.cookies["sessionid"].value != planted
    thief = APIClient()
    thief.cookies["sessionid"] = planted
    assert thief.get(ME).status_code == 401


def test_cookie_after_signing_out_opens_nothing(known):
    client = APIClient()
    _sign_in(client, known)
    kept = client.cookies["sessionid"].value
    client.post("/api/v1/auth/sign-out")
    client.cookies["sessionid"] = kept
    assert client.get(ME).status_code == 401


def test_signing_out_everywhere_ends_every_session(known):
    clients = [APIClient() for _ in range(3)]
    for client in clients:
        _sign_in(client, known)
    assert clients[0].post("/api/v1/auth/sign-out-everywhere").status_code == 204
    assert [client.get(ME).status_code for client in clients] == [401] * 3


def test_person_who_is_switched_off_has_no_access_at_once(staff, superuser, client_of):
    client = client_of(staff)
    assert client.get(ME).status_code == 200
    person_switch_off(staff, actor=superuser)
    assert client.get(ME).status_code == 401


def test_official_who_is_idle_for_an_hour_is_signed_out(staff, settings):
    settings.MFA_REQUIRED = False
    staff.set_password(PASSWORD)
    staff.save(update_fields=["password"])
    client = APIClient()
    _sign_in(client, staff)
    SignIn.objects.update(seen_at=F("seen_at") - timedelta(minutes=59))
    assert client.get(ME).status_code == 200
    SignIn.objects.update(seen_at=F("seen_at") - timedelta(minutes=61))
    assert client.get(ME).status_code == 401


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(known, settings):
    settings.SESSION_COOKIE_SECURE = True
    client = APIClient()
    cookie = _sign_in(client, known).cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)


@pytest.mark.parametrize("kind", ["staff", "operator", "superuser"])
def test_official_without_a_second_factor_is_refused_and_led_to_set_one_up(kind, request):
    """Staff without a second factor get no session, only the way to one (S14)."""
    user = request.getfixturevalue(kind)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    client = APIClient()
    for code in ("", "123456"):
        answer = _sign_in(client, user, code=code)
        assert (answer.status_code, answer.json()["code"]) == (401, "SECOND_FACTOR_MISSING")
        assert set(answer.json()["data"]) == {"key", "uri", "enrolment_token"}
        assert client.get(ME).status_code == 401


def test_wrong_password_never_tells_that_a_second_factor_is_there(staff):
    second_factor_set(staff)
    answer = APIClient().post(
        SIGN_IN, {"username": staff.username, "password": "wrong"}, format="json"
    )
    assert answer.json()["code"] == "SIGN_IN_REFUSED"


def test_second_factor_is_sealed_at_rest(staff):
    made = second_factor_set(staff)
    kept = str([staff.second_factor.sealed_key, *staff.recovery_codes.values_list("digest")])
    assert made.key not in kept
    assert not any(code in kept for code in made.recovery_codes)


def test_official_cannot_sign_in_by_sms(staff, settings):
    User.objects.filter(pk=staff.pk).update(phone="+998901234567")
    client = APIClient()
    phone = {"phone": "+998901234567"}
    asked = client.post("/api/v1/auth/code/request", phone, format="json").json()
    code = otp.sms_code(PhoneCode.objects.get().pk, key=settings.SECRET_KEY)
    body = phone | {"challenge_uuid": asked["challenge_uuid"], "code": code}
    assert client.post("/api/v1/auth/code/verify", body, format="json").status_code == 401
    assert client.get(ME).status_code == 401


def test_password_is_guessed_five_times_and_no_more(known):
    statuses = [
        APIClient(REMOTE_ADDR=f"192.0.2.{number}")
        .post(SIGN_IN, {"username": known.username, "password": "wrong"}, format="json")
        .status_code
        for number in range(7)
    ]
    assert statuses == [401] * 5 + [429] * 2
    assert _sign_in(APIClient(REMOTE_ADDR="192.0.2.99"), known).status_code == 429


def test_guesses_for_many_names_from_one_address_end(district):
    statuses = [
        APIClient(REMOTE_ADDR="192.0.2.1")
        .post(SIGN_IN, {"username": f"name{number}", "password": "wrong"}, format="json")
        .status_code
        for number in range(32)
    ]
    assert statuses == [401] * 30 + [429] * 2


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_unsafe_request_with_a_cookie_but_no_token_is_refused(method, known):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(known)
    for path in _paths():
        status = getattr(client, method)(path, {}, format="json").status_code
        assert status in (403, 404, 405), path


def _paths() -> list[str]:
    """Every address of the API that takes no argument; those open to nobody are tested below."""
    names = (name for name in get_resolver().reverse_dict if isinstance(name, str))
    found = {get_resolver().reverse_dict[name][0][0][0] for name in names}
    plain = [path for path in sorted(found) if path.startswith("api/v1/") and "%(" not in path]
    assert "api/v1/auth/sign-out" in plain
    return [f"/{path}" for path in plain if f"/{path}" not in OPEN and path != "api/v1/schema"]


@pytest.mark.parametrize("path", OPEN)
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain"])
def test_form_of_a_foreign_page_cannot_sign_a_victim_in(path, kind, known):
    """Login CSRF: what a form can send without asking first is not read (S16)."""
    raw = f'{{"username": "{known.username}", "password": "{PASSWORD}"}}'
    answer = APIClient().post(path, raw, content_type=kind, headers={"Origin": EVIL})
    assert answer.status_code == 415
    assert "sessionid" not in answer.cookies


@pytest.mark.parametrize("method", ["get", "options", "post"])
def test_foreign_origin_is_never_let_in(method, known, client_of):
    answer = getattr(client_of(known), method)(ME, headers={"Origin": EVIL})
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_every_look_of_a_superuser_is_written_down(citizen, superuser, client_of):
    session = submit(citizen).session
    client = client_of(superuser)
    for path in (f"/api/v1/sessions/{session.pk}", "/api/v1/sessions", "/admin/accounts/user/"):
        assert client.get(path).status_code == 200
    seen = AuditEntry.objects.filter(action="PERSONAL_DATA_SEEN").order_by("id")
    assert [entry.actor_uuid for entry in seen] == [superuser.pk] * 3
    assert seen[0].subject_uuid == session.pk
    assert seen[0].data["route"] == "api/v1/sessions/<uuid:session_uuid>"


def test_looks_of_others_and_at_nobody_are_not(citizen, superuser, operator, client_of):
    session = submit(citizen).session
    client_of(operator).get(f"/api/v1/sessions/{session.pk}")
    client_of(superuser).get("/api/v1/auth/me")
    client_of(superuser).get("/api/v1/departments")
    client_of(superuser).get(f"/api/v1/sessions/{people.superuser_make().pk}")
    assert not AuditEntry.objects.filter(action="PERSONAL_DATA_SEEN").exists()
