"""People and places for tests, made through the same tables as the real ones."""

import itertools

from django_core.accounts.models import User, UserKind
from django_core.departments.models import Department, DepartmentText, District, Membership

_numbers = itertools.count(1)


def district_make(*, code: str = "yunusobod", prefix: str = "YD") -> District:
    return District.objects.create(code=code, name=code.title(), number_prefix=prefix)


def department_make(district: District, *, code: str = "water_sewer") -> Department:
    department = Department.objects.create(district=district, code=code)
    for language in ("uz", "ru"):
        DepartmentText.objects.create(
            department=department, language=language, name=f"{code} {language}", description=code
        )
    return department


def user_make(kind: UserKind, *, district: District | None, username: str = "") -> User:
    user = User(
        username=username or f"{kind.lower()}{next(_numbers)}",
        kind=kind,
        district=district,
        is_superuser=kind == UserKind.SUPERUSER,
    )
    user.set_unusable_password()
    user.save()
    return user


def citizen_make(district: District, *, username: str = "") -> User:
    return user_make(UserKind.CITIZEN, district=district, username=username)


def staff_make(department: Department) -> User:
    user = user_make(UserKind.STAFF, district=department.district)
    Membership.objects.create(user=user, department=department)
    return user


def operator_make(district: District) -> User:
    return user_make(UserKind.OPERATOR, district=district)


def superuser_make() -> User:
    return user_make(UserKind.SUPERUSER, district=None)
