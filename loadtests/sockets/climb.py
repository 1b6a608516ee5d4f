"""loadtests.sockets: the search for the highest rate that a server keeps up."""

import math
from collections.abc import Awaitable
from typing import Any, Protocol

from loadtests.sockets.load import Rates

# The first rate, by how much it grows until it is not kept, and how near that must be narrowed.
FIRST_PER_S, GROWS, NEAR = 300, 1.5, 1.06
STEP_S = 5
# A server keeps up while it loses none and delivers this share within this time.
KEEPS_UP_SHARE, KEEPS_UP_MS = 0.99, 500.0


class Says(Protocol):
    """What a rate is tried with."""

    def messages(self, *, per_s: int, seconds: int) -> Awaitable[Rates]:
        """Say things at a steady rate."""


async def climb(load: Says) -> list[dict[str, Any]]:
    """Try rates until the highest that is kept up is known nearly; returns each step."""
    steps: list[dict[str, Any]] = []
    kept, failed = 0.0, math.inf
    while failed / max(kept, 1.0) > NEAR:
        per_s = _between(kept, failed)
        rates = await load.messages(per_s=round(per_s), seconds=STEP_S)
        is_kept = rates.keeps_up(share=KEEPS_UP_SHARE, within_ms=KEEPS_UP_MS)
        in_time = {"in_time_per_s": rates.in_time_per_s(KEEPS_UP_MS), "is_kept": is_kept}
        steps.append(rates.told() | in_time)
        kept, failed = (per_s, failed) if is_kept else (kept, per_s)
    return steps


def reached_per_s(steps: list[dict[str, Any]]) -> float:
    """Return what came in time at the highest rate that was kept up."""
    return max((step["in_time_per_s"] for step in steps if step["is_kept"]), default=0.0)


def _between(kept: float, failed: float) -> float:
    """Return the rate to try next."""
    if math.isinf(failed):
        return kept * GROWS or FIRST_PER_S
    return math.sqrt(kept * failed) if kept else failed / GROWS
