"""Signed-in people for the harness, made inside Django: ``python -m tests.faults.seats 120``.

Prints one JSON object, username to session cookie.  Signing in over HTTP would hash a password
for each, which takes longer than most scenarios.
"""

import json
import secrets
import sys
import uuid
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import django

from django_core.base.rights import system_acts

MODEL = "citizen001"
SIGNED_IN_FOR = timedelta(days=1)
OFFICIALS = ("STAFF", "OPERATOR", "SUPERUSER")
BACKEND = "django.contrib.auth.backends.ModelBackend"


def main() -> None:
    django.setup()
    with system_acts():
        cookies = _cookies(_people(int(sys.argv[1])))
    sys.stdout.write(json.dumps(cookies))


def _people(count: int) -> list[Any]:
    from django.contrib.auth import get_user_model  # noqa: PLC0415  # after django.setup

    users = get_user_model().objects
    model = users.get(username=MODEL)
    made = [_copy(model, username=f"fault{number:04d}") for number in range(count)]
    users.bulk_create(made, ignore_conflicts=True)
    return [*users.filter(username__startswith="fault"), *users.filter(kind__in=OFFICIALS)]


def _copy(model: Any, *, username: str) -> Any:
    own = {"uuid": uuid.uuid4(), "username": username}
    fields = model._meta.concrete_fields  # noqa: SLF001  # Django's own way to ask
    kept = [field for field in fields if not field.unique and field.attname not in own]
    return type(model)(**{field.attname: getattr(model, field.attname) for field in kept}, **own)


def _cookies(people: list[Any]) -> dict[str, str]:
    """Open a session for each, all at once, as signing in does one by one."""
    from django.conf import settings  # noqa: PLC0415

    store = import_module(settings.SESSION_ENGINE).SessionStore()
    rows = {
        person.username: store.get_model_class()(
            session_key=secrets.token_hex(16),
            session_data=store.encode(_data(person)),
            expire_date=datetime.now(tz=UTC) + SIGNED_IN_FOR,
            user_id=person.pk,
        )
        for person in people
    }
    store.get_model_class().objects.bulk_create(rows.values())
    return {username: row.session_key for username, row in rows.items()}


def _data(person: Any) -> dict[str, str]:
    from django.contrib import auth  # noqa: PLC0415

    return {
        auth.SESSION_KEY: str(person.pk),
        auth.BACKEND_SESSION_KEY: BACKEND,
        auth.HASH_SESSION_KEY: person.get_session_auth_hash(),
    }


if __name__ == "__main__":
    main()
