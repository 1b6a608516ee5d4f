"""One-time codes by SMS: asked for, sent, tried; one service for web and Telegram (P34).

A phone is looked up only after its code was right: until then a known and an unknown phone take
the same way, with the same answer in the same time (S11).
"""

import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from prometheus_client import Counter

from django_core.accounts import otp
from django_core.accounts.models import PhoneCode
from django_core.accounts.phones import mobile_parse
from django_core.accounts.services.limits import DAY, RESEND_AFTER, limits_check
from django_core.accounts.services.records import refusal_audit
from django_core.accounts.services.sms import SMS_JOB, code_send, text_of
from django_core.base.addresses import network_of
from django_core.base.errors import Unauthenticated
from django_core.base.jobs import job_enqueue
from django_core.base.locks import named_lock
from django_core.base.rights import system_acts

EXPIRES_AFTER = timedelta(minutes=5)
TRIES_PER_CODE = 5
TRIES_PER_PHONE_A_DAY = 15
_LEDGER = "accounts_phonecode"
ASKED = Counter("civic_sms_codes_asked", "Codes that were asked for and sent.")
USED = Counter("civic_sms_codes_used", "Codes that came back right.")

__all__ = ["CodeAsked", "CodeRefused", "code_request", "code_send", "code_verify", "sms_outbox"]


class CodeRefused(Unauthenticated):
    """The code is wrong, used, too old or was tried too often: all look the same."""


@dataclass(frozen=True)
class CodeAsked:
    """A challenge on its way to a phone."""

    challenge_uuid: uuid.UUID
    phone: str
    expires_in: timedelta = EXPIRES_AFTER
    resend_after: timedelta = RESEND_AFTER


def code_request(*, phone: str, address: str) -> CodeAsked:
    """Send a code to a mobile number, whoever it belongs to.

    Raises ``PhoneRefused``, ``TooManyCodes``, ``SmsSwitchedOff``.
    """
    mobile = mobile_parse(phone)
    network = network_of(address)
    with system_acts(), transaction.atomic():
        named_lock(_LEDGER)  # The limits are counted for one after the other.
        limits_check(phone=mobile, address=address, network=network)
        code = PhoneCode(
            phone=mobile, address=address, network=network, expires_at=Now() + EXPIRES_AFTER
        )
        code.save(force_insert=True)
        job_enqueue(kind=SMS_JOB, subject=code.pk, payload={"language": get_language() or ""})
    ASKED.inc()
    return CodeAsked(challenge_uuid=code.pk, phone=mobile)


def code_verify(*, challenge_uuid: uuid.UUID, phone: str, code: str) -> PhoneCode:
    """Return the challenge that ``code`` answers, used up; raises ``CodeRefused``.

    The try is counted and committed before the code is compared, so that of any number of
    guesses side by side five are looked at (S10).
    """
    with system_acts():
        challenge = _try_count(challenge_uuid, phone=mobile_parse(phone))
        expected = otp.sms_code(challenge_uuid, key=settings.SECRET_KEY)
        is_right = secrets.compare_digest(expected.encode(), code.encode())
        if challenge is None or not is_right or not _use_up(challenge):
            refusal_audit(None, action="SIGN_IN_FAILED", code="CODE_REFUSED")
            raise CodeRefused("CODE_REFUSED", _("The code is wrong or has run out."))
    USED.inc()
    return challenge


def sms_outbox(*, limit: int = 50) -> list[tuple[PhoneCode, str]]:
    """Return the last messages with their texts, for the inbox of one's own machine."""
    with system_acts():
        return [(code, text_of(code)) for code in PhoneCode.objects.order_by("-created_at")[:limit]]


def _try_count(challenge_uuid: uuid.UUID, *, phone: str) -> PhoneCode | None:
    """Count a try on a challenge that still takes one."""
    with transaction.atomic():
        named_lock(phone)  # The day's tries of a phone lie in several rows.
        rows = PhoneCode.objects.select_for_update().filter(pk=challenge_uuid, phone=phone)
        challenge = rows.filter(used_at=None, expires_at__gt=Now()).first()
        if challenge is None or challenge.tries >= TRIES_PER_CODE:
            return None
        today = PhoneCode.objects.filter(phone=phone, created_at__gt=Now() - DAY)
        if (today.aggregate(tries=Sum("tries"))["tries"] or 0) >= TRIES_PER_PHONE_A_DAY:
            return None
        rows.update(tries=F("tries") + 1)
    return challenge


def _use_up(challenge: PhoneCode) -> bool:
    return bool(PhoneCode.objects.filter(pk=challenge.pk, used_at=None).update(used_at=Now()))
