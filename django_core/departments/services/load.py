"""Loading districts and departments from a file, again and again with the same result."""

import uuid

from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field

from django_core.departments.models import Department, DepartmentText, District, Membership
from serve_graph.contract_teaching import Wording

# Ids follow from the codes, so that a new database finds its points in an old index.
_IDS = uuid.UUID("6f0f5c1e-7d1b-5b8a-9a53-3f6f3c9d4b10")


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


def memberships_create(pairs: list[tuple[uuid.UUID, uuid.UUID]]) -> None:
    """Make people members of departments: pairs of a user's and a department's id."""
    rows = [Membership(user_id=user, department_id=department) for user, department in pairs]
    Membership.objects.bulk_create(rows, ignore_conflicts=True)
