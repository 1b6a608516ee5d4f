"""How the HTTP door says no: always ``{code, message, data}``, never a trace."""

import structlog
from django.core.exceptions import PermissionDenied
from django.db.utils import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from psycopg_pool import PoolTimeout
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from django_core.base.errors import ApplicationError, Fault

_log = structlog.get_logger("civic.api")
_STATUSES = {
    Fault.INVALID: status.HTTP_422_UNPROCESSABLE_ENTITY,
    Fault.UNAUTHENTICATED: status.HTTP_401_UNAUTHORIZED,
    Fault.FORBIDDEN: status.HTTP_403_FORBIDDEN,
    Fault.NOT_FOUND: status.HTTP_404_NOT_FOUND,
    Fault.CONFLICT: status.HTTP_409_CONFLICT,
    Fault.TOO_MANY: status.HTTP_429_TOO_MANY_REQUESTS,
    Fault.UNAVAILABLE: status.HTTP_503_SERVICE_UNAVAILABLE,
}
_DATABASE_AWAY = (OperationalError, InterfaceError, PoolTimeout)
_KNOWN: dict[type[exceptions.APIException], tuple[str, object]] = {
    exceptions.ParseError: ("MALFORMED_REQUEST", _lazy("Cannot be read.")),
    exceptions.NotAuthenticated: ("NOT_AUTHENTICATED", _lazy("Please sign in.")),
    exceptions.AuthenticationFailed: (
        "AUTHENTICATION_FAILED",
        _lazy("The name or the password is wrong."),
    ),
    exceptions.PermissionDenied: ("FORBIDDEN", _lazy("Not allowed.")),
    exceptions.NotFound: ("NOT_FOUND", _lazy("Not found.")),
    exceptions.MethodNotAllowed: ("METHOD_NOT_ALLOWED", _lazy("This cannot be done here.")),
    exceptions.NotAcceptable: ("NOT_ACCEPTABLE", _lazy("Only JSON is answered.")),
    exceptions.UnsupportedMediaType: ("UNSUPPORTED_MEDIA_TYPE", _lazy("Only JSON is read.")),
    exceptions.Throttled: ("TOO_MANY_REQUESTS", _lazy("Too many requests. Please wait.")),
}


def exception_handle(error: Exception, context: dict[str, object]) -> Response:
    """Translate whatever a view raised into one shape; the unexpected is logged here, once."""
    if isinstance(error, ApplicationError):
        set_rollback()
        body = _body(error.code, error.message, error.data)
        wait_s = error.data.get("retry_after_s")
        headers = {"Retry-After": str(wait_s)} if wait_s else None
        return Response(body, status=_STATUSES[error.fault], headers=headers)
    if isinstance(error, exceptions.ValidationError):
        fields = {"fields": error.get_codes()}
        body = _body("INVALID_REQUEST", _("The request has wrong or missing fields."), fields)
        return Response(body, status=status.HTTP_422_UNPROCESSABLE_ENTITY)
    response = exception_handler(error, context)
    if response is not None:
        wait_s = getattr(error, "wait", None)
        response.data = _body(*_told(error), {"retry_after_s": wait_s} if wait_s else {})
        return response
    set_rollback()
    return _unexpected(error)


def _unexpected(error: Exception) -> Response:
    if isinstance(error, _DATABASE_AWAY):
        _log.error("request_database_away", error=type(error).__name__)
        body = _body("TRY_AGAIN", _("We could not save this now. Please try again."), {})
        return Response(body, status=status.HTTP_503_SERVICE_UNAVAILABLE)
    _log.error("request_crashed", exc_info=error)
    body = _body("INTERNAL", _("Something went wrong on our side."), {})
    return Response(body, status=status.HTTP_500_INTERNAL_SERVER_ERROR)


def _told(error: Exception) -> tuple[str, object]:
    """Return the code and the words for an error of the framework."""
    if isinstance(error, Http404):
        return _KNOWN[exceptions.NotFound]
    if isinstance(error, PermissionDenied):
        return _KNOWN[exceptions.PermissionDenied]
    known = (told for kind, told in _KNOWN.items() if isinstance(error, kind))
    return next(known, ("REFUSED", _("Not allowed.")))


def _body(code: str, message: object, data: object) -> dict[str, object]:
    return {"code": code, "message": str(message), "data": data}


def not_found(_request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """Answer for an address that does not exist."""
    del exception
    return JsonResponse(_body("NOT_FOUND", _("Not found."), {}), status=404)


def forbidden(_request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """Answer for a request that Django itself refuses."""
    del exception
    return JsonResponse(_body("FORBIDDEN", _("Not allowed."), {}), status=403)


def bad_request(_request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """Answer for a request that Django cannot read."""
    del exception
    return JsonResponse(_body("MALFORMED_REQUEST", _("Cannot be read."), {}), status=400)


def server_error(_request: HttpRequest) -> JsonResponse:
    """Answer for an error outside the API."""
    return JsonResponse(_body("INTERNAL", _("Something went wrong on our side."), {}), status=500)
