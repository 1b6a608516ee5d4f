"""How often a person, or an address at which nobody is signed in, may ask the API (S33, API4).

Counted in Redis for all processes together, by its clock.  Without Redis nobody is refused: what
must hold even then, codes and guesses, is counted in Postgres.
"""

import time
from datetime import timedelta
from functools import cache
from typing import Any

import structlog
from django.conf import settings
from limits import RateLimitItem
from limits.errors import StorageError
from limits.storage import RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from prometheus_client import Counter
from redis.backoff import NoBackoff
from redis.retry import Retry
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from typing_extensions import override

from django_core.base.addresses import client_address

ANSWERS_WITHIN = timedelta(milliseconds=250)
# Nobody waits for a Redis that has just failed.
LEFT_ALONE_FOR = timedelta(seconds=5)
_PREFIX = "civic"

_log = structlog.get_logger("civic.limits")
REFUSED = Counter("civic_requests_refused", "Requests that came too often.", ["by"])
BY_PERSON, BY_ADDRESS = "person", "address"
for _by in (BY_PERSON, BY_ADDRESS):
    REFUSED.labels(by=_by)  # Shown as 0 from the start, so that the first one is a growth.


class RateThrottle(BaseThrottle):
    """Refuses who asks too often: people by themselves, everybody else by their address."""

    _wait_s: float | None = None
    _asks_again_at = 0.0

    @override
    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request and return whether it may pass."""
        if time.monotonic() < RateThrottle._asks_again_at:
            return True
        rate, by, who = _counted(request)
        try:
            if _limiter().hit(rate, _PREFIX, by, who):
                return True
            ends_at = _limiter().get_window_stats(rate, _PREFIX, by, who).reset_time
        except StorageError as error:
            RateThrottle._asks_again_at = time.monotonic() + LEFT_ALONE_FOR.total_seconds()
            _log.warning("limits_not_counted", error=type(error.storage_error).__name__)
            return True
        REFUSED.labels(by=by).inc()
        self._wait_s = min(max(ends_at - time.time(), 1), rate.get_expiry())
        return False

    @override
    def wait(self) -> float | None:
        """Return after how many seconds it is worth asking again."""
        return self._wait_s


def _counted(request: Request) -> tuple[RateLimitItem, str, str]:
    if request.user.is_authenticated:
        return settings.RATE_PER_PERSON, BY_PERSON, str(request.user.pk)
    address = client_address(request._request)  # noqa: SLF001  # it reads Django's request
    return settings.RATE_PER_ADDRESS, BY_ADDRESS, address


@cache
def _limiter() -> SlidingWindowCounterRateLimiter:
    timeout_s = ANSWERS_WITHIN.total_seconds()
    storage = RedisStorage(
        settings.REDIS_URL,
        wrap_exceptions=True,
        socket_timeout=timeout_s,
        socket_connect_timeout=timeout_s,
        retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type]  # options go to redis as they are
    )
    return SlidingWindowCounterRateLimiter(storage)
