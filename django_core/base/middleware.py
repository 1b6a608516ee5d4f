"""What happens around every request: one id from citizen to last log line, and a size limit."""

import re
import time
import uuid
from collections.abc import Callable
from typing import cast

import structlog
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from django_core.base.metrics import IN_PROGRESS, request_observe
from django_core.base.rights import (
    NOBODY,
    Person,
    acting_as,
    system_acts,
    viewer_from,
    viewer_switch,
)

_REQUEST_ID = re.compile(r"[A-Za-z0-9_.-]{8,64}")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_log = structlog.get_logger("civic.request")

Respond = Callable[[HttpRequest], HttpResponseBase]


class RequestMiddleware:
    """Gives each request an id, binds it to all logs and says how it ended."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request inside its id."""
        request_id = _request_id(request)
        started = time.monotonic()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id, **_trace(request))
        with IN_PROGRESS.track_inprogress():
            response = self._respond(request)
        response["X-Request-ID"] = request_id
        match, seconds = request.resolver_match, time.monotonic() - started
        request_observe(request, status=response.status_code, seconds=seconds)
        _log.info(
            "request_finished",
            method=request.method,
            route=match.route if match else None,
            status=response.status_code,
            duration_ms=round(seconds * 1000, 1),
        )
        structlog.contextvars.clear_contextvars()
        return response


class ViewerMiddleware:
    """Begins each request as nobody; from the moment its person is known, they are who looks."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request with the rights of whoever its cookie names."""
        found = request.user
        with acting_as(NOBODY):
            request.user = SimpleLazyObject(lambda: _person_load(found))  # type: ignore[assignment]  # it becomes one
            return self._respond(request)


class BodyLimitMiddleware:
    """Refuses a body that is too large before anything reads it."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, or 413."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        bytes_max = settings.UPLOAD_BODY_BYTES_MAX.get(
            request.path_info, settings.REQUEST_BODY_BYTES_MAX
        )
        if length.isdecimal() and int(length) <= bytes_max:
            return self._respond(request)
        return _too_large(bytes_max)


def _person_load(found: AbstractBaseUser | AnonymousUser) -> AbstractBaseUser | AnonymousUser:
    """Read who the cookie names, which nobody may do but the system, and act as them."""
    with system_acts():
        is_person = found.is_authenticated
    if is_person:
        viewer_switch(viewer_from(cast("Person", found)))
    return found


def _too_large(bytes_max: int) -> HttpResponse:
    body = {
        "code": "BODY_TOO_LARGE",
        "message": _("The request is too large."),
        "data": {"bytes_max": bytes_max},
    }
    return JsonResponse(body, status=413)


def _request_id(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-ID", "")
    return given if _REQUEST_ID.fullmatch(given) else str(uuid.uuid4())


def _trace(request: HttpRequest) -> dict[str, str]:
    given = request.headers.get("traceparent", "")
    return {"traceparent": given} if _TRACEPARENT.fullmatch(given) else {}
