"""What people change of their own proofs: the password, the second factor (P35, S14)."""

from datetime import datetime

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from django_core.accounts.models import SignIn, User, UserKind
from django_core.accounts.services.factors import (
    FactorMade,
    Proposal,
    second_factor_confirm,
    second_factor_propose,
)
from django_core.accounts.services.records import person_audit
from django_core.accounts.services.sign_in import Credentials, credentials_check, session_open
from django_core.base.errors import Forbidden, Invalid, Unauthenticated
from django_core.base.rights import system_acts


class ProofRefused(Invalid):
    """The present password or code is wrong; the code says which is asked for."""


class PasswordRefused(Invalid):
    """The password is too easy to guess."""


def password_check(password: str, *, user: User | None = None) -> None:
    """Raise ``PasswordRefused`` unless a password is good enough."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PasswordRefused(
            "PASSWORD_REFUSED",
            _("Please choose a longer and less common password."),
            causes=[cause.code for cause in error.error_list],
        ) from error


def password_change(
    request: HttpRequest, *, credentials: Credentials, new_password: str, now: datetime
) -> None:
    """Give the signed-in official another password; everywhere else they are signed out.

    They prove anew who they are, so that an open screen is not enough.  Raises
    ``ProofRefused``, ``TooManyGuesses``, ``PasswordRefused``.
    """
    user = _official_prove(request, credentials=credentials, now=now)
    password_check(new_password, user=user)
    with system_acts(), transaction.atomic():
        user.set_password(new_password)
        user.save(update_fields=["password"])
        update_session_auth_hash(request, user)
        others_end(request, user=user)
        person_audit(user, action="PASSWORD_CHANGED")


def second_factor_replace(
    request: HttpRequest, *, credentials: Credentials, now: datetime
) -> Proposal:
    """Propose another authenticator to a signed-in official who proves the present one."""
    user = _official_prove(request, credentials=credentials, now=now)
    return second_factor_propose(user, now=now)


def second_factor_enrol(
    request: HttpRequest, *, token: str, code: str, now: datetime
) -> tuple[User, FactorMade]:
    """Keep the proposed authenticator and sign its owner in, here and nowhere else.

    Raises ``EnrolmentRefused``.
    """
    user, made = second_factor_confirm(token, code=code, now=now)
    if request.user.pk != user.pk:
        session_open(request, user=user)
    others_end(request, user=user)
    return user, made


def others_end(request: HttpRequest, *, user: User) -> None:
    """End every session of a person but the one that asks."""
    with system_acts():
        rows = SignIn.objects.filter(user=user)
        rows.exclude(session_key=request.session.session_key).delete()


def _official_prove(request: HttpRequest, *, credentials: Credentials, now: datetime) -> User:
    if getattr(request.user, "kind", UserKind.CITIZEN) == UserKind.CITIZEN:
        raise Forbidden("NOT_ALLOWED", _("You may not do this."))
    try:
        return credentials_check(request, credentials=credentials, now=now)
    except Unauthenticated as refusal:  # They are signed in, and stay so.
        raise ProofRefused(refusal.code, refusal.message, **refusal.data) from refusal
