"""Ray: puts each stage into a deployment of its own, binds the handles, and builds the application.

A shell is thin: it makes its stage inside the replica, gives it slots and measures it.  Each
replica reads its own settings, so that no secret travels through Ray's control plane.

Entry points: ``build`` (named in ``serve_config.yaml``).
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from pydantic import BaseModel, ConfigDict, Field
from ray import serve
from ray.exceptions import RayActorError
from ray.serve.exceptions import (
    BackPressureError,
    DeploymentUnavailableError,
    ReplicaUnavailableError,
)
from ray.serve.handle import DeploymentHandle
from ray.util import metrics
from starlette.requests import Request
from starlette.responses import Response

from serve_graph.clients.callback import DjangoCallback
from serve_graph.contract import Stage, StageOutcome
from serve_graph.errors import StageBusy, StageLost
from serve_graph.ingress import Door, DoorLimits, TokenCheck
from serve_graph.pipeline import Limits, Stages
from serve_graph.settings import GraphSettings
from serve_graph.timing import (
    DURATION_BUCKETS_S,
    DURATION_METRIC,
    METRIC_TAGS,
    SECONDS_METRIC,
    Measured,
    Phase,
    measured,
)
from serve_graph.wiring import GraphArgs, stage_made

INGRESS = "ingress"
CALLS_MAX = 2
# What a deployment gets when serve_config.yaml says nothing else about it.
_DEFAULT_OPTIONS: dict[str, Any] = {
    "max_ongoing_requests": 32,
    "max_queued_requests": 256,
    "ray_actor_options": {"num_cpus": 0.1},
}


class StageConfig(BaseModel):
    """A stage's ``user_config``: ``concurrency`` calls at once in one replica, others wait."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    concurrency: int = Field(default=8, ge=1, le=1024)


class StageShell:
    """A replica of one stage.

    The slots limit what reaches the provider; Ray's ``max_ongoing_requests`` is 2 to 4 times
    that, because as the limiter itself it leaves the slots empty while the next call travels.
    """

    def __init__(self, stage: Stage, args: GraphArgs) -> None:
        _log_json()
        self._stage: Any = stage_made(stage, args, GraphSettings.from_environment())
        self._slots = asyncio.Semaphore(StageConfig().concurrency)

    def reconfigure(self, config: dict[str, Any]) -> None:
        """Change the number of slots; calls under way keep those they have."""
        self._slots = asyncio.Semaphore(StageConfig.model_validate(config).concurrency)

    async def run(self, **arguments: Any) -> Measured[Any]:  # noqa: ANN401  # typed in pipeline.Stages
        """Run the stage in one of the replica's slots."""
        return await measured(lambda: self._stage.run(**arguments), slots=self._slots)


class LearningShell(StageShell):
    """A replica of the learning stage, which has a second way in."""

    async def departments_replace(self, **arguments: Any) -> Measured[Any]:  # noqa: ANN401  # as above
        """Replace the departments of a district in one of the replica's slots."""
        return await measured(
            lambda: self._stage.departments_replace(**arguments), slots=self._slots
        )


class IngressShell:
    """A replica of the HTTP door, with the handles of all stages."""

    def __init__(self, **handles: DeploymentHandle[Any]) -> None:
        _log_json()
        self._settings = GraphSettings.from_environment()
        self._door = Door(
            stages=_stages(handles),
            limits=_door_limits(self._settings),
            tokens=TokenCheck(key=self._settings.service_key.get_secret_value()),
            sink=RayMetrics(),
            callback=_callback(self._settings),
        )
        self.reconfigure({})

    def reconfigure(self, config: dict[str, Any]) -> None:
        """Change the thresholds; what is not named goes back to the settings."""
        from_settings = {
            "confidence_threshold": self._settings.graph_confidence_threshold,
            "degraded_threshold": self._settings.graph_degraded_threshold,
        }
        self._door.pipeline_limits = Limits.model_validate(from_settings | config)

    async def __call__(self, request: Request) -> Response:
        """Answer one HTTP request."""
        return await self._door.answer(request)


class RayMetrics:
    """The metrics sink of a replica: a histogram for quantiles, a counter for the exact sum."""

    def __init__(self) -> None:
        self._durations = metrics.Histogram(
            DURATION_METRIC,
            description="Duration of one phase of a stage, in seconds.",
            boundaries=list(DURATION_BUCKETS_S),
            tag_keys=METRIC_TAGS,
        )
        self._seconds = metrics.Counter(
            SECONDS_METRIC,
            description="Exact sum of the durations of a phase of a stage, in seconds.",
            tag_keys=METRIC_TAGS,
        )

    def stage_observe(
        self, *, stage: Stage, phase: Phase, outcome: StageOutcome, seconds: float
    ) -> None:
        """Count one duration in both metrics."""
        tags = {"stage": stage.value, "phase": phase.value, "outcome": outcome.value}
        self._durations.observe(seconds, tags=tags)
        if seconds > 0:
            self._seconds.inc(seconds, tags=tags)


def remote(
    handle: DeploymentHandle[Any], method: str = "run"
) -> Callable[..., Awaitable[Measured[Any]]]:
    """Return a stage's method as a plain callable.

    The handle does not retry a call whose replica died, so it is sent once more here: no stage
    minds being asked twice.  Cancelling the caller cancels the call in the replica.
    """

    async def once(**arguments: Any) -> Measured[Any]:  # noqa: ANN401  # typed in pipeline.Stages
        response = getattr(handle, method).remote(**arguments)
        try:
            reply: Measured[Any] = await response
        except asyncio.CancelledError:
            response.cancel()
            raise
        except BackPressureError as error:
            raise StageBusy("GRAPH_BUSY", "the queue is full", permanent=False) from error
        except (RayActorError, ReplicaUnavailableError, DeploymentUnavailableError) as error:
            name = type(error).__name__
            raise StageLost("STAGE_LOST", name, permanent=False) from error
        return reply

    async def call(**arguments: Any) -> Measured[Any]:  # noqa: ANN401  # typed in pipeline.Stages
        for _ in range(CALLS_MAX - 1):
            try:
                return await once(**arguments)
            except StageLost:
                continue
        return await once(**arguments)

    return call


def _log_json() -> None:
    """Write each event of this replica as one line of JSON."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ]
    )


def _stages(handles: dict[str, DeploymentHandle[Any]]) -> Stages:
    calls = {name: remote(handle) for name, handle in handles.items()}
    departments = remote(handles[Stage.LEARNING], "departments_replace")
    return Stages(**calls, departments=departments)


def _door_limits(settings: GraphSettings) -> DoorLimits:
    return DoorLimits(
        body_max_bytes=settings.graph_body_max_bytes,
        learn_deadline_s=settings.graph_learn_deadline_s,
        departments_deadline_s=settings.graph_departments_deadline_s,
    )


def _callback(settings: GraphSettings) -> DjangoCallback | None:
    if settings.callback_url is None:
        return None
    return DjangoCallback(
        base_url=str(settings.callback_url),
        service_key=settings.service_key.get_secret_value(),
    )


def _bound(stage: Stage, args: GraphArgs) -> serve.Application:
    shell = LearningShell if stage is Stage.LEARNING else StageShell
    deployment = serve.deployment(name=stage.value, **_DEFAULT_OPTIONS)(shell)
    return deployment.bind(stage, args)


def build(args: GraphArgs) -> serve.Application:
    """Return the application: seven stages behind one door; bad settings are named here."""
    args.gemini(GraphSettings.from_environment())
    handles = {stage.value: _bound(stage, args) for stage in Stage}
    door = serve.deployment(name=INGRESS, **_DEFAULT_OPTIONS)(IngressShell)
    return door.bind(**handles)
