"""Signing in with a password and a second factor, out again, and everywhere at once (P35)."""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.db import transaction
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.translation import gettext as _

from django_core.accounts import otp
from django_core.accounts.models import SignIn, SignInAttempt, User, UserKind
from django_core.accounts.models.signin import DEVICE_CHARS_MAX
from django_core.accounts.services.factors import (
    factor_proves,
    has_factor,
    is_factor_needed,
    second_factor_propose,
)
from django_core.accounts.services.records import person_audit, refusal_audit
from django_core.accounts.sessions import DEVICE, IDLE_S
from django_core.base.addresses import client_address
from django_core.base.errors import NotFound, TooMany, Unauthenticated
from django_core.base.locks import named_lock
from django_core.base.rights import system_acts, viewer_from, viewer_switch
from django_core.realtime.publish import access_announce

GUESSES_PER_NAME = 5
GUESSES_PER_ADDRESS = 30
GUESSES_COUNTED_FOR = timedelta(minutes=15)
OFFICIAL_SIGNED_IN_FOR = timedelta(hours=12)
OFFICIAL_IDLE_AT_MOST = timedelta(minutes=60)
CITIZEN_SIGNED_IN_FOR = timedelta(days=30)


class SignInRefused(Unauthenticated):
    """Name and password do not belong together; never says which was wrong."""


class SecondFactorNeeded(Unauthenticated):
    """The password is right, and the code of the authenticator is missing or wrong."""


class SecondFactorMissing(Unauthenticated):
    """The password is right, and the person has to set up an authenticator first (S14)."""


class TooManyGuesses(TooMany):
    """Too many wrong passwords for this name or from this address."""


class SignInUnknown(NotFound):
    """The person is not signed in there."""


@dataclass(frozen=True)
class Credentials:
    """What somebody claims to be somebody with."""

    username: str
    password: str
    code: str = ""


def sign_in(request: HttpRequest, *, credentials: Credentials, now: datetime) -> User:
    """Open a session for a person (P39).

    Raises ``SignInRefused``, ``SecondFactorNeeded``, ``SecondFactorMissing``, ``TooManyGuesses``.
    """
    user = credentials_check(request, credentials=credentials, now=now)
    session_open(request, user=user)
    return user


def credentials_check(request: HttpRequest, *, credentials: Credentials, now: datetime) -> User:
    """Return whose credentials these are; every try counts, also those side by side (S10)."""
    with system_acts():
        attempt = _attempt_note(credentials.username, address=client_address(request))
        user = _password_owner(request, credentials)
        if user is None:
            named = User.objects.filter(username=_storable(credentials.username)).first()
            refusal_audit(named, action="SIGN_IN_FAILED", code="SIGN_IN_REFUSED")
            raise SignInRefused("SIGN_IN_REFUSED", _("The name or the password is wrong."))
        is_proved = _factor_check(user, code=credentials.code, now=now)
        if is_proved or not credentials.code:  # Whoever has not typed a code has guessed nothing.
            SignInAttempt.objects.filter(pk=attempt).update(is_success=True)
        if not is_proved:
            _factor_ask(user, now=now)
    return user


def session_open(request: HttpRequest, *, user: User) -> None:
    """Sign somebody in whose proof was taken; the session's key is a new one (S13)."""
    is_official = user.kind != UserKind.CITIZEN
    with system_acts(), transaction.atomic():
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        kept_for = OFFICIAL_SIGNED_IN_FOR if is_official else CITIZEN_SIGNED_IN_FOR
        request.session.set_expiry(int(kept_for.total_seconds()))
        request.session[DEVICE] = request.headers.get("User-Agent", "")[:DEVICE_CHARS_MAX]
        request.session[IDLE_S] = int(OFFICIAL_IDLE_AT_MOST.total_seconds()) if is_official else 0
        person_audit(user, action="SIGNED_IN")
    viewer_switch(viewer_from(user))


def sign_out(request: HttpRequest) -> None:
    """End the session of whoever is signed in."""
    person = request.user
    if person.is_authenticated:
        person_audit(person, action="SIGNED_OUT")
    logout(request)
    if person.is_authenticated:
        access_announce(person.pk)


def sign_in_end(user: User, *, sign_in_uuid: uuid.UUID) -> None:
    """End one of a person's sessions; raises ``SignInUnknown``."""
    with system_acts(), transaction.atomic():
        ended, _by_model = SignIn.objects.filter(user=user, uuid=sign_in_uuid).delete()
        if not ended:
            raise SignInUnknown("SIGN_IN_NOT_FOUND", _("You are not signed in there."))
        person_audit(user, action="SIGN_IN_ENDED", sign_in_uuid=sign_in_uuid)
        access_announce(user.pk)


def sign_ins_end(user: User, *, actor: User | None = None) -> int:
    """Sign a person out everywhere and return from how many places."""
    with system_acts(), transaction.atomic():
        ended, _by_model = SignIn.objects.filter(user=user).delete()
        person_audit(user, action="SIGN_INS_ENDED", actor=actor, count=ended)
        access_announce(user.pk)
    return ended


def _password_owner(request: HttpRequest, credentials: Credentials) -> User | None:
    if "\x00" in credentials.username + credentials.password:
        return None
    user = authenticate(request, username=credentials.username, password=credentials.password)
    return user if isinstance(user, User) else None


def _factor_check(user: User, *, code: str, now: datetime) -> bool:
    return not is_factor_needed(user) or factor_proves(user, code=code, at_s=now.timestamp())


def _factor_ask(user: User, *, now: datetime) -> None:
    """Raise what leads on: the code is asked for, or an authenticator is to be set up first."""
    if has_factor(user):
        refusal_audit(user, action="SIGN_IN_FAILED", code="SECOND_FACTOR_NEEDED")
        raise SecondFactorNeeded(
            "SECOND_FACTOR_NEEDED", _("The code of your authenticator is needed.")
        )
    refusal_audit(user, action="SIGN_IN_FAILED", code="SECOND_FACTOR_MISSING")
    raise SecondFactorMissing(
        "SECOND_FACTOR_MISSING",
        _("Please set up an authenticator first."),
        **asdict(second_factor_propose(user, now=now)),
    )


def _attempt_note(username: str, *, address: str) -> uuid.UUID:
    """Write the try down before it is judged; raises ``TooManyGuesses``."""
    digest = otp.digest_of(username.casefold(), purpose="sign-in", key=settings.SECRET_KEY)
    with transaction.atomic():
        named_lock(digest)
        recent = SignInAttempt.objects.filter(
            is_success=False, created_at__gt=Now() - GUESSES_COUNTED_FOR
        )
        by_name = recent.filter(name_digest=digest).count()
        by_address = recent.filter(address=address).count()
        is_over = by_name >= GUESSES_PER_NAME or by_address >= GUESSES_PER_ADDRESS
        if not is_over:
            return SignInAttempt.objects.create(name_digest=digest, address=address).pk
    refusal_audit(None, action="SIGN_IN_FAILED", code="TOO_MANY_GUESSES")
    raise TooManyGuesses(
        "TOO_MANY_GUESSES",
        _("Too many tries. Please wait a quarter of an hour."),
        retry_after_s=int(GUESSES_COUNTED_FOR.total_seconds()),
    )


def _storable(text: str) -> str:
    return text.replace("\x00", "")
