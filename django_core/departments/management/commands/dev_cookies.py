"""``manage.py dev_cookies <count>``: signed-in citizens for load tests on one's own machine."""

from argparse import ArgumentParser
from importlib import import_module

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.management.base import CommandError
from django.http import HttpRequest
from typing_extensions import override

from django_core.accounts.models import User, UserKind
from django_core.accounts.services import Person, people_create
from django_core.base.commands import SystemCommand
from django_core.departments.models import District

NAME = "load"
BACKEND = "django.contrib.auth.backends.ModelBackend"


class Command(SystemCommand):
    """Makes citizens who cannot sign in by themselves and opens a session for each."""

    help = "Prints one session cookie a line; needs CIVIC_DEV_PASSWORD, as dev_seed does."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say how many."""
        parser.add_argument("count", type=int)

    @override
    def handle(self, *args: object, count: int, **options: object) -> None:
        """Make them in the first district and print their cookies."""
        district = District.objects.order_by("created_at").first()
        if not settings.DEV_PASSWORD or district is None:
            raise CommandError("Set CIVIC_DEV_PASSWORD and run district_load first")
        people_create(
            Person(
                username=f"{NAME}{number:05d}",
                kind=UserKind.CITIZEN,
                district_uuid=district.pk,
                password_hash=UNUSABLE_PASSWORD_PREFIX,
            )
            for number in range(count)
        )
        people = User.objects.filter(username__startswith=NAME).order_by("username")[:count]
        for person in people:
            self.stdout.write(_cookie_of(person))


def _cookie_of(person: User) -> str:
    """Open a session for a person and return the value of its cookie."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, person, backend=BACKEND)
    request.session.save()
    return str(request.session.session_key)
