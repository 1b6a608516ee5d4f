"""Who may pass the HTTP door at all; what they may see is decided by selectors."""

from typing import Any

from drf_spectacular.authentication import BasicScheme, SessionScheme
from rest_framework.authentication import BasicAuthentication, SessionAuthentication
from rest_framework.request import Request
from typing_extensions import override

from django_core.base.rights import system_acts, viewer_from, viewer_switch


class CookieAuthentication(SessionAuthentication):
    """The browser's session cookie; nobody is 401, not 403."""

    @override
    def authenticate_header(self, request: Request) -> str:
        """Return the name of the scheme, which makes DRF answer 401."""
        return "Session"


class PasswordAuthentication(BasicAuthentication):
    """A name and a password with every request; for one's own machine only."""

    @override
    def authenticate_credentials(
        self, userid: str, password: str, request: Request | None = None
    ) -> tuple[Any, None]:
        """Return the person, who from now on is the one who looks."""
        with system_acts():
            person, _nothing = super().authenticate_credentials(userid, password, request)
        viewer_switch(viewer_from(person))
        return person, None


class CookieScheme(SessionScheme):  # type: ignore[no-untyped-call]  # its base has no types
    """How the API's schema tells of the session cookie."""

    target_class = "django_core.base.permissions.CookieAuthentication"


class PasswordScheme(BasicScheme):  # type: ignore[no-untyped-call]  # its base has no types
    """How the API's schema tells of name and password."""

    target_class = "django_core.base.permissions.PasswordAuthentication"
    name = "passwordAuth"
