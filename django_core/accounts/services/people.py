"""Making people."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind, UserLanguage
from django_core.accounts.services.factors import FactorMade, second_factor_set
from django_core.accounts.services.own import password_check
from django_core.accounts.services.records import person_audit
from django_core.accounts.services.sign_in import sign_ins_end
from django_core.audit.services import SYSTEM
from django_core.base.errors import Conflict
from django_core.base.jobs import job_enqueue
from django_core.base.rights import system_acts

# Somebody works in a place no longer; the subject is the person.
LEFT_JOB = "STAFF_LEFT"


class SwitchRefused(Conflict):
    """Nobody locks themselves out."""


class NameTaken(Conflict):
    """Somebody has this name already."""


@dataclass(frozen=True)
class Person:
    """Someone to be made; ``password_hash`` is ready for the database."""

    username: str
    kind: UserKind
    district_uuid: uuid.UUID | None
    password_hash: str
    name: str = ""


@dataclass(frozen=True)
class Newcomer:
    """Someone who will work here: an official, with a first password to be changed."""

    username: str
    kind: UserKind
    password: str
    name: str = ""
    district_uuid: uuid.UUID | None = None


def people_create(people: Iterable[Person]) -> None:
    """Create the people whose name is not taken yet."""
    rows = [
        User(
            username=person.username,
            kind=person.kind,
            name=person.name,
            district_id=person.district_uuid,
            password=person.password_hash,
            is_superuser=person.kind == UserKind.SUPERUSER,
        )
        for person in people
    ]
    User.objects.bulk_create(rows, ignore_conflicts=True)


def person_create(newcomer: Newcomer, *, actor: User | None = None) -> tuple[User, FactorMade]:
    """Create an official with a second factor to be put into their authenticator (P35).

    Raises ``PasswordRefused`` and ``NameTaken``.
    """
    password_check(newcomer.password)
    user = User(
        username=newcomer.username,
        kind=newcomer.kind,
        name=newcomer.name,
        district_id=newcomer.district_uuid,
        password=make_password(newcomer.password),
        is_superuser=newcomer.kind == UserKind.SUPERUSER,
    )
    with system_acts(), transaction.atomic():
        try:
            with transaction.atomic():
                user.save(force_insert=True)
        except IntegrityError as error:
            raise NameTaken("NAME_TAKEN", _("Somebody has this name already.")) from error
        made = second_factor_set(user, actor=actor)
        by = actor.kind if actor else SYSTEM
        person_audit(user, action="PERSON_CREATED", actor=actor, kind=user.kind, by=by)
    return user, made


def person_kind_set(user: User, *, kind: UserKind, actor: User) -> None:
    """Give an official another role; they are signed out and sign in with it (S13)."""
    with system_acts(), transaction.atomic():
        User.objects.filter(pk=user.pk).update(kind=kind)
        sign_ins_end(user, actor=actor)
        person_audit(user, action="PERSON_ROLE_SET", actor=actor, kind=kind)


def person_switch_off(user: User, *, actor: User) -> None:
    """Take all access from a person at once: they are signed out everywhere (S13).

    What they were working on is given back by a job of the room that knows it (F13).
    Raises ``SwitchRefused``.
    """
    if user.pk == actor.pk:
        raise SwitchRefused("NOT_ONESELF", _("You cannot switch yourself off."))
    with system_acts(), transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=False)
        sign_ins_end(user, actor=actor)
        job_enqueue(kind=LEFT_JOB, subject=user.pk)
        person_audit(user, action="PERSON_SWITCHED_OFF", actor=actor)


def person_switch_on(user: User, *, actor: User) -> None:
    """Let a person sign in again."""
    with system_acts(), transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=True)
        person_audit(user, action="PERSON_SWITCHED_ON", actor=actor)


def language_set(user: User, *, language: UserLanguage) -> None:
    """Let a person be told things in another language."""
    with system_acts():
        User.objects.filter(pk=user.pk).update(language=language)
