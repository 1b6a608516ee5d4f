"""A citizen signs in with a code, or registers with a name once the phone is proved (P34)."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.translation import gettext as _

from django_core.accounts.models import PhoneCode, User, UserKind
from django_core.accounts.services.records import person_audit, refusal_audit
from django_core.accounts.services.sign_in import SignInRefused, session_open
from django_core.base.errors import Invalid, Unauthenticated
from django_core.base.rights import system_acts

REGISTERS_WITHIN = timedelta(minutes=15)
NAME_CHARS_MIN, NAME_CHARS_MAX = 2, 200
_SALT = "civic.register"
_DISTRICT = "SELECT uuid FROM departments_district WHERE code = %s AND is_active"


class RegistrationRefused(Unauthenticated):
    """The phone was not proved a moment ago, or registered meanwhile."""


class RegistrationInvalid(Invalid):
    """The name or the district cannot be."""


@dataclass(frozen=True)
class Registration:
    """What a new citizen says of themselves; ``token`` proves the phone."""

    token: str
    name: str
    district: str
    language: str


def citizen_sign_in(request: HttpRequest, *, challenge: PhoneCode) -> User | str:
    """Sign in whose phone was proved, or return a token to register with.

    Officials never sign in by SMS: raises ``SignInRefused`` (S14).
    """
    found = citizen_find(challenge=challenge)
    if isinstance(found, User):
        session_open(request, user=found)
    return found


def citizen_find(*, challenge: PhoneCode) -> User | str:
    """Return whose phone was proved, or a token to register with; raises ``SignInRefused``."""
    with system_acts():
        user = User.objects.filter(phone=challenge.phone).first()
    if user is None:
        return signing.dumps(str(challenge.pk), salt=_SALT)
    if user.kind != UserKind.CITIZEN or not user.is_active:
        refusal_audit(user, action="SIGN_IN_FAILED", code="NOT_BY_SMS")
        raise SignInRefused("SIGN_IN_REFUSED", _("Please sign in with your password."))
    return user


def citizen_register(request: HttpRequest, *, registration: Registration) -> User:
    """Create the citizen and sign them in; the token works once.

    Raises ``RegistrationRefused`` and ``RegistrationInvalid``.
    """
    user = citizen_create(registration)
    session_open(request, user=user)
    return user


def citizen_create(registration: Registration) -> User:
    """Create the citizen whose phone was proved, where there is no browser to sign in.

    Raises ``RegistrationRefused`` and ``RegistrationInvalid``.
    """
    challenge_uuid = _token_read(registration.token)
    name = _name_tidy(registration.name)
    district_uuid = _district_find(registration.district)
    with system_acts(), transaction.atomic():
        phone = _challenge_use(challenge_uuid)
        user = User(
            username=f"citizen-{uuid.uuid4().hex}",
            kind=UserKind.CITIZEN,
            name=name,
            phone=phone,
            language=registration.language,
            district_id=district_uuid,
        )
        user.set_unusable_password()
        _save_new(user)
        person_audit(user, action="CITIZEN_REGISTERED")
    return user


def _token_read(token: str) -> uuid.UUID:
    try:
        text = signing.loads(token, salt=_SALT, max_age=REGISTERS_WITHIN)
        return uuid.UUID(text)
    except (signing.BadSignature, ValueError) as error:
        raise _refused() from error


def _challenge_use(challenge_uuid: uuid.UUID) -> str:
    """Return the phone of a proved challenge, which then proves nothing more."""
    rows = PhoneCode.objects.select_for_update().filter(pk=challenge_uuid, used_at__isnull=False)
    challenge = rows.filter(registered_at=None).first()
    if challenge is None or User.objects.filter(phone=challenge.phone).exists():
        raise _refused()
    rows.update(registered_at=Now())
    return challenge.phone


def _save_new(user: User) -> None:
    """Insert a citizen; of two codes of one phone that are used at once, one registers."""
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise _refused() from error


def _refused() -> RegistrationRefused:
    return RegistrationRefused("REGISTRATION_REFUSED", _("Please ask for a new code."))


def _name_tidy(raw: str) -> str:
    """Return the name in one line; raises ``RegistrationInvalid``."""
    name = " ".join(raw.split())
    is_storable = all(char.isprintable() for char in name)
    if not is_storable or not NAME_CHARS_MIN <= len(name) <= NAME_CHARS_MAX:
        raise RegistrationInvalid(
            "NAME_INVALID",
            _("Please give your name."),
            chars_min=NAME_CHARS_MIN,
            chars_max=NAME_CHARS_MAX,
        )
    return name


def _district_find(code: str) -> uuid.UUID:
    """Return the district's id; districts are a room above this one, their ids are not."""
    with connection.cursor() as cursor:
        cursor.execute(_DISTRICT, [code.replace("\x00", "")])
        row = cursor.fetchone()
    if row is None:
        raise RegistrationInvalid("DISTRICT_UNKNOWN", _("There is no such district."))
    found: uuid.UUID = row[0]
    return found
