"""Reading people."""

from typing import cast

from django.db.models import QuerySet
from django.db.models.functions import Now
from rest_framework.request import Request

from django_core.accounts.models import SignIn, User


def viewer_of(request: Request) -> User:
    """Return the signed-in person; views that need nobody do not call this."""
    return cast("User", request.user)


def sign_ins_of(user: User) -> QuerySet[SignIn]:
    """Return where a person is signed in now, the last used first."""
    return SignIn.objects.filter(user=user, expire_date__gt=Now()).order_by("-seen_at", "uuid")
