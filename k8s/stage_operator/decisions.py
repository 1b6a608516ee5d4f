"""k8s.stage_operator: what to do, decided from what was seen; no network, no clock.

``policy: Latency`` goes up at once and down slowly.  The two lines are apart (hysteresis), so that
the count does not swing: one replica of n taken away puts n/(n-1), at most twice, the load on
each of the rest, and below half of the limit there is room for that.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from k8s.stage_operator.resources import Latency, Stage

# Above this share of the limit a replica is added; a tenth of it is noise.
UP_ABOVE = 1.1
# Below this share one may be taken away.
DOWN_BELOW = 0.5
# One step at most doubles the replicas: time does not fall in proportion to them.
STEP_MAX = 2.0
# Conditions of a RayService (KubeRay 1.4 and later) during which its Serve is on the move.
_UPGRADING = frozenset({"UpgradeInProgress", "RollbackInProgress"})


@dataclass(frozen=True)
class LatencyMemory:
    """What is remembered of a stage between turns; a restart forgets it, which only delays."""

    replicas: int
    changed_at: datetime
    fast_since: datetime | None = None


@dataclass(frozen=True)
class LatencyStep:
    """How many replicas there shall be, and what to remember."""

    replicas: int
    memory: LatencyMemory


def memory_next(memory: LatencyMemory | None, *, replicas: int, now: datetime) -> LatencyMemory:
    """Return the memory; a count that changed, whoever changed it, begins a new pause."""
    if memory is None or memory.replicas != replicas:
        return LatencyMemory(replicas=replicas, changed_at=now)
    return memory


def latency_step(
    memory: LatencyMemory, *, limits: Latency, p95_ms: float, is_settled: bool, now: datetime
) -> LatencyStep:
    """Return the next count of replicas for what the stage's 95th percentile is.

    Bounds are the caller's.  Until a window has passed after a change, the percentile still holds
    what was before it; so nothing is added then.
    """
    share = p95_ms / limits.p95_ms
    if share < DOWN_BELOW:
        return _fast(memory, rest=limits.stabilization_lasts, now=now)
    not_fast = replace(memory, fast_since=None)
    has_rested = now - memory.changed_at >= limits.window_lasts
    if not (is_slow(limits, p95_ms=p95_ms) and is_settled and has_rested):
        return LatencyStep(memory.replicas, not_fast)
    return LatencyStep(math.ceil(memory.replicas * min(share, STEP_MAX)), not_fast)


def is_slow(limits: Latency, *, p95_ms: float) -> bool:
    """Return whether a stage is too slow by more than noise."""
    return p95_ms > UP_ABOVE * limits.p95_ms


def _fast(memory: LatencyMemory, *, rest: timedelta, now: datetime) -> LatencyStep:
    since = memory.fast_since or now
    kept = replace(memory, fast_since=since)
    if now - max(since, memory.changed_at) < rest:
        return LatencyStep(memory.replicas, kept)
    return LatencyStep(memory.replicas - 1, kept)


def missing_data(memory: LatencyMemory) -> LatencyMemory:
    """Return the memory after a turn in which nobody knew: being fast must begin anew."""
    return replace(memory, fast_since=None)


def rival_of(stage: Stage, others: Iterable[Stage]) -> Stage | None:
    """Return the older stage that asks for the same deployment, if there is one.

    The older one keeps it; two would put each other's count back for ever.
    """
    older = [
        other
        for other in others
        if _wants(other) == _wants(stage) is not None and _age(other) < _age(stage)
    ]
    return min(older, key=_age, default=None)


def upgrade_told(ray_service: Mapping[str, Any]) -> str:
    """Return why a RayService's Serve must be left alone, or nothing.

    While KubeRay makes the next cluster, its head service still points at the old one, whose
    replicas KubeRay moves; what is wanted is asked of the new one as soon as it is active.
    """
    running = [
        condition
        for condition in ray_service.get("conditions") or ()
        if condition.get("type") in _UPGRADING and condition.get("status") == "True"
    ]
    if running:
        return f"KubeRay: {running[0]['type']}: {running[0].get('message', '')}".strip(": ")
    active, pending = (
        (ray_service.get(name) or {}).get("rayClusterName")
        for name in ("activeServiceStatus", "pendingServiceStatus")
    )
    if active and pending and active != pending:
        return f"KubeRay is replacing cluster {active} by {pending}"
    return ""


def _wants(stage: Stage) -> tuple[str, str, str] | None:
    spec = stage.spec
    if spec is None:
        return None
    where = spec.ray_service_ref.name if spec.ray_service_ref else spec.endpoint
    return str(where).rstrip("/"), spec.application, spec.deployment


def _age(stage: Stage) -> tuple[str, str]:
    return stage.created_at, stage.uid
