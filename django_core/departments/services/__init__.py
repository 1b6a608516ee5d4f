"""Loading, making and changing districts and departments, and who works there."""

from django_core.departments.services.index import INDEX_JOB, district_indexed, district_reindex
from django_core.departments.services.load import (
    DepartmentEntry,
    DistrictEntry,
    district_load,
    memberships_create,
)
from django_core.departments.services.members import (
    MemberRefused,
    member_check,
    membership_add,
    membership_end,
)
from django_core.departments.services.people import (
    PersonAsked,
    person_departments_set,
    person_erase,
    person_hold,
    person_make,
    person_off,
    person_on,
    person_role_set,
)
from django_core.departments.services.places import (
    DistrictAsked,
    TextAsked,
    department_change,
    department_create,
    district_change,
    district_create,
)

__all__ = [
    "INDEX_JOB",
    "DepartmentEntry",
    "DistrictAsked",
    "DistrictEntry",
    "MemberRefused",
    "PersonAsked",
    "TextAsked",
    "department_change",
    "department_create",
    "district_change",
    "district_create",
    "district_indexed",
    "district_load",
    "district_reindex",
    "member_check",
    "membership_add",
    "membership_end",
    "memberships_create",
    "person_departments_set",
    "person_erase",
    "person_hold",
    "person_make",
    "person_off",
    "person_on",
    "person_role_set",
]
