"""Who asks: the person whom the session names."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from typing_extensions import override

from django_core.accounts.models import User


class PersonMiddleware(AuthenticationMiddleware):
    """Django's own, which does not ask for a person who has come with the session."""

    @override
    def process_request(self, request: HttpRequest) -> None:
        """Let the request know who asks, as soon as somebody wants to know."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: person_of(request))  # type: ignore[assignment]  # it becomes one


def person_of(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    """Return who is signed in; whatever is not plainly in order is for Django to decide.

    That is: nobody, a changed password, a rotated key, a way to sign in that was taken away.
    """
    person: User | None = None
    if SESSION_KEY in request.session:
        person = getattr(request.session, "person", None)
    if person is not None and _is_in_order(request, person):
        return person
    return get_user(request)


def _is_in_order(request: HttpRequest, person: User) -> bool:
    session = request.session
    return (
        person.is_active
        and session[SESSION_KEY] == str(person.pk)
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())
    )
