"""The second factor: an authenticator, and ten codes on paper for the day it is lost (P35)."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from django_core.accounts import otp
from django_core.accounts.models import RecoveryCode, SecondFactor, User, UserKind
from django_core.accounts.services.records import person_audit
from django_core.base.rights import system_acts

_RECOVERY = "recovery-code"


@dataclass(frozen=True)
class FactorMade:
    """What is shown once: the authenticator's key, its address for a QR code, the paper codes."""

    key: str
    uri: str
    recovery_codes: list[str]


def is_factor_needed(user: User) -> bool:
    """Return whether a password alone is not enough for this person (S14)."""
    return bool(settings.MFA_REQUIRED) and user.kind != UserKind.CITIZEN


def second_factor_set(user: User, *, actor: User | None = None, key: str = "") -> FactorMade:
    """Give a person a new authenticator key and new paper codes; the old ones end."""
    key = key or otp.totp_key_make()
    codes = otp.recovery_codes_make()
    with system_acts(), transaction.atomic():
        SecondFactor.objects.update_or_create(
            user=user,
            defaults={"sealed_key": otp.seal(key, key=settings.SECRET_KEY), "last_step": 0},
        )
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(user=user, digest=_digest(code)) for code in codes
        )
        person_audit(user, action="SECOND_FACTOR_SET", actor=actor)
    return FactorMade(key=key, uri=otp.totp_uri(key, username=user.username), recovery_codes=codes)


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


def _digest(code: str) -> str:
    return otp.digest_of(code, purpose=_RECOVERY, key=settings.SECRET_KEY)
