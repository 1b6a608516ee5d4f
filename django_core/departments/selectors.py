"""Reading districts and departments; what depends on the person takes the viewer (P36)."""

import uuid

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import NotFound
from django_core.departments.models import Department, District, Membership


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


def district_find(*, code: str) -> District | None:
    """Return the active district with this code."""
    return District.objects.filter(code=code, is_active=True).first()


def departments_list(viewer: User) -> QuerySet[Department]:
    """Return the departments of the viewer's district; all of them for superusers."""
    rows = Department.objects.filter(is_active=True).select_related("district")
    if viewer.kind != UserKind.SUPERUSER:
        rows = rows.filter(district=viewer.district_id)
    return rows.prefetch_related("texts").order_by("district__code", "code")


def department_find(*, district_uuid: uuid.UUID, code: str) -> Department | None:
    """Return the active department of a district with this code."""
    return Department.objects.filter(district=district_uuid, code=code, is_active=True).first()


def department_with_queue_get(viewer: User, *, code: str, district: str = "") -> Department:
    """Return a department whose queue the viewer may see; raises ``DepartmentUnknown``."""
    rows = departments_list(viewer).filter(code=code)
    if district:
        rows = rows.filter(district__code=district)
    if viewer.kind == UserKind.STAFF:
        rows = rows.filter(pk__in=department_uuids_of(viewer))
    department = None if viewer.kind == UserKind.CITIZEN else rows.first()
    if department is None:
        raise DepartmentUnknown("DEPARTMENT_NOT_FOUND", _("There is no such department."))
    return department


def name_in(department: Department, *, language: str) -> str:
    """Return the department's name in a language, or in the first one it has."""
    names = {text.language: text.name for text in department.texts.all()}
    return names.get(language[:2]) or next(iter(names.values()), department.code)
