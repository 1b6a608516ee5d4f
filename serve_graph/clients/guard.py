"""The guard around calls to a provider: a timeout per try, retries with a budget, a breaker.

Only errors that are not ``permanent`` are tried again, never a timeout: its time is spent.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import stamina
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import ExcludeType, OpenedState

from serve_graph.errors import GraphError

T = TypeVar("T")

ATTEMPTS_MAX = 3
WAIT_MAX_S = 5.0
OPENS_AFTER_FAILURES = 5
STAYS_OPEN_S = 30.0
BREAKER_OPEN = "BREAKER_OPEN"
TIMED_OUT = "TIMED_OUT"
_NOT_TRIED_AGAIN = frozenset({BREAKER_OPEN, TIMED_OUT})


@dataclass
class RetryBudget:
    """Retries may add a fifth to the calls, and a few more at the start, however many fail."""

    saved: float = 5.0
    saved_max: float = 10.0
    per_call: float = 0.2

    def call_made(self) -> None:
        """Save a part of a retry for the call that is made."""
        self.saved = min(self.saved + self.per_call, self.saved_max)

    def retry_allowed(self) -> bool:
        """Spend one retry, if there is one."""
        if self.saved < 1:
            return False
        self.saved -= 1
        return True


class Guard:
    """Guards the calls to one provider in one replica.

    ``unavailable`` is the kind of error that an open breaker or a timeout becomes.  A cancelled
    call counts as a failure of the provider unless ``cancelled_is_fine``.
    """

    def __init__(
        self,
        *,
        name: str,
        timeout_s: float,
        unavailable: type[GraphError],
        cancelled_is_fine: bool = False,
        stays_open_s: float = STAYS_OPEN_S,
    ) -> None:
        self._name = name
        self._timeout_s = timeout_s
        self._unavailable = unavailable
        self._budget = RetryBudget()
        fine: ExcludeType = [(GraphError, _providers_health_is_fine)]
        if cancelled_is_fine:
            fine.append(asyncio.CancelledError)
        self._breakers = AsyncCircuitBreakerFactory(
            default_threshold=OPENS_AFTER_FAILURES, default_ttl=stays_open_s, exclude=fine
        )

    async def call(self, once: Callable[[], Awaitable[T]]) -> T:
        """Return what ``once`` answers; raises ``GraphError`` after the last try."""
        self._budget.call_made()
        async for attempt in stamina.retry_context(
            on=self._again, attempts=ATTEMPTS_MAX, timeout=self._timeout_s, wait_max=WAIT_MAX_S
        ):
            with attempt:
                return await self._once(once)
        message = f"{self._name} was not asked"
        raise self._unavailable("NOT_ASKED", message, permanent=False)

    async def _once(self, once: Callable[[], Awaitable[T]]) -> T:
        breaker = await self._breakers.get_breaker(self._name)
        try:
            async with breaker:
                return await self._in_time(once)
        except OpenedState as error:
            message = f"{self._name} is given a rest"
            raise self._unavailable(BREAKER_OPEN, message, permanent=False) from error

    async def _in_time(self, once: Callable[[], Awaitable[T]]) -> T:
        try:
            async with asyncio.timeout(self._timeout_s):
                return await once()
        except TimeoutError as error:
            message = f"{self._name} did not answer in {self._timeout_s:g} s"
            raise self._unavailable(TIMED_OUT, message, permanent=False) from error

    def _again(self, error: Exception) -> bool:
        if not isinstance(error, GraphError) or error.permanent:
            return False
        return error.code not in _NOT_TRIED_AGAIN and self._budget.retry_allowed()


def _providers_health_is_fine(error: GraphError) -> bool:
    """Return whether the provider is alive: one that refuses a request for good is."""
    return error.permanent
