"""loadtests.submit: an open loop: messages are due at their time, whatever the answers do."""

import http.client
import math
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from operator import itemgetter

from loadtests.submit.stack import Web
from loadtests.submit.wire import BadAnswer, Wire

BEGINS_AFTER_S = 0.5


@dataclass(frozen=True)
class Steady:
    """What a steady stream met; times count from when each message was due."""

    sent: int
    failed: int
    per_s: float
    p50_ms: float
    p99_ms: float
    longest_ms: float


@dataclass
class _Met:
    """What the senders write down: when each message was due and answered, and which failed."""

    answered_s: list[tuple[float, float]] = field(default_factory=list)
    failed: int = 0


def steady(web: Web, *, rate_per_s: int, seconds: int, clients: int) -> Steady:
    """Send messages at a steady rate over so many connections, each as a citizen of its own."""
    turns = _turns(web.cookies[: rate_per_s * seconds])
    met, began = _Met(), time.monotonic() + BEGINS_AFTER_S

    def send(_client: int) -> None:
        with Wire(web.port) as wire:
            for number, cookie in iter(turns, None):
                _send_due(wire, cookie, due=began + number / rate_per_s, met=met)

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(send, range(clients)))
    return summary(met.answered_s, began=began, failed=met.failed)


def _turns(cookies: Sequence[str]) -> Callable[[], tuple[int, str] | None]:
    """Return a function that hands out each message once, to whichever sender asks."""
    lock, left = threading.Lock(), iter(enumerate(cookies))

    def draw() -> tuple[int, str] | None:
        with lock:
            return next(left, None)

    return draw


def _send_due(wire: Wire, cookie: str, *, due: float, met: _Met) -> None:
    time.sleep(max(0.0, due - time.monotonic()))
    try:
        is_saved = wire.submit(cookie) == http.client.CREATED
    except (OSError, BadAnswer):
        is_saved = False
    met.answered_s.append((due, time.monotonic()))
    met.failed += not is_saved


def summary(answered_s: Sequence[tuple[float, float]], *, began: float, failed: int) -> Steady:
    """Return the figures of messages that were (due, answered) at these times."""
    waits_ms = sorted((answered - due) * 1_000 for due, answered in answered_s)
    took_s = max(map(itemgetter(1), answered_s)) - began
    return Steady(
        sent=len(waits_ms),
        failed=failed,
        per_s=len(waits_ms) / took_s,
        p50_ms=percentile(waits_ms, 0.50),
        p99_ms=percentile(waits_ms, 0.99),
        longest_ms=waits_ms[-1],
    )


def percentile(ordered: Sequence[float], share: float) -> float:
    """Return the smallest value that at least ``share`` of the ordered values do not exceed."""
    return ordered[max(1, math.ceil(share * len(ordered))) - 1]
