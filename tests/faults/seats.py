"""Signed-in people for the harness, made inside Django: ``python -m tests.faults.seats 120``.

Prints one JSON object, username to session cookie.  Signing in over HTTP would hash a password
for each, which takes longer than most scenarios.
"""

import json
import sys
import uuid
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import django

MODEL = "citizen001"
STAFF = ("operator", "superuser")
BACKEND = "django.contrib.auth.backends.ModelBackend"


def main() -> None:
    django.setup()
    with _system():
        cookies = {person.username: _cookie(person) for person in _people(int(sys.argv[1]))}
    sys.stdout.write(json.dumps(cookies))


def _system() -> AbstractContextManager[None]:
    """Act with the rights of the system, where there are such rights."""
    if find_spec("django_core.base.rights") is None:
        return nullcontext()
    acts: AbstractContextManager[None] = import_module("django_core.base.rights").system_acts()
    return acts


def _people(count: int) -> list[Any]:
    from django.contrib.auth import get_user_model  # noqa: PLC0415  # after django.setup

    users = get_user_model().objects
    model = users.get(username=MODEL)
    made = [_copy(model, username=f"fault{number:04d}") for number in range(count)]
    users.bulk_create(made, ignore_conflicts=True)
    return [*users.filter(username__startswith="fault"), *users.filter(username__in=STAFF)]


def _copy(model: Any, *, username: str) -> Any:
    own = {"uuid": uuid.uuid4(), "username": username}
    fields = model._meta.concrete_fields  # noqa: SLF001  # Django's own way to ask
    kept = [field for field in fields if not field.unique and field.attname not in own]
    return type(model)(**{field.attname: getattr(model, field.attname) for field in kept}, **own)


def _cookie(person: Any) -> str:
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.auth import login  # noqa: PLC0415
    from django.http import HttpRequest  # noqa: PLC0415

    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, person, backend=BACKEND)
    request.session.save()
    return str(request.session.session_key)


if __name__ == "__main__":
    main()
