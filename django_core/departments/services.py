"""Loading districts and departments from a file, and saying who works where."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from django_core.accounts.models import User, UserKind
from django_core.accounts.services import LEFT_JOB
from django_core.audit.services import Actor, Subject, audit_record
from django_core.base.errors import Invalid
from django_core.base.jobs import job_enqueue
from django_core.base.rights import system_acts
from django_core.departments.models import Department, DepartmentText, District, Membership
from serve_graph.contract import Wording

# Ids follow from the codes, so that a new database finds its points in an old index.
_IDS = uuid.UUID("6f0f5c1e-7d1b-5b8a-9a53-3f6f3c9d4b10")


class MemberRefused(Invalid):
    """Not a person who can work in this department."""


class DepartmentEntry(BaseModel):
    """One department of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")
    name_uz: str = Field(min_length=1, max_length=300)
    name_ru: str = Field(min_length=1, max_length=300)
    description_uz: str = Field(min_length=1, max_length=5_000)
    description_ru: str = Field(min_length=1, max_length=5_000)
    wordings_uz: tuple[Wording, ...] = Field(default=(), max_length=200)
    wordings_ru: tuple[Wording, ...] = Field(default=(), max_length=200)


class DistrictEntry(BaseModel):
    """A district to be loaded with its departments."""

    model_config = ConfigDict(frozen=True)

    code: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")
    name: str = Field(min_length=1, max_length=200)
    number_prefix: str = Field(pattern=r"^[A-Z]{2,4}$")
    departments: tuple[DepartmentEntry, ...] = Field(min_length=1)


def district_load(entry: DistrictEntry) -> District:
    """Create or update a district and its departments; those not named stay as they are."""
    with transaction.atomic():
        district, _is_new = District.objects.update_or_create(
            code=entry.code,
            defaults={"name": entry.name, "number_prefix": entry.number_prefix},
            create_defaults={
                "uuid": uuid.uuid5(_IDS, entry.code),
                "name": entry.name,
                "number_prefix": entry.number_prefix,
            },
        )
        for department in entry.departments:
            _department_load(district, department)
    return district


def _department_load(district: District, entry: DepartmentEntry) -> None:
    department, _is_new = Department.objects.get_or_create(
        district=district,
        code=entry.code,
        defaults={"uuid": uuid.uuid5(_IDS, f"{district.code}/{entry.code}")},
    )
    texts = {
        "uz": (entry.name_uz, entry.description_uz, entry.wordings_uz),
        "ru": (entry.name_ru, entry.description_ru, entry.wordings_ru),
    }
    for language, (name, description, wordings) in texts.items():
        DepartmentText.objects.update_or_create(
            department=department,
            language=language,
            defaults={"name": name, "description": description, "wordings": list(wordings)},
        )


def member_check(*, user: User, department: Department) -> None:
    """Raise ``MemberRefused`` unless a person can work in a department."""
    if user.kind != UserKind.STAFF or user.district_id != department.district_id:
        raise MemberRefused(
            "MEMBER_REFUSED", _("Only staff of the same district work in a department.")
        )


def membership_add(*, user: User, department: Department, actor: User) -> Membership:
    """Make a member of staff work in a department of their district; raises ``MemberRefused``."""
    member_check(user=user, department=department)
    with system_acts(), transaction.atomic():
        membership, _is_new = Membership.objects.get_or_create(user=user, department=department)
        _member_audit("MEMBERSHIP_ADDED", user=user, department=department, actor=actor)
    return membership


def membership_end(membership: Membership, *, actor: User) -> None:
    """Let somebody work in a department no longer; what they had picked there is given back."""
    user, department = membership.user, membership.department
    with system_acts(), transaction.atomic():
        membership.delete()
        job_enqueue(kind=LEFT_JOB, subject=user.pk)
        _member_audit("MEMBERSHIP_ENDED", user=user, department=department, actor=actor)


def _member_audit(action: str, *, user: User, department: Department, actor: User) -> None:
    audit_record(
        action=action,
        actor=Actor(kind=actor.kind, uuid=actor.pk),
        subject=Subject(kind="USER", uuid=user.pk, district_uuid=user.district_id),
        department_uuid=department.pk,
    )


def memberships_create(pairs: list[tuple[uuid.UUID, uuid.UUID]]) -> None:
    """Make people members of departments: pairs of a user's and a department's id."""
    rows = [Membership(user_id=user, department_id=department) for user, department in pairs]
    Membership.objects.bulk_create(rows, ignore_conflicts=True)
