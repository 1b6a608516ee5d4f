"""``manage.py person_create <username>``: an official, with a second factor that is shown once."""

import getpass
import sys
from argparse import ArgumentParser
from uuid import UUID

from django.core.management.base import CommandError
from typing_extensions import override

from django_core.accounts.models import UserKind
from django_core.accounts.services import Newcomer, person_create
from django_core.base.commands import SystemCommand
from django_core.base.errors import ApplicationError
from django_core.departments.models import Department
from django_core.departments.selectors import department_find, district_find
from django_core.departments.services import memberships_create

KINDS = [kind.value for kind in UserKind if kind is not UserKind.CITIZEN]


class Command(SystemCommand):
    """Makes one person; the password comes from the terminal or from standard input."""

    help = "Makes a member of staff, an operator or a superuser and shows the second factor once."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the person and the place."""
        parser.add_argument("username")
        parser.add_argument("--kind", choices=KINDS, required=True)
        parser.add_argument("--name", default="")
        parser.add_argument("--district", default="", help="code; not for superusers")
        parser.add_argument("--department", default="", help="code; for staff")

    @override
    def handle(self, *args: object, **options: str) -> None:
        """Make the person and say what goes into the authenticator."""
        district_uuid, department = _place(options)
        newcomer = Newcomer(
            username=options["username"],
            kind=UserKind(options["kind"]),
            password=_password_ask(),
            name=options["name"],
            district_uuid=district_uuid,
        )
        try:
            user, made = person_create(newcomer)
        except ApplicationError as refusal:
            raise CommandError(f"{refusal.code}: {refusal.message}") from refusal
        if department is not None:
            memberships_create([(user.pk, department.pk)])
        self.stdout.write(f"{user.username} ({user.kind}) was made. Shown once:")
        self.stdout.write(f"authenticator  {made.uri}")
        self.stdout.write(f"on paper       {' '.join(made.recovery_codes)}")


def _place(options: dict[str, str]) -> tuple[UUID | None, Department | None]:
    kind = options["kind"]
    if kind == UserKind.SUPERUSER:
        return None, None
    district = district_find(code=options["district"])
    if district is None:
        raise CommandError("--district must be the code of a district")
    if kind != UserKind.STAFF:
        return district.pk, None
    department = department_find(district_uuid=district.pk, code=options["department"])
    if department is None:
        raise CommandError("--department must be the code of a department of the district")
    return district.pk, department


def _password_ask() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")
