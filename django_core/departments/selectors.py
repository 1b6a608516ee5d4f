"""Reading districts and departments; what depends on the person takes the viewer (P36)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import Forbidden, NotFound
from django_core.base.postgres.prepared import Call, Prepared, Row, columns_of, from_row
from django_core.departments.models import Department, District, Membership

# Every first message asks for it.
_DISTRICT = Prepared(
    name="civic_district",
    sql=f"""
        SELECT {columns_of(District, alias="district")}, ARRAY(
            SELECT date FROM departments_holiday
            WHERE district_id = district.uuid AND date >= statement_timestamp()::date)
        FROM departments_district district
        WHERE district.uuid = %(district)s OR district.code = %(code)s AND district.is_active
    """,  # noqa: S608  # only names of columns are put in
    types={"district": "uuid", "code": "text"},
)


class DepartmentUnknown(NotFound):
    """No such department, or not for this viewer."""


def department_uuids_of(user: User) -> QuerySet[Membership, uuid.UUID]:
    """Return the ids of the departments that a member of staff belongs to."""
    return Membership.objects.filter(user=user).values_list("department_id", flat=True)


def staff_uuids_of(*, department_uuid: uuid.UUID) -> list[uuid.UUID]:
    """Return the active staff of a department (P22)."""
    rows = Membership.objects.filter(
        department=department_uuid, user__is_active=True, user__kind=UserKind.STAFF
    )
    return list(rows.order_by("user_id").values_list("user_id", flat=True))


def staff_find(*, department_uuid: uuid.UUID | None, user_uuid: uuid.UUID) -> User | None:
    """Return an active member of staff of a department."""
    rows = User.objects.filter(kind=UserKind.STAFF, is_active=True, pk=user_uuid)
    return rows.filter(memberships__department=department_uuid).first()


def operator_uuids_of(*, district_uuid: uuid.UUID) -> list[uuid.UUID]:
    """Return the active operators of a district (P27)."""
    rows = User.objects.filter(kind=UserKind.OPERATOR, is_active=True, district=district_uuid)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def superuser_uuids() -> list[uuid.UUID]:
    """Return the active superusers (P21)."""
    rows = User.objects.filter(kind=UserKind.SUPERUSER, is_active=True)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def district_find(*, code: str) -> District | None:
    """Return the active district with this code."""
    return District.objects.filter(code=code, is_active=True).first()


def district_asked(*, district_uuid: uuid.UUID | None, code: str | None) -> Call:
    """Return what asks for a district by its id, or for an active one by its code.

    A new session asks for it with its days off, together with other statements.
    """
    return _DISTRICT.call(district=district_uuid, code=code)


def district_told(rows: Sequence[Row]) -> District | None:
    """Return the district that ``district_asked`` found."""
    if not rows:
        return None
    *columns, holiday_dates = rows[0]
    district = from_row(District, tuple(columns))
    district.holiday_dates = holiday_dates  # type: ignore[attr-defined]  # for holidays_of
    return district


def holidays_of(district: District) -> set[date]:
    """Return the days off of a district that came from this module (P27)."""
    days: list[date] = getattr(district, "holiday_dates", None) or []
    return set(days)


def departments_list(viewer: User) -> QuerySet[Department]:
    """Return the departments of the viewer's district; all of them for superusers."""
    rows = Department.objects.filter(is_active=True).select_related("district")
    if viewer.kind != UserKind.SUPERUSER:
        rows = rows.filter(district=viewer.district_id)
    return rows.prefetch_related("texts").order_by("district__code", "code")


def department_find(*, district_uuid: uuid.UUID, code: str) -> Department | None:
    """Return the active department of a district with this code."""
    return Department.objects.filter(district=district_uuid, code=code, is_active=True).first()


def departments_with_queue(viewer: User) -> QuerySet[Department]:
    """Return the departments whose queues the viewer may see; none for citizens."""
    rows = departments_list(viewer)
    if viewer.kind == UserKind.CITIZEN:
        return rows.none()
    if viewer.kind == UserKind.STAFF:
        return rows.filter(pk__in=department_uuids_of(viewer))
    return rows


def department_with_queue_get(viewer: User, *, code: str, district: str = "") -> Department:
    """Return a department whose queue the viewer may see; raises ``DepartmentUnknown``."""
    rows = departments_with_queue(viewer).filter(code=code)
    if district:
        rows = rows.filter(district__code=district)
    department = rows.first()
    if department is None:
        raise DepartmentUnknown("DEPARTMENT_NOT_FOUND", _("There is no such department."))
    return department


def names_of(department: Department) -> dict[str, str]:
    """Return the department's name in each language it has."""
    return {text.language: text.name for text in department.texts.all()}


def name_in(department: Department, *, language: str) -> str:
    """Return the department's name in a language, or in the first one it has."""
    names = names_of(department)
    return names.get(language[:2]) or next(iter(names.values()), department.code)


class DistrictMissing(NotFound):
    """No such district, or the viewer does not run it."""


class PersonMissing(NotFound):
    """No such person, or not for this viewer."""


@dataclass(frozen=True)
class PeopleWanted:
    """What the list of people is narrowed by; what is empty narrows nothing."""

    kind: str = ""
    district: str = ""
    department: str = ""
    words: str = ""
    is_active: bool | None = None
    is_official: bool = False


def places_list() -> QuerySet[District]:
    """Return the districts that take messages; they are public."""
    return District.objects.filter(is_active=True).order_by("name", "code")


def districts_run_by(viewer: User) -> QuerySet[District]:
    """Return the districts that the viewer runs: operators their own, superusers all."""
    rows = District.objects.order_by("code")
    if viewer.kind == UserKind.SUPERUSER:
        return rows
    if viewer.kind != UserKind.OPERATOR:
        raise Forbidden("OPERATORS_ONLY", _("Only operators and superusers see this."))
    return rows.filter(people=viewer)


def district_run_by(viewer: User, *, code: str) -> District:
    """Return a district that the viewer runs; raises ``DistrictMissing``."""
    district = districts_run_by(viewer).filter(code=code).first()
    if district is None:
        raise DistrictMissing("DISTRICT_NOT_FOUND", _("There is no such district."))
    return district


def departments_run_by(viewer: User, *, district: str) -> QuerySet[Department]:
    """Return all departments of a district that the viewer runs, closed ones too."""
    place = district_run_by(viewer, code=district)
    rows = Department.objects.filter(district=place).select_related("district")
    return rows.prefetch_related("texts").order_by("code")


def department_run_by(viewer: User, *, district: str, code: str) -> Department:
    """Return a department that the viewer runs; raises ``DepartmentUnknown``."""
    department = departments_run_by(viewer, district=district).filter(code=code).first()
    if department is None:
        raise DepartmentUnknown("DEPARTMENT_NOT_FOUND", _("There is no such department."))
    return department


def staff_list(department: Department) -> QuerySet[User]:
    """Return the active staff of a department that the viewer was given."""
    rows = User.objects.filter(kind=UserKind.STAFF, is_active=True)
    return rows.filter(memberships__department=department).order_by("name", "username")


def people_list(viewer: User, *, wanted: PeopleWanted) -> QuerySet[User]:
    """Return people by name, narrowed by what is wanted; for superusers only (Q3)."""
    if viewer.kind != UserKind.SUPERUSER:
        raise Forbidden("SUPERUSERS_ONLY", _("Only superusers see this."))
    values = {
        "kind": wanted.kind,
        "district__code": wanted.district,
        "memberships__department__code": wanted.department,
    }
    rows = User.objects.filter(**{name: value for name, value in values.items() if value})
    if wanted.is_active is not None:
        rows = rows.filter(is_active=wanted.is_active)
    if wanted.is_official:
        rows = rows.exclude(kind=UserKind.CITIZEN)
    if wanted.words:
        rows = rows.filter(Q(name__icontains=wanted.words) | Q(username__icontains=wanted.words))
    rows = rows.select_related("district").prefetch_related("memberships__department")
    return rows.distinct().order_by("username")


def person_get(viewer: User, *, user_uuid: uuid.UUID) -> User:
    """Return a person; raises ``PersonMissing`` and ``Forbidden``."""
    person = people_list(viewer, wanted=PeopleWanted()).filter(pk=user_uuid).first()
    if person is None:
        raise PersonMissing("PERSON_NOT_FOUND", _("There is no such person."))
    return person
