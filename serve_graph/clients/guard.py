"""The guard around calls to an outside service: a time budget, retries with a budget, a breaker.

Only a service that is unavailable for now is tried again, never after a timeout: its time is
spent.  All tries of one call share one time budget, and a service that says when to come back is
not asked earlier (F7).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

import stamina

from serve_graph.errors import GraphError
from serve_graph.timing import CallOutcome, CallsSink, NoMetrics

T = TypeVar("T")
Clock = Callable[[], float]

ATTEMPTS_MAX = 3
WAIT_MAX_S = 5.0
OPENS_AFTER_FAILURES = 5
STAYS_OPEN_S = 30.0
BREAKER_OPEN = "BREAKER_OPEN"
TIMED_OUT = "TIMED_OUT"
_NOT_TRIED_AGAIN = frozenset({BREAKER_OPEN, TIMED_OUT})


@dataclass
class Counted:
    """Where all guards of a process count their calls; a replica sets it once, when it starts."""

    sink: CallsSink = field(default_factory=NoMetrics)


COUNTED = Counted()


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


@dataclass
class Breaker:
    """Lets calls through until too many fail in a row, then none, then one on trial at a time."""

    stays_open_s: float = STAYS_OPEN_S
    clock: Clock = time.monotonic
    failures: int = 0
    opened_at: float | None = None
    is_on_trial: bool = False

    def admits(self) -> bool:
        """Return whether a call may be made now; while half open it is then the one on trial."""
        if self.opened_at is None:
            return True
        if self.is_on_trial or self.clock() < self.opened_at + self.stays_open_s:
            return False
        self.is_on_trial = True
        return True

    def succeeded(self) -> None:
        """Close: the service is alive."""
        self.failures, self.opened_at, self.is_on_trial = 0, None, False

    def failed(self) -> None:
        """Count a failure; the last one that is borne opens, and so does one on trial."""
        self.failures, self.is_on_trial = self.failures + 1, False
        if self.failures >= OPENS_AFTER_FAILURES:
            self.opened_at = self.clock()

    def left(self) -> None:
        """Forget a call that says nothing about the service."""
        self.is_on_trial = False


class Guard:
    """Guards the calls to one service in one replica.

    ``unavailable`` is the kind of error that an open breaker or a timeout becomes; ``answers`` are
    errors that only a service that works can give.  A cancelled call counts as a failure of the
    service unless ``cancelled_is_fine``.  Calls are counted by ``name``, which must therefore not
    be one that a client made up.
    """

    def __init__(
        self,
        *,
        name: str,
        timeout_s: float,
        unavailable: type[GraphError],
        cancelled_is_fine: bool = False,
        answers: tuple[type[GraphError], ...] = (),
        breaker: Breaker | None = None,
    ) -> None:
        self._name = name
        self._timeout_s = timeout_s
        self._unavailable = unavailable
        self._cancelled_is_fine = cancelled_is_fine
        self._answers = answers
        self._budget = RetryBudget()
        self._breaker = breaker or Breaker()

    async def call(self, once: Callable[[], Awaitable[T]]) -> T:
        """Return what ``once`` answers, within the timeout for all tries; raises ``GraphError``."""
        self._budget.call_made()
        ends_at = time.monotonic() + self._timeout_s
        async for attempt in stamina.retry_context(
            on=lambda error: self._again(error, ends_at=ends_at),
            attempts=ATTEMPTS_MAX,
            timeout=None,
            wait_max=WAIT_MAX_S,
        ):
            with attempt:
                return await self.once(once, within_s=ends_at - time.monotonic())
        message = f"{self._name} was not asked"
        raise self._unavailable("NOT_ASKED", message, permanent=False)

    async def once(self, once: Callable[[], Awaitable[T]], *, within_s: float | None = None) -> T:
        """Return what ``once`` answers to a single try; raises ``GraphError``."""
        began_at = time.monotonic()
        if not self._breaker.admits():
            self._count(CallOutcome.REFUSED, began_at=began_at)
            message = f"{self._name} is given a rest"
            raise self._unavailable(BREAKER_OPEN, message, permanent=False)
        try:
            answer = await self._in_time(once, self._timeout_s if within_s is None else within_s)
        except BaseException as error:
            self._failure_count(error)
            self._count(self._outcome_of(error), began_at=began_at)
            raise
        self._breaker.succeeded()
        self._count(CallOutcome.OK, began_at=began_at)
        return answer

    def _outcome_of(self, error: BaseException) -> CallOutcome:
        if isinstance(error, self._answers):
            return CallOutcome.OK
        if isinstance(error, asyncio.CancelledError):
            return CallOutcome.CANCELLED
        timed_out = getattr(error, "code", "") == TIMED_OUT
        return CallOutcome.TIMEOUT if timed_out else CallOutcome.ERROR

    def _count(self, outcome: CallOutcome, *, began_at: float) -> None:
        took_s = time.monotonic() - began_at
        COUNTED.sink.call_observe(service=self._name, outcome=outcome, seconds=took_s)
        is_open = self._breaker.opened_at is not None
        COUNTED.sink.breaker_observe(service=self._name, is_open=is_open)

    async def _in_time(self, once: Callable[[], Awaitable[T]], within_s: float) -> T:
        try:
            async with asyncio.timeout(max(within_s, 0.0)):
                return await once()
        except TimeoutError as error:
            message = f"{self._name} did not answer in time"
            raise self._unavailable(TIMED_OUT, message, permanent=False) from error

    def _failure_count(self, error: BaseException) -> None:
        """Count it, unless the service is alive and refuses for good, or nobody waited for it."""
        if isinstance(error, self._answers) or getattr(error, "permanent", False):
            self._breaker.succeeded()
        elif isinstance(error, asyncio.CancelledError) and self._cancelled_is_fine:
            self._breaker.left()
        else:
            self._breaker.failed()

    def _again(self, error: Exception, *, ends_at: float) -> bool | float:
        """Return whether to try again, or in how many seconds when the service has said it."""
        if not isinstance(error, self._unavailable) or error.permanent:
            return False
        if error.code in _NOT_TRIED_AGAIN:
            return False
        wait_s = error.retry_after_s or 0.0
        if time.monotonic() + wait_s >= ends_at or not self._budget.retry_allowed():
            return False
        return error.retry_after_s or True
