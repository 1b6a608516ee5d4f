"""What superusers do to people: make, place, switch off and on (Q3, P35)."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.accounts.services import (
    FactorMade,
    Newcomer,
    citizen_erase,
    legal_hold_set,
    person_create,
    person_kind_set,
    person_switch_off,
    person_switch_on,
)
from django_core.base.errors import Invalid
from django_core.departments.models import Department, Membership
from django_core.departments.selectors import PersonMissing, district_find, person_get
from django_core.departments.services.members import membership_add, membership_end
from django_core.departments.services.places import superuser_check

__all__ = ["PersonMissing"]


class PlaceUnknown(Invalid):
    """There is no such district or department, or the role needs one."""


@dataclass(frozen=True)
class PersonAsked:
    """An official to be made."""

    username: str
    kind: str
    name: str
    password: str
    district: str = ""
    departments: list[str] = field(default_factory=list)


def person_make(actor: User, *, asked: PersonAsked) -> tuple[User, FactorMade]:
    """Create an official with a place to work and a second factor to be shown once.

    Raises ``Forbidden``, ``PlaceUnknown``, ``PasswordRefused``, ``NameTaken``.
    """
    superuser_check(actor)
    district = None
    if asked.kind != UserKind.SUPERUSER:
        district = district_find(code=asked.district)
        if district is None:
            raise PlaceUnknown("DISTRICT_UNKNOWN", _("There is no such district."))
    newcomer = Newcomer(
        username=asked.username,
        kind=UserKind(asked.kind),
        password=asked.password,
        name=asked.name,
        district_uuid=district.pk if district else None,
    )
    with transaction.atomic():
        user, made = person_create(newcomer, actor=actor)
        if asked.departments:
            _departments_set(user, codes=asked.departments, actor=actor)
    return person_get(actor, user_uuid=user.pk), made


def person_departments_set(actor: User, *, user_uuid: uuid.UUID, codes: Collection[str]) -> User:
    """Let a member of staff work in exactly these departments; raises ``PlaceUnknown``."""
    superuser_check(actor)
    with transaction.atomic():
        _departments_set(person_get(actor, user_uuid=user_uuid), codes=codes, actor=actor)
    return person_get(actor, user_uuid=user_uuid)


def person_role_set(actor: User, *, user_uuid: uuid.UUID, kind: UserKind) -> User:
    """Make staff an operator or the other way round; an operator belongs to no department."""
    superuser_check(actor)
    user = person_get(actor, user_uuid=user_uuid)
    if user.kind not in (UserKind.STAFF, UserKind.OPERATOR):
        raise PlaceUnknown("ROLE_FIXED", _("Only staff and operators change their role."))
    with transaction.atomic():
        person_kind_set(user, kind=kind, actor=actor)
        if kind != UserKind.STAFF:
            _memberships_end(user, actor=actor)
    return person_get(actor, user_uuid=user_uuid)


def person_off(actor: User, *, user_uuid: uuid.UUID) -> User:
    """Take all access from a person at once; raises ``SwitchRefused``, ``PersonMissing``."""
    superuser_check(actor)
    person_switch_off(person_get(actor, user_uuid=user_uuid), actor=actor)
    return person_get(actor, user_uuid=user_uuid)


def person_on(actor: User, *, user_uuid: uuid.UUID) -> User:
    """Let a person sign in again; raises ``PersonMissing``."""
    superuser_check(actor)
    person_switch_on(person_get(actor, user_uuid=user_uuid), actor=actor)
    return person_get(actor, user_uuid=user_uuid)


def _departments_set(user: User, *, codes: Collection[str], actor: User) -> None:
    if user.kind != UserKind.STAFF:
        raise PlaceUnknown("NOT_STAFF", _("Only staff work in departments."))
    wanted = Department.objects.filter(district=user.district_id, code__in=codes, is_active=True)
    found = list(wanted)
    if len(found) != len(set(codes)):
        raise PlaceUnknown("DEPARTMENT_UNKNOWN", _("There is no such department."))
    kept = _memberships_end(user, actor=actor, but=found)
    for department in found:
        if department.pk not in kept:
            membership_add(user=user, department=department, actor=actor)


def _memberships_end(
    user: User, *, actor: User, but: Collection[Department] = ()
) -> set[uuid.UUID]:
    """End a person's memberships but those of some departments; returns which were kept."""
    rows = list(Membership.objects.filter(user=user).select_related("user", "department"))
    ended = [row for row in rows if row.department not in but]
    for row in ended:
        membership_end(row, actor=actor)
    return {row.department_id for row in rows} - {row.department_id for row in ended}


def person_erase(actor: User, *, user_uuid: uuid.UUID) -> User:
    """Erase a citizen; raises ``Forbidden``, ``PersonMissing``, ``EraseRefused`` (S29)."""
    superuser_check(actor)
    citizen_erase(person_get(actor, user_uuid=user_uuid), actor=actor)
    return person_get(actor, user_uuid=user_uuid)


def person_hold(actor: User, *, user_uuid: uuid.UUID, is_on: bool) -> User:
    """Keep a citizen from being erased, or no longer; raises ``PersonMissing``."""
    superuser_check(actor)
    legal_hold_set(person_get(actor, user_uuid=user_uuid), is_on=is_on, actor=actor)
    return person_get(actor, user_uuid=user_uuid)
