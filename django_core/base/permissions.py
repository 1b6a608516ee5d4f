"""Who may pass the HTTP door at all; what they may see is decided by selectors."""

from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from typing_extensions import override


class CookieAuthentication(SessionAuthentication):
    """The browser's session cookie; nobody is 401, not 403."""

    @override
    def authenticate_header(self, request: Request) -> str:
        """Return the name of the scheme, which makes DRF answer 401."""
        return "Session"
