"""``manage.py dev_seed``: people of every kind for one's own machine, never for a public one."""

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import CommandError
from django.db import transaction
from typing_extensions import override

from django_core.accounts.models import User, UserKind
from django_core.accounts.services import Person, people_create
from django_core.base.commands import SystemCommand
from django_core.departments.models import Department, District
from django_core.departments.services import memberships_create

CITIZENS = 100
# Frequent names put together by counting: nobody real is meant.  Women and men take turns.
GIVEN = (
    *("Aziza", "Bobur", "Dilnoza", "Eldor", "Feruza", "Jasur"),
    *("Kamola", "Laziz", "Madina", "Nodir", "Ozoda", "Sardor"),
)
FAMILY = (
    *("Alimov", "Boboyev", "Ergashev", "Gʻaniyev", "Hakimov", "Ismoilov"),
    *("Joʻrayev", "Karimov", "Nazarov", "Qodirov", "Rahimov"),
)


def name_of(number: int) -> str:
    """Return an invented name; the first ``len(GIVEN) * len(FAMILY)`` are all different."""
    ending = "a" if number % 2 == 0 else ""
    return f"{GIVEN[number % len(GIVEN)]} {FAMILY[number % len(FAMILY)]}{ending}"


class Command(SystemCommand):
    """Makes people in the first district; those who exist stay as they are."""

    help = "Makes citizens, staff, an operator and a superuser; needs CIVIC_DEV_PASSWORD."

    @override
    def handle(self, *args: object, **options: object) -> None:
        """Make everybody in one transaction."""
        password = settings.DEV_PASSWORD
        if not password:
            raise CommandError("CIVIC_DEV_PASSWORD is not set: nobody is made without it")
        district = District.objects.order_by("created_at").first()
        if district is None:
            raise CommandError("There is no district yet: run district_load first")
        with transaction.atomic():
            _people_seed(district, password_hash=make_password(password))
        self.stdout.write(f"citizen001…citizen{CITIZENS:03d}, staff_<department>, operator")


def _people_seed(district: District, *, password_hash: str) -> None:
    """Hash once for all: a hash is slow on purpose, and this password is no secret."""
    departments = {
        f"staff_{department.code}": department
        for department in Department.objects.filter(district=district).order_by("code")
    }
    kinds = {f"citizen{number:03d}": UserKind.CITIZEN for number in range(1, CITIZENS + 1)}
    kinds |= {"operator": UserKind.OPERATOR, "superuser": UserKind.SUPERUSER}
    kinds |= dict.fromkeys(departments, UserKind.STAFF)
    people_create(
        Person(
            username=username,
            kind=kind,
            district_uuid=None if kind == UserKind.SUPERUSER else district.pk,
            password_hash=password_hash,
            name=name_of(number),
        )
        for number, (username, kind) in enumerate(kinds.items())
    )
    staff = User.objects.filter(username__in=departments, kind=UserKind.STAFF)
    memberships_create([(user.pk, departments[user.username].pk) for user in staff])
