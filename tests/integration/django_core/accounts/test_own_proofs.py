"""People set up and change their own proofs: second factor, password (P35, S14)."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from rest_framework.test import APIClient

from django_core.accounts.models import SignIn, SignInAttempt
from django_core.accounts.services import second_factor_remove, second_factor_set
from django_core.audit.models import AuditEntry

PASSWORD = "a-long-password-of-a-test"  # noqa: S105  # nobody real has it
OTHER = "quite-another-long-password"
SIGN_IN, ENROL = "/api/v1/auth/sign-in", "/api/v1/auth/second-factor/enrol"
REPLACE, CHANGE = "/api/v1/auth/second-factor/replace", "/api/v1/auth/password"
ME = "/api/v1/auth/me"


@pytest.fixture(autouse=True)
def hashes_fast(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def official(staff):
    staff.set_password(PASSWORD)
    staff.save(update_fields=["password"])
    return staff


def _post(client, path, **body):
    answer = client.post(path, body, format="json")
    return answer.status_code, answer.json() if answer.content else {}


def _sign_in(client, user, **more):
    return _post(client, SIGN_IN, **({"username": user.username, "password": PASSWORD} | more))


def _code(key, *, later=0):
    return pyotp.TOTP(key).at(datetime.now(tz=UTC), counter_offset=later)


def test_official_without_an_authenticator_sets_one_up_and_is_signed_in(official):
    client = APIClient()
    proposal = _sign_in(client, official)[1]["data"]
    assert proposal["uri"].startswith("otpauth://totp/CivicConnect:")
    token = proposal["enrolment_token"]
    assert _post(client, ENROL, enrolment_token=token, code="000000")[1]["code"] == "CODE_REFUSED"

    code, body = _post(client, ENROL, enrolment_token=token, code=_code(proposal["key"]))

    assert (code, body["me"]["username"], len(body["recovery_codes"])) == (
        200,
        official.username,
        10,
    )
    assert client.get(ME).status_code == 200
    other = APIClient()
    assert _sign_in(other, official, code=body["recovery_codes"][0])[0] == 200
    assert _sign_in(APIClient(), official, code=_code(proposal["key"]))[0] == 401  # Used above.


def test_enrolment_token_works_once_and_not_beside_another(official):
    first = _sign_in(APIClient(), official)[1]["data"]
    second = _sign_in(APIClient(), official)[1]["data"]
    answers = [
        _post(APIClient(), ENROL, enrolment_token=one["enrolment_token"], code=_code(one["key"]))
        for one in (first, first, second)
    ]
    codes = [body.get("code") for _status, body in answers]
    assert codes == [None, "ENROLMENT_REFUSED", "ENROLMENT_REFUSED"]


@pytest.mark.parametrize("token", ["", "x", "gAAAAA" + "A" * 200])
def test_forged_enrolment_is_refused(district, token):
    assert _post(APIClient(), ENROL, enrolment_token=token, code="123456")[0] in (401, 422)


def test_old_proposal_of_a_person_who_was_switched_off_is_refused(official):
    proposal = _sign_in(APIClient(), official)[1]["data"]
    official.is_active = False
    official.save(update_fields=["is_active"])
    token, code = proposal["enrolment_token"], _code(proposal["key"])
    assert _post(APIClient(), ENROL, enrolment_token=token, code=code)[0] == 401


def test_official_replaces_the_authenticator_and_is_signed_out_elsewhere(official):
    made = second_factor_set(official)
    here, there = APIClient(), APIClient()
    assert _sign_in(here, official, code=made.recovery_codes[0])[0] == 200
    assert _sign_in(there, official, code=made.recovery_codes[1])[0] == 200
    for wrong in ({"password": "wrong"}, {"password": PASSWORD, "code": "000000"}):
        assert _post(here, REPLACE, **wrong)[0] == 422

    _, proposal = _post(here, REPLACE, password=PASSWORD, code=_code(made.key))
    token, code = proposal["enrolment_token"], _code(proposal["key"])
    assert _post(here, ENROL, enrolment_token=token, code=code)[0] == 200

    assert (here.get(ME).status_code, there.get(ME).status_code) == (200, 401)
    assert _sign_in(APIClient(), official, code=_code(made.key, later=1))[0] == 401
    assert _sign_in(APIClient(), official, code=made.recovery_codes[2])[0] == 401
    assert _sign_in(APIClient(), official, code=_code(proposal["key"], later=1))[0] == 200


def test_official_changes_the_password_and_is_signed_out_elsewhere(official):
    made = second_factor_set(official)
    here, there = APIClient(), APIClient()
    assert _sign_in(here, official, code=made.recovery_codes[0])[0] == 200
    assert _sign_in(there, official, code=made.recovery_codes[1])[0] == 200
    proofs = {"password": PASSWORD, "code": made.recovery_codes[2]}
    refused = _post(here, CHANGE, password="wrong", code="", new_password=OTHER)  # noqa: S106
    assert (refused[0], refused[1]["code"]) == (422, "SIGN_IN_REFUSED")

    assert _post(here, CHANGE, **proofs, new_password=OTHER)[0] == 204

    assert (here.get(ME).status_code, there.get(ME).status_code) == (200, 401)
    assert SignIn.objects.count() == 1
    assert _sign_in(APIClient(), official)[0] == 401
    assert _sign_in(APIClient(), official, password=OTHER, code=made.recovery_codes[3])[0] == 200
    assert AuditEntry.objects.filter(action="PASSWORD_CHANGED", actor_uuid=official.pk).exists()


@pytest.mark.parametrize("password", ["short", "password123"])
def test_password_that_is_easy_to_guess_is_refused(official, password, settings):
    settings.MFA_REQUIRED = False
    client = APIClient()
    _sign_in(client, official)
    code, body = _post(client, CHANGE, password=PASSWORD, new_password=password)
    assert (code, body["code"]) == (422, "PASSWORD_REFUSED")


def test_guesses_at_the_password_of_an_open_screen_end(official, settings):
    settings.MFA_REQUIRED = False
    client = APIClient()
    _sign_in(client, official)
    wrong = {"password": "wrong", "new_password": OTHER}
    assert [_post(client, CHANGE, **wrong)[0] for _ in range(6)] == [422] * 5 + [429]


def test_lost_authenticator_is_removed_and_the_next_sign_in_begins_anew(official, superuser):
    made = second_factor_set(official)
    second_factor_remove(official, actor=superuser)
    answer = _sign_in(APIClient(), official, code=made.recovery_codes[0])
    assert answer[1]["code"] == "SECOND_FACTOR_MISSING"


def test_asking_for_the_code_is_no_guess(official):
    """Whoever types the password first and the code after it signs in as often as they like."""
    made = second_factor_set(official)
    for paper in made.recovery_codes[:6]:
        assert _sign_in(APIClient(), official)[1]["code"] == "SECOND_FACTOR_NEEDED"
        assert _sign_in(APIClient(), official, code=paper)[0] == 200
    assert not SignInAttempt.objects.filter(is_success=False).exists()


def test_codes_of_the_authenticator_are_guessed_five_times_and_no_more(official):
    second_factor_set(official)
    codes = [_sign_in(APIClient(), official, code=f"00000{number}")[0] for number in range(7)]
    assert codes == [401] * 5 + [429] * 2


def test_proposal_is_good_for_a_quarter_of_an_hour(official, monkeypatch):
    proposal = _sign_in(APIClient(), official)[1]["data"]

    later = datetime.now(tz=UTC) + timedelta(minutes=16)
    monkeypatch.setattr("django_core.accounts.apis.own.database_now", lambda: later)
    token, code = proposal["enrolment_token"], _code(proposal["key"], later=32)
    answer = _post(APIClient(), ENROL, enrolment_token=token, code=code)
    assert answer[1]["code"] == "ENROLMENT_REFUSED"
