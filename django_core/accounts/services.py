"""Signing people in and out, and making them."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.audit.services import Actor, Subject, audit_record
from django_core.base.errors import Unauthenticated


class SignInRefused(Unauthenticated):
    """Name and password do not belong together; never says which was wrong."""


@dataclass(frozen=True)
class Person:
    """Someone to be made; ``password_hash`` is ready for the database."""

    username: str
    kind: UserKind
    district_uuid: uuid.UUID | None
    password_hash: str


def sign_in(request: HttpRequest, *, username: str, password: str) -> User:
    """Open a session for a person; raises ``SignInRefused`` (P39)."""
    user = None
    if "\x00" not in username + password:
        user = authenticate(request, username=username, password=password)
    if not isinstance(user, User):
        raise SignInRefused("SIGN_IN_REFUSED", _("The name or the password is wrong."))
    login(request, user)
    _audit(user, action="SIGNED_IN")
    return user


def sign_out(request: HttpRequest) -> None:
    """End the session of whoever is signed in."""
    if isinstance(request.user, User):
        _audit(request.user, action="SIGNED_OUT")
    logout(request)


def people_create(people: Iterable[Person]) -> None:
    """Create the people whose name is not taken yet."""
    rows = [
        User(
            username=person.username,
            kind=person.kind,
            district_id=person.district_uuid,
            password=person.password_hash,
            is_superuser=person.kind == UserKind.SUPERUSER,
        )
        for person in people
    ]
    User.objects.bulk_create(rows, ignore_conflicts=True)


def _audit(user: User, *, action: str) -> None:
    audit_record(
        action=action,
        actor=Actor(kind=user.kind, uuid=user.pk),
        subject=Subject(kind="USER", uuid=user.pk, district_uuid=user.district_id),
    )
