"""One-time codes against the vectors of RFC 6238, and what they do not tell."""

import base64
import uuid
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from django_core.accounts import otp

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
KEY = "a-key-of-a-test-that-is-long-enough"
RFC_KEY = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("at_s", "code"),
    [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ],
)
def test_authenticator_counts_as_the_standard_says(at_s, code):
    assert otp.totp_step(RFC_KEY, code, at_s=at_s) == at_s // 30


def test_code_is_taken_half_a_minute_early_or_late_and_no_more():
    code = pyotp.TOTP(RFC_KEY).at(30_000)
    taken = [otp.totp_step(RFC_KEY, code, at_s=30 * (1000 + late)) for late in range(-2, 3)]
    assert taken == [None, 1000, 1000, 1000, None]


def test_code_that_was_used_is_not_taken_again():
    code = pyotp.TOTP(RFC_KEY).at(30_000)
    assert otp.totp_step(RFC_KEY, code, at_s=30_000, after_step=1000) is None


@pytest.mark.parametrize("code", ["", "28708", "2870822", "२८७०८२", "abcdef"])
def test_what_is_no_code_is_refused(code):
    assert otp.totp_step(RFC_KEY, code, at_s=59) is None


def test_sms_code_follows_from_challenge_and_key_only():
    challenge = uuid.uuid4()
    code = otp.sms_code(challenge, key=KEY)
    assert (len(code), code.isdecimal()) == (6, True)
    assert otp.sms_code(challenge, key=KEY) == code
    assert len({otp.sms_code(uuid.uuid4(), key=KEY) for _ in range(50)}) > 45


def test_sealed_text_is_not_readable_and_opens_with_its_key():
    sealed = otp.seal(RFC_KEY, key=KEY)
    assert RFC_KEY not in sealed
    assert otp.unseal(sealed, key=KEY) == RFC_KEY


def test_parcel_opens_with_its_key_in_time_and_unchanged():
    made, now = otp.parcel_make("told", key=KEY, now=NOW), NOW + timedelta(minutes=14)
    quarter = timedelta(minutes=15)
    assert otp.parcel_open(made, key=KEY, within=quarter, now=now) == "told"
    late = otp.parcel_open(made, key=KEY, within=quarter, now=NOW + timedelta(minutes=16))
    other = otp.parcel_open(made, key=KEY + "x", within=quarter, now=now)
    changed = otp.parcel_open(made[:-4] + "AAAA", key=KEY, within=quarter, now=now)
    sealed = otp.parcel_open(otp.seal("told", key=KEY), key=KEY, within=quarter, now=now)
    assert (late, other, changed, sealed) == (None, None, None, None)


def test_paper_codes_are_ten_and_different():
    codes = otp.recovery_codes_make()
    assert (len(set(codes)), {len(code) for code in codes}) == (10, {11})
