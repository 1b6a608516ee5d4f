"""k8s.stage_operator: one look at a Ray Serve, and for each of its stages what follows from it.

Level-triggered: a turn knows nothing of what happened, only what is.  So it makes no difference
whether the operator, Ray or the Kubernetes API was away, or how many operators there are.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from k8s.stage_operator.autoscaler import Autoscaler
from k8s.stage_operator.decisions import rival_of
from k8s.stage_operator.errors import (
    KubernetesAway,
    SpecInvalid,
    StageFault,
    StageGone,
    WriteOutdated,
)
from k8s.stage_operator.kube import Kube
from k8s.stage_operator.metrics import Metrics
from k8s.stage_operator.places import ServePlace, View
from k8s.stage_operator.resources import Deployment, Stage, StageSpec, Verdict
from k8s.stage_operator.status import (
    Said,
    Truth,
    conditions_news,
    conditions_said,
    is_kept_before,
    status_differs,
    status_made,
)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Finding:
    """What a turn leaves of one stage: itself as it is by now, and whether to look again soon."""

    stage: Stage
    is_settled: bool
    is_gone: bool = False


class Turn:
    """Turns at one place; without one, at stages whose spec does not say where they live."""

    def __init__(
        self, place: ServePlace | None, *, autoscaler: Autoscaler, kube: Kube, metrics: Metrics
    ) -> None:
        self._place = place
        self._autoscaler = autoscaler
        self._kube = kube
        self._metrics = metrics

    async def run(
        self, stages: Iterable[Stage], *, everyone: Iterable[Stage], now: datetime
    ) -> list[Finding]:
        """Bring each stage nearer to what is wanted and say in its status how it is.

        Stages are looked after side by side: a Prometheus that is slow for one delays no other.
        """
        view = await self._place.look(now=now) if self._place else View()
        rivals, tasks = tuple(everyone), []
        async with asyncio.TaskGroup() as group:
            for stage in stages:
                rival = rival_of(stage, rivals)
                tasks.append(group.create_task(self._stage(stage, view, rival=rival, now=now)))
        return [task.result() for task in tasks]

    async def _stage(
        self, stage: Stage, view: View, *, rival: Stage | None, now: datetime
    ) -> Finding:
        try:
            return await self._judged(stage, view, rival=rival, now=now)
        except StageGone:
            return self._forgotten(stage)
        except WriteOutdated:
            return await self._outdated(stage)
        except KubernetesAway as error:
            _log.warning("kubernetes_away", stage=stage.name, error=str(error))
        except Exception:  # noqa: BLE001  # one stage's surprise must not stop the others
            _log.exception("stage_failed", stage=stage.name)
        return Finding(stage, is_settled=True)

    async def _outdated(self, stage: Stage) -> Finding:
        """Take the stage as it is by now; the next turn, soon, decides anew."""
        try:
            return Finding(await self._kube.stage_get(stage), is_settled=False)
        except StageGone:
            return self._forgotten(stage)
        except KubernetesAway:
            return Finding(stage, is_settled=False)

    def _forgotten(self, stage: Stage) -> Finding:
        self._metrics.stage_forget(stage)
        return Finding(stage, is_settled=True, is_gone=True)

    async def _judged(
        self, stage: Stage, view: View, *, rival: Stage | None, now: datetime
    ) -> Finding:
        fault: StageFault | None = None
        try:
            spec = _spec_checked(stage, rival)
            stage, verdict = await self._kept(stage, spec, view, now=now)
        except StageFault as error:
            fault = error
            verdict = Verdict(desired=stage.spec.replicas if stage.spec else None)
        stage = await self._report(stage, verdict, conditions_said(verdict, fault), now=now)
        return Finding(stage, is_settled=verdict.is_settled or bool(fault or verdict.paused))

    async def _kept(
        self, stage: Stage, spec: StageSpec, view: View, *, now: datetime
    ) -> tuple[Stage, Verdict]:
        """Do what is to be done; raises ``StageFault``."""
        if view.paused or self._place is None:
            return stage, Verdict(desired=spec.replicas, paused=view.paused)
        found = view.deployment_get(spec)
        stage, advice = await self._autoscaler.advise(stage, spec, found, now=now)
        desired = advice.replicas
        if found.target != desired:
            await self._scale(stage, spec, found, desired=desired, now=now)
            found = replace(found, target=desired)
        return stage, Verdict(desired, found, p95_ms=advice.p95_ms, note=advice.note)

    async def _scale(
        self, stage: Stage, spec: StageSpec, found: Deployment, *, desired: int, now: datetime
    ) -> None:
        """Ask Ray Serve, if the stage is still as it was when that was decided."""
        fresh = await self._kube.stage_get(stage)
        if fresh.generation != stage.generation:
            raise WriteOutdated(stage.name)
        if self._place is not None:
            await self._place.scale(spec, desired, now=now)
        is_drift = is_kept_before(stage, desired=desired)
        self._metrics.scaled(stage, cause="DRIFT" if is_drift else "SPEC")
        why = "it was changed past the operator" if is_drift else "as the spec says"
        await self._kube.event_create(
            stage,
            reason="DriftRepaired" if is_drift else "Scaled",
            message=f"{spec.deployment}: {found.target} to {desired} replicas, {why}",
            is_warning=is_drift,
            now=now,
        )

    async def _report(
        self, stage: Stage, verdict: Verdict, said: tuple[Said, ...], *, now: datetime
    ) -> Stage:
        """Write the status if it changed, and tell what did; only who wrote it tells."""
        self._metrics.stage_set(stage, verdict, is_ready=said[0].truth is Truth.TRUE)
        status = status_made(stage, verdict, said, now=now)
        if not status_differs(stage.status, status):
            return stage
        written = await self._kube.status_patch(stage, status)
        for one in conditions_news(stage, said):
            is_warning = one.truth is Truth.FALSE and not one.reason.startswith(("Scaling", "Not"))
            await self._kube.event_create(
                stage, reason=one.reason, message=one.message, is_warning=is_warning, now=now
            )
        return written


def _spec_checked(stage: Stage, rival: Stage | None) -> StageSpec:
    """Return a spec that can be followed; raises ``SpecInvalid``."""
    if stage.spec is None:
        raise SpecInvalid("SpecInvalid", stage.complaint)
    if rival is not None:
        told = f"{rival.namespace}/{rival.name} is older and asks for the same deployment"
        raise SpecInvalid("Duplicate", told)
    return stage.spec
