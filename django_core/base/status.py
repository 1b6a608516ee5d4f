"""Whether a process that answers no HTTP is alive, and what it counts, on a port of its own."""

import threading
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from typing_extensions import override

from django_core.base.metrics import counters_registry

LIVE_PATH, METRICS_PATH = "/health/live", "/metrics"
EVERYWHERE = ""  # The kubelet and Prometheus come from outside the pod.


class _Quiet(WSGIRequestHandler):
    """Logs nothing: somebody asks every few seconds."""

    timeout = 5.0

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def status_serve() -> WSGIServer | None:
    """Answer ``/health/live`` and ``/metrics`` in a thread, where the settings name a port."""
    if not settings.STATUS_PORT:
        return None
    server = make_server(EVERYWHERE, settings.STATUS_PORT, status_answer, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, name="status", daemon=True).start()
    return server


def status_answer(environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
    """Answer one question; touches nothing but this process and its metrics folder."""
    path = environ["PATH_INFO"]
    if path == LIVE_PATH:
        start("200 OK", [("Content-Type", "application/json")])
        return [b'{"status": "live"}']
    if path == METRICS_PATH:
        start("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
        return [generate_latest(counters_registry())]
    start("404 Not Found", [("Content-Type", "application/json")])
    return [b'{"code": "NOT_FOUND"}']
