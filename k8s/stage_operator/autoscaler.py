"""k8s.stage_operator: who moves ``spec.replicas`` besides people: adoption, and policy Latency.

Only the spec is written here.  Ray Serve is asked by the same turn as after a ``kubectl scale``.
"""

from dataclasses import dataclass
from datetime import datetime

from k8s.stage_operator.decisions import (
    LatencyMemory,
    is_slow,
    latency_step,
    memory_next,
    missing_data,
)
from k8s.stage_operator.errors import LatencyUnknown
from k8s.stage_operator.kube import Kube
from k8s.stage_operator.latency_client import LatencyClient
from k8s.stage_operator.metrics import Metrics
from k8s.stage_operator.resources import Deployment, Latency, Policy, Stage, StageSpec, Verdict


@dataclass(frozen=True)
class Advice:
    """How many replicas a stage shall have, and what is known of its time."""

    replicas: int
    p95_ms: int | None = None
    note: str = ""


@dataclass(frozen=True)
class _Case:
    """A stage under policy Latency at one moment."""

    stage: Stage
    spec: StageSpec
    limits: Latency
    memory: LatencyMemory
    now: datetime


class Autoscaler:
    """Moves the spec of stages, and remembers what a percentile alone does not tell."""

    def __init__(self, *, latency: LatencyClient, kube: Kube, metrics: Metrics) -> None:
        self._latency = latency
        self._kube = kube
        self._metrics = metrics
        self._memories: dict[str, LatencyMemory] = {}

    async def advise(
        self, stage: Stage, spec: StageSpec, found: Deployment, *, now: datetime
    ) -> tuple[Stage, Advice]:
        """Return how many replicas there shall be; the spec says so already."""
        if spec.replicas is None:
            return await self._adopted(stage, spec, found, now=now)
        if spec.policy is not Policy.LATENCY or spec.latency is None:
            self._memories.pop(stage.uid, None)
            return stage, Advice(spec.replicas)
        memory = memory_next(self._memories.get(stage.uid), replicas=spec.replicas, now=now)
        case = _Case(stage, spec, limits=spec.latency, memory=memory, now=now)
        is_settled = Verdict(spec.replicas, found).is_settled
        return await self._by_latency(case, is_settled=is_settled)

    async def _adopted(
        self, stage: Stage, spec: StageSpec, found: Deployment, *, now: datetime
    ) -> tuple[Stage, Advice]:
        """Write down what runs: installing a stage changes nothing that its bounds allow."""
        replicas = spec.bounded(found.target)
        stage = await self._kube.replicas_patch(stage, replicas)
        told = f"{spec.deployment}: spec.replicas was absent and is now {replicas}"
        await self._kube.event_create(
            stage, reason="Adopted", message=told, is_warning=False, now=now
        )
        return stage, Advice(replicas)

    async def _by_latency(self, case: _Case, *, is_settled: bool) -> tuple[Stage, Advice]:
        spec, limits, before = case.spec, case.limits, case.memory.replicas
        try:
            p95_ms = await self._latency.p95_ms_get(limits, deployment=spec.deployment)
        except LatencyUnknown as error:
            self._memories[case.stage.uid] = missing_data(case.memory)
            return case.stage, Advice(before, note=f"replicas are kept: {error}")
        step = latency_step(
            case.memory, limits=limits, p95_ms=p95_ms, is_settled=is_settled, now=case.now
        )
        self._memories[case.stage.uid] = step.memory
        is_stuck = is_slow(limits, p95_ms=p95_ms) and before == spec.max_replicas
        note = "it is slow, and maxReplicas is reached" if is_stuck else ""
        advice = Advice(spec.bounded(step.replicas), p95_ms=round(p95_ms), note=note)
        return await self._moved(case, advice), advice

    async def _moved(self, case: _Case, advice: Advice) -> Stage:
        """Write the new count down and tell it, if it is one; return the stage after it."""
        before, replicas = case.memory.replicas, advice.replicas
        if replicas == before:
            return case.stage
        stage = await self._kube.replicas_patch(case.stage, replicas)
        self._metrics.moved(stage, is_up=replicas > before)
        measured = f"p95 {advice.p95_ms} ms, limit {case.limits.p95_ms} ms"
        told = f"{case.spec.deployment}: {before} to {replicas} replicas, {measured}"
        await self._kube.event_create(
            stage, reason="LatencyScaled", message=told, is_warning=False, now=case.now
        )
        return stage
