"""What is not there: a page to people, JSON to machines."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from django_core.base import api_errors
from django_core.config.pages import PAGE_HEADERS

_FOR_MACHINES = ("/api/", "/internal/")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for an address that does not exist."""
    is_for_people = request.accepts("text/html") and not request.path.startswith(_FOR_MACHINES)
    page = _page("404.html") if settings.WEB_ROOT and is_for_people else None
    if page is None:
        return api_errors.not_found(request, exception)
    return HttpResponse(page, status=404, headers=PAGE_HEADERS)


def _page(name: str) -> bytes | None:
    path = Path(settings.WEB_ROOT) / name
    return path.read_bytes() if path.exists() else None
