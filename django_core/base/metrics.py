"""What every process of Django counts, and the registry from which that is read.

Labels name routes, kinds and codes of ours only: never a person, a text or what a client made up.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from prometheus_client import REGISTRY, CollectorRegistry, Gauge, Histogram
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
NO_ROUTE = "none"

REQUESTS = Histogram(
    "civic_http_request_duration_seconds",
    "From a request to its response, by the pattern of its address.",
    ["route", "method", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
IN_PROGRESS = Gauge(
    "civic_http_requests_in_progress",
    "Requests that are being answered.",
    multiprocess_mode="livesum",
)
CONNECTION_WAITS = Histogram(
    "civic_database_connection_wait_seconds",
    "How long work waited for a connection of its process to Postgres.",
    buckets=(0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
WORKER_SLOTS = Gauge(
    "civic_worker_slots", "Tasks that the workers run at a time.", multiprocess_mode="livesum"
)


def request_observe(request: HttpRequest, *, status: int, seconds: float) -> None:
    """Count a request that was answered; addresses and methods of a client's own are one."""
    match = request.resolver_match
    method = request.method if request.method in METHODS else "OTHER"
    labels = (match.route if match else NO_ROUTE, method, f"{status // 100}xx")
    REQUESTS.labels(*labels).observe(seconds)


@contextmanager
def connection_waited() -> Iterator[None]:
    """Count how long the block, which brings a connection, takes."""
    began_at = time.monotonic()
    try:
        yield
    finally:
        CONNECTION_WAITS.observe(time.monotonic() - began_at)


def counters_registry() -> CollectorRegistry:
    """Return the counters of this process, or of all that share its metrics folder."""
    if not settings.METRICS_DIR:
        return REGISTRY
    _dead_forget(Path(settings.METRICS_DIR))
    registry = CollectorRegistry()
    MultiProcessCollector(registry, settings.METRICS_DIR)  # type: ignore[no-untyped-call]  # it ships no types
    return registry


def _dead_forget(folder: Path) -> None:
    """Forget what processes held that were killed: their sockets and slots are gone with them."""
    for file in folder.glob("gauge_live*_*.db"):
        pid = int(file.stem.rpartition("_")[2])
        if not _is_alive(pid):
            mark_process_dead(pid, path=os.fspath(folder))  # type: ignore[no-untyped-call]  # it ships no types


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # It is another user's.
    return True
