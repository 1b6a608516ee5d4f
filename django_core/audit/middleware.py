"""Every look of a superuser at people's data is written down before it is shown (P39, S6)."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from django_core.audit.services import Actor, Subject, audit_record
from django_core.base.rights import viewer_now

SUPERUSER = "SUPERUSER"
# A list, or a page that is about nobody in particular.
MANY = UUID(int=0)
_SHOWS_PEOPLE = ("api/v1/", "admin/")
_SHOWS_NOBODY = (
    *("api/v1/auth/", "api/v1/schema", "api/v1/departments$", "admin/login", "admin/js"),
    *("api/v1/districts", "api/v1/places", "api/v1/prompts"),
    *("api/v1/statistics", "api/v1/pipeline-health"),
)

Respond = Callable[[HttpRequest], HttpResponseBase]


class LooksMiddleware:
    """Writes an entry for each answer that shows a superuser something of others."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and note the look; without the entry the answer is not given."""
        response = self._respond(request)
        match = request.resolver_match
        is_look = request.method in ("GET", "HEAD") and response.status_code < 300  # success
        if is_look and match and viewer_now().kind == SUPERUSER and _shows_people(match.route):
            _look_record(route=match.route, ids=match.kwargs)
        return response


def _shows_people(route: str) -> bool:
    closed = f"{route}$"
    return route.startswith(_SHOWS_PEOPLE) and not closed.startswith(_SHOWS_NOBODY)


def _look_record(*, route: str, ids: dict[str, object]) -> None:
    subjects = [value for value in ids.values() if isinstance(value, UUID)]
    named = ids.get("object_id")
    audit_record(
        action="PERSONAL_DATA_SEEN",
        actor=Actor(kind=SUPERUSER, uuid=viewer_now().uuid),
        subject=Subject(kind="ROUTE", uuid=subjects[0] if subjects else MANY),
        route=route,
        **({"object_id": str(named)} if named else {}),
    )
