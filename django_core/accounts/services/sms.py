"""Sending a code: a durable job, so that no request waits for the gateway (P37)."""

from django.conf import settings
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import override

from django_core.accounts import otp
from django_core.accounts.models import PhoneCode, SmsState
from django_core.accounts.transports import SmsFailed, sms_port
from django_core.base.jobs import JobClaim, JobFailed, JobHandler

SMS_JOB = "SMS_CODE"


def code_send(claim: JobClaim) -> None:
    """Send the claimed code unless it was sent, used or has run out; raises ``JobFailed``.

    A message whose outcome nobody knows is never sent again: the citizen asks for another.
    """
    code = PhoneCode.objects.filter(
        pk=claim.subject, sms_state=SmsState.PENDING, used_at=None, expires_at__gt=Now()
    ).first()
    if code is None:
        return
    _state_set(code, SmsState.UNKNOWN)  # Should this process end between sending and noting it.
    try:
        text = text_of(code, language=claim.payload.get("language", ""))
        sms_port().send(phone=code.phone, text=text)
    except SmsFailed as failure:
        _failed(code, failure)
    else:
        _state_set(code, SmsState.SENT)


def text_of(code: PhoneCode, *, language: str = "") -> str:
    """Return what the citizen reads, in the language in which they asked."""
    digits = otp.sms_code(code.pk, key=settings.SECRET_KEY)
    with override(language or settings.LANGUAGE_CODE):
        return _("CivicConnect: %(digits)s. Do not tell this code to anybody.") % {"digits": digits}


def _failed(code: PhoneCode, failure: SmsFailed) -> None:
    if failure.is_unknown:
        return
    _state_set(code, SmsState.FAILED if failure.permanent else SmsState.PENDING)
    raise JobFailed(failure.code, permanent=failure.permanent) from failure


def _given_up(claim: JobClaim, _code: str) -> None:
    waiting = PhoneCode.objects.filter(pk=claim.subject, sms_state=SmsState.PENDING)
    waiting.update(sms_state=SmsState.FAILED)


def _state_set(code: PhoneCode, state: SmsState) -> None:
    PhoneCode.objects.filter(pk=code.pk).update(sms_state=state)


SMS_HANDLER = JobHandler(run=code_send, given_up=_given_up)
