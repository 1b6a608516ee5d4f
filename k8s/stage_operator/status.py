"""k8s.stage_operator: what is said about a stage: its status, its conditions, and what changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from k8s.stage_operator.errors import Part, StageFault
from k8s.stage_operator.resources import GROUP, Stage, Verdict

MESSAGE_MAX = 1000
# A percentile that moved less is not written again: each write wakes everybody who watches.
P95_MOVED = 0.1


class Truth(StrEnum):
    """The three values of a condition."""

    TRUE = "True"
    FALSE = "False"
    UNKNOWN = "Unknown"


@dataclass(frozen=True)
class Said:
    """One condition, without its dates."""

    kind: str
    truth: Truth
    reason: str
    message: str


def conditions_said(verdict: Verdict, fault: StageFault | None) -> tuple[Said, ...]:
    """Return Ready, Reachable, Scaled and Paused for what a turn found out."""
    paused = _paused(verdict, fault)
    reachable, scaled = _reachable(verdict, fault), _scaled(verdict, fault)
    return _ready(fault, paused, reachable, scaled), reachable, scaled, paused


def _reachable(verdict: Verdict, fault: StageFault | None) -> Said:
    if fault is not None and fault.part is Part.REACHABLE:
        return Said("Reachable", Truth.FALSE, fault.reason, fault.message)
    if verdict.paused or (fault is not None and fault.part is Part.SPEC):
        return Said("Reachable", Truth.UNKNOWN, "NotAsked", "Ray Serve was not asked")
    return Said("Reachable", Truth.TRUE, "ServeAnswers", "Ray Serve answers")


def _scaled(verdict: Verdict, fault: StageFault | None) -> Said:
    if fault is not None and fault.part is Part.SCALED:
        return Said("Scaled", Truth.FALSE, fault.reason, fault.message)
    found = verdict.deployment
    if found is None:
        return Said("Scaled", Truth.UNKNOWN, "NotAsked", "nobody knows what runs")
    told = f"{found.running} of {verdict.desired} replicas run"
    told = "; ".join(part for part in (told, verdict.note, found.message) if part)[:MESSAGE_MAX]
    if verdict.is_settled:
        return Said("Scaled", Truth.TRUE, "AsDesired", told)
    reason = "ScalingDown" if found.total > (verdict.desired or 0) else "ScalingUp"
    return Said("Scaled", Truth.FALSE, reason, told)


def _paused(verdict: Verdict, fault: StageFault | None) -> Said:
    if verdict.paused:
        return Said("Paused", Truth.TRUE, "RayServiceUpgrading", verdict.paused)
    if fault is not None and fault.part is Part.SPEC:
        return Said("Paused", Truth.UNKNOWN, "NotAsked", "the spec is not followed")
    return Said("Paused", Truth.FALSE, "NotPaused", "replicas are kept as the spec says")


def _ready(fault: StageFault | None, paused: Said, reachable: Said, scaled: Said) -> Said:
    if fault is not None and fault.part is Part.SPEC:
        return Said("Ready", Truth.FALSE, fault.reason, fault.message)
    if paused.truth is Truth.TRUE:
        return Said("Ready", Truth.FALSE, paused.reason, paused.message)
    worst = reachable if reachable.truth is not Truth.TRUE else scaled
    return Said("Ready", worst.truth, worst.reason, worst.message)


def status_made(
    stage: Stage, verdict: Verdict, said: Iterable[Said], *, now: datetime
) -> dict[str, Any]:
    """Return the whole status; what a turn could not see keeps the last value that was seen."""
    found, before = verdict.deployment, stage.status
    return {
        "observedGeneration": stage.generation,
        "desiredReplicas": verdict.desired or before.get("desiredReplicas"),
        "runningReplicas": found.running if found else before.get("runningReplicas"),
        "replicas": found.total if found else before.get("replicas"),
        "selector": _selector(stage),
        "p95Ms": _p95(before.get("p95Ms"), verdict.p95_ms),
        "conditions": [_dated(one, stage, now=now) for one in said],
    }


def _p95(shown: int | None, read: int | None) -> int | None:
    if shown and read is not None and abs(read - shown) <= P95_MOVED * shown:
        return shown
    return read


def _selector(stage: Stage) -> str:
    """Return what an autoscaler demands not to be empty; replicas of Serve are not pods."""
    return f"{GROUP}/stage={stage.name}"


def _dated(said: Said, stage: Stage, *, now: datetime) -> dict[str, Any]:
    before = _condition(stage.status, said.kind)
    is_same = before.get("status") == said.truth
    at = before.get("lastTransitionTime") if is_same else None
    return {
        "type": said.kind,
        "status": str(said.truth),
        "reason": said.reason,
        "message": said.message[:MESSAGE_MAX],
        "lastTransitionTime": at or now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "observedGeneration": stage.generation,
    }


def _condition(status: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    found = [one for one in status.get("conditions") or () if one.get("type") == kind]
    return found[0] if found else {}


def status_differs(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Return whether there is anything to write; an absent field and none are one."""
    return any(before.get(name) != value for name, value in after.items())


def conditions_news(stage: Stage, said: Iterable[Said]) -> tuple[Said, ...]:
    """Return the conditions whose truth or reason changed, but Ready: it repeats the others.

    A broken spec is said by Ready alone, so then it is news.
    """
    news = [one for one in said if _is_news(_condition(stage.status, one.kind), one)]
    others = tuple(one for one in news if one.kind != "Ready" and one.truth is not Truth.UNKNOWN)
    return others or tuple(one for one in news if one.reason in {"SpecInvalid", "Duplicate"})


def _is_news(before: Mapping[str, Any], said: Said) -> bool:
    if not before and said.reason == "NotPaused":
        return False
    return (before.get("status"), before.get("reason")) != (str(said.truth), said.reason)


def is_kept_before(stage: Stage, *, desired: int) -> bool:
    """Return whether the last status says that this very count was reached."""
    status = stage.status
    was_reached = _condition(status, "Scaled").get("status") == Truth.TRUE
    is_same = status.get("desiredReplicas") == desired
    return was_reached and is_same and status.get("observedGeneration") == stage.generation
