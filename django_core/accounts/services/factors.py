"""The second factor: an authenticator, and ten codes on paper for the day it is lost (P35).

A new key is proposed in a sealed parcel, goes into the person's authenticator, and is kept once a
code has proved that it is there.  Until then nothing has changed.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from django_core.accounts import otp
from django_core.accounts.models import RecoveryCode, SecondFactor, User, UserKind
from django_core.accounts.services.records import person_audit
from django_core.base.errors import Unauthenticated
from django_core.base.rights import system_acts

ENROLS_WITHIN = timedelta(minutes=15)
_RECOVERY, _STAMP = "recovery-code", "enrolment"


class EnrolmentRefused(Unauthenticated):
    """The proposal is too old, was used, or the code does not come from its key."""


@dataclass(frozen=True)
class Proposal:
    """A key for an authenticator, and the token that brings it back with a code."""

    key: str
    uri: str
    enrolment_token: str


@dataclass(frozen=True)
class FactorMade:
    """What is shown once: the authenticator's key, its address for a QR code, the paper codes."""

    key: str
    uri: str
    recovery_codes: list[str]


def is_factor_needed(user: User) -> bool:
    """Return whether a password alone is not enough for this person (S14)."""
    return bool(settings.MFA_REQUIRED) and user.kind != UserKind.CITIZEN


def has_factor(user: User) -> bool:
    """Return whether the person has set up an authenticator."""
    return SecondFactor.objects.filter(user=user).exists()


def second_factor_propose(user: User, *, now: datetime) -> Proposal:
    """Return a new key for a person who has proved who they are; nothing is kept yet."""
    key = otp.totp_key_make()
    with system_acts():
        told = json.dumps({"user": str(user.pk), "key": key, "stamp": _stamp(user)})
    return Proposal(
        key=key,
        uri=otp.totp_uri(key, username=user.username),
        enrolment_token=otp.parcel_make(told, key=settings.SECRET_KEY, now=now),
    )


def second_factor_confirm(token: str, *, code: str, now: datetime) -> tuple[User, FactorMade]:
    """Keep a proposed key whose authenticator is there; the token works once.

    Raises ``EnrolmentRefused``.
    """
    told = otp.parcel_open(token, key=settings.SECRET_KEY, within=ENROLS_WITHIN, now=now)
    if told is None:
        raise EnrolmentRefused("ENROLMENT_REFUSED", _("Please start again."))
    proposed: dict[str, str] = json.loads(told)
    with system_acts(), transaction.atomic():
        people = User.objects.select_for_update(no_key=True).filter(is_active=True)
        user = people.filter(pk=proposed["user"]).first()
        if user is None or _stamp(user) != proposed["stamp"]:
            raise EnrolmentRefused("ENROLMENT_REFUSED", _("Please start again."))
        step = otp.totp_step(proposed["key"], code, at_s=now.timestamp())
        if step is None:
            raise EnrolmentRefused("CODE_REFUSED", _("The code is wrong or has run out."))
        return user, second_factor_set(user, key=proposed["key"], used_step=step)


def second_factor_set(
    user: User, *, actor: User | None = None, key: str = "", used_step: int = 0
) -> FactorMade:
    """Give a person a new authenticator key and new paper codes; the old ones end."""
    key = key or otp.totp_key_make()
    codes = otp.recovery_codes_make()
    with system_acts(), transaction.atomic():
        sealed = otp.seal(key, key=settings.SECRET_KEY)
        kept = {"sealed_key": sealed, "last_step": used_step}
        SecondFactor.objects.update_or_create(user=user, defaults=kept)
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(user=user, digest=_digest(code)) for code in codes
        )
        person_audit(user, action="SECOND_FACTOR_SET", actor=actor)
    return FactorMade(key=key, uri=otp.totp_uri(key, username=user.username), recovery_codes=codes)


def second_factor_remove(user: User, *, actor: User) -> None:
    """Take a lost second factor away: the next sign-in begins with setting up another."""
    with system_acts(), transaction.atomic():
        SecondFactor.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()
        person_audit(user, action="SECOND_FACTOR_REMOVED", actor=actor)


def factor_proves(user: User, *, code: str, at_s: float) -> bool:
    """Return whether ``code`` is the authenticator's or an unused one on paper; it is used up."""
    tidy = "".join(code.split()).lower()
    with system_acts(), transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user=user).first()
        if factor is None:
            return False
        key = otp.unseal(factor.sealed_key, key=settings.SECRET_KEY)
        step = otp.totp_step(key, tidy, at_s=at_s, after_step=factor.last_step)
        if step is not None:
            factor.last_step = step
            factor.save(update_fields=["last_step"])
            return True
        paper = RecoveryCode.objects.filter(user=user, digest=_digest(tidy), used_at=None)
        return bool(paper.update(used_at=Now()))


def _stamp(user: User) -> str:
    """Return what is another one as soon as the password or the second factor is."""
    factor = SecondFactor.objects.filter(user=user).first()
    told = f"{user.password}:{factor.sealed_key if factor else ''}"
    return otp.digest_of(told, purpose=_STAMP, key=settings.SECRET_KEY)


def _digest(code: str) -> str:
    return otp.digest_of(code, purpose=_RECOVERY, key=settings.SECRET_KEY)
