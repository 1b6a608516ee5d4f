"""How many codes may be sent to whom, counted from the ledger itself in Postgres (P34, S12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from prometheus_client import Counter

from django_core.accounts.models import PhoneCode
from django_core.base.errors import TooMany, Unavailable

RESEND_AFTER = timedelta(seconds=60)
HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)
PER_PHONE_AN_HOUR = 3
PER_PHONE_A_DAY = 6
PER_ADDRESS_AN_HOUR = 10
PER_NETWORK_AN_HOUR = 40
# Numbers that share all but their last three digits: pumping goes through them one by one.
PER_BLOCK_AN_HOUR = 20
BLOCK_CHARS = 10
# Fewer of a hundred and more codes come back than this: nobody reads them.
VERIFIED_SHARE_MIN = 0.2
VERIFIED_COUNTED_FROM = 100

_log = structlog.get_logger("civic.codes")
REFUSED = Counter("civic_sms_codes_refused", "Codes that were not sent.", ["cause"])
OVER_BUDGET = "BUDGET"
REFUSED.labels(cause=OVER_BUDGET)  # Shown as 0 from the start, so that the first one is a growth.


class TooManyCodes(TooMany):
    """A limit of codes is reached; never says whether the phone is known."""


class SmsSwitchedOff(Unavailable):
    """No code is sent now: the switch is off or the day's budget is spent."""


@dataclass(frozen=True)
class _Limit:
    """At most ``count`` codes for ``who`` within ``within``."""

    cause: str
    who: Q
    count: int
    within: timedelta


def limits_check(*, phone: str, address: str, network: str) -> None:
    """Raise unless one more code may be sent; the caller holds the lock of the ledger.

    Raises ``TooManyCodes`` and ``SmsSwitchedOff``.
    """
    _budget_check()
    limits = (
        _Limit("RESEND", Q(phone=phone), 1, RESEND_AFTER),
        _Limit("PHONE_HOUR", Q(phone=phone), PER_PHONE_AN_HOUR, HOUR),
        _Limit("PHONE_DAY", Q(phone=phone), PER_PHONE_A_DAY, DAY),
        _Limit("ADDRESS", Q(address=address), PER_ADDRESS_AN_HOUR, HOUR),
        _Limit("NETWORK", Q(network=network), PER_NETWORK_AN_HOUR, HOUR),
        _Limit("BLOCK", Q(phone__startswith=phone[:BLOCK_CHARS]), PER_BLOCK_AN_HOUR, HOUR),
    )
    over = _over(limits)
    if over is not None:
        REFUSED.labels(cause=over.cause).inc()
        raise TooManyCodes(
            "TOO_MANY_CODES",
            _("Too many codes were asked for. Please wait."),
            retry_after_s=int(over.within.total_seconds()),
        )


def _over(limits: Iterable[_Limit]) -> _Limit | None:
    """Return the first limit that is reached; all are counted in one query."""
    by_cause = {limit.cause: limit for limit in limits}
    counts = PhoneCode.objects.filter(created_at__gt=Now() - DAY).aggregate(
        **{
            cause: Count("pk", filter=limit.who & Q(created_at__gt=Now() - limit.within))
            for cause, limit in by_cause.items()
        }
    )
    reached = (limit for cause, limit in by_cause.items() if counts[cause] >= limit.count)
    return next(reached, None)


def _budget_check() -> None:
    """Raise when the switch is off or the day is spent; alarm when few come back (S12)."""
    today = PhoneCode.objects.filter(created_at__gt=Now() - DAY)
    counts = today.aggregate(sent=Count("pk"), used=Count("pk", filter=Q(used_at__isnull=False)))
    sent, used = counts["sent"], counts["used"]
    if sent >= VERIFIED_COUNTED_FROM and used < sent * VERIFIED_SHARE_MIN:
        _log.error("sms_codes_hardly_used", sent=sent, used=used)
    if not settings.SMS_ENABLED or sent >= settings.SMS_DAILY_MAX:
        REFUSED.labels(cause=OVER_BUDGET).inc()
        _log.error("sms_switched_off", sent=sent)
        raise SmsSwitchedOff("SMS_SWITCHED_OFF", _("No codes can be sent now."))
