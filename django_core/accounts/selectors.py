"""Reading people."""

from typing import cast

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from rest_framework.request import Request

from django_core.accounts.models import SignIn, User
from django_core.accounts.phones import phone_tidy
from django_core.base.rights import system_acts


def viewer_of(request: Request) -> User:
    """Return the signed-in person; views that need nobody do not call this."""
    return cast("User", request.user)


def actor_of(request: HttpRequest) -> User:
    """Return who acts on the admin site, which lets nobody else in."""
    return cast("User", request.user)


def phone_owner(*, phone: str) -> User | None:
    """Return whose phone this is, as the system: the caller tells nobody."""
    with system_acts():
        return User.objects.filter(phone=phone_tidy(phone)).first()


def sign_ins_of(user: User) -> QuerySet[SignIn]:
    """Return where a person is signed in now, the last used first."""
    return SignIn.objects.filter(user=user, expire_date__gt=Now()).order_by("-seen_at", "uuid")
