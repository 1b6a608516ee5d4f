"""Reading people."""

from typing import cast

from rest_framework.request import Request

from django_core.accounts.models import User


def viewer_of(request: Request) -> User:
    """Return the signed-in person; views that need nobody do not call this."""
    return cast("User", request.user)
