"""Two questions of whoever runs the server: alive, and able to save."""

from django.db import connection
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, JsonResponse
from psycopg_pool import PoolTimeout


def live(_request: HttpRequest) -> JsonResponse:
    """Answer that the process runs; touches nothing."""
    return JsonResponse({"status": "live"})


def ready(_request: HttpRequest) -> JsonResponse:
    """Answer whether the database takes a question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (OperationalError, InterfaceError, PoolTimeout):
        return JsonResponse({"status": "database away"}, status=503)
    return JsonResponse({"status": "ready"})
