"""Ray: puts the stages into deployments as the placement says, and builds the application.

A shell is thin: it makes its stages inside the replica and passes calls on to them.  A stage that
is placed in the door's own replica is called there without a hop.  Each replica reads its own
settings, so that no secret travels through Ray's control plane.

Entry points: ``build`` (named in ``serve_config.yaml``).
"""

import asyncio
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from ray import serve
from ray.exceptions import RayActorError
from ray.serve._private import http_util, replica
from ray.serve.exceptions import (
    BackPressureError,
    DeploymentUnavailableError,
    ReplicaUnavailableError,
)
from ray.serve.handle import DeploymentHandle
from starlette.requests import Request
from starlette.responses import Response

from serve_graph.asgi import door_made, logs_to_json
from serve_graph.clients.guard import COUNTED
from serve_graph.contract import Stage
from serve_graph.errors import StageBusy, StageLost
from serve_graph.pipeline import Limits, Stages
from serve_graph.ray_metrics import RayCalls, RayMetrics
from serve_graph.settings import GraphSettings
from serve_graph.timing import Measured
from serve_graph.wiring import INGRESS, WAYS_IN, Call, GraphArgs, Host, LocalStages

CALLS_MAX = 2
# What a deployment gets when serve_config.yaml says nothing else about it.
_DEFAULT_OPTIONS: dict[str, Any] = {
    "max_ongoing_requests": 32,
    "max_queued_requests": 256,
    "ray_actor_options": {"num_cpus": 0.1},
}


class StageConfig(BaseModel):
    """A deployment's ``user_config``: of each stage in it, the calls at once; others wait."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    concurrency: dict[Stage, Annotated[int, Field(ge=1, le=1024)]] = Field(default_factory=dict)


class DoorConfig(StageConfig, Limits):
    """The ``user_config`` of the door: its thresholds beside what every deployment has."""


class StageShell:
    """A replica of one stage, or of a few that share it."""

    def __init__(self, host: Stage, args: GraphArgs) -> None:
        logs_to_json()
        COUNTED.sink = RayCalls()
        settings = GraphSettings.from_environment()
        self._local = LocalStages(args.hosted(host), args=args, settings=settings)
        self._calls = self._local.calls

    def reconfigure(self, config: dict[str, Any]) -> None:
        """Change the number of slots."""
        self._local.concurrency_set(StageConfig.model_validate(config).concurrency)

    async def run(self, name: str, /, **arguments: Any) -> Measured[Any]:  # noqa: ANN401  # typed in pipeline.Stages
        """Run one of the stages in one of its slots."""
        return await self._calls[name](**arguments)


class IngressShell:
    """A replica of the HTTP door, with the stages that live in it and the handles of the rest."""

    def __init__(self, args: GraphArgs, **handles: DeploymentHandle[Any]) -> None:
        logs_to_json()
        COUNTED.sink = RayCalls()
        port_reuse()
        self._settings = GraphSettings.from_environment()
        self._local = LocalStages(args.hosted(INGRESS), args=args, settings=self._settings)
        calls = self._local.calls | _remote_calls(args, handles)
        self._door = door_made(stages=Stages(**calls), settings=self._settings, sink=RayMetrics())
        self.reconfigure({})

    def reconfigure(self, config: dict[str, Any]) -> None:
        """Change thresholds and slots; what is not named goes back to the settings."""
        from_settings = {
            "confidence_threshold": self._settings.graph_confidence_threshold,
            "degraded_threshold": self._settings.graph_degraded_threshold,
        }
        changed = DoorConfig.model_validate(from_settings | config)
        self._local.concurrency_set(changed.concurrency)
        self._door.pipeline_limits = changed

    async def __call__(self, request: Request) -> Response:
        """Answer one HTTP request."""
        return await self._door.answer(request)


def port_reuse() -> None:
    """Let a door that listens itself take the port of one that was killed (F5).

    Ray 2.60 binds it without SO_REUSEADDR and has no setting for that.  While connections of the
    killed door still end, for a minute, that fails, and Ray gives a port on which it failed to
    nobody again: where there is but one, the graph would stay away.
    """
    listens = http_util.start_asgi_http_server

    async def listens_again(*given: Any, **told: Any) -> Any:  # noqa: ANN401  # Ray's own types.
        return await listens(*given, **(told | {"enable_so_reuseport": True}))

    vars(replica)[http_util.start_asgi_http_server.__name__] = listens_again


def remote(handle: DeploymentHandle[Any], name: str) -> Call:
    """Return a stage that lives in another replica as a plain callable.

    The handle does not retry a call whose replica died, so it is sent once more here: no stage
    minds being asked twice.  Cancelling the caller cancels the call in the replica.

    All that travels are types of modules, which plain pickle packs in half the time.
    """
    handle = handle.options(request_serialization="pickle", response_serialization="pickle")

    async def once(**arguments: Any) -> Measured[Any]:  # noqa: ANN401  # typed in pipeline.Stages
        response: Any = handle.run.remote(name, **arguments)  # Ray's own types end here.
        try:
            reply: Measured[Any] = await response
        except asyncio.CancelledError:
            response.cancel()
            raise
        except BackPressureError as error:
            raise StageBusy("GRAPH_BUSY", "the queue is full", permanent=False) from error
        except (RayActorError, ReplicaUnavailableError, DeploymentUnavailableError) as error:
            lost = type(error).__name__
            raise StageLost("STAGE_LOST", lost, permanent=False) from error
        return reply

    async def call(**arguments: Any) -> Measured[Any]:  # noqa: ANN401  # typed in pipeline.Stages
        for _ in range(CALLS_MAX - 1):
            try:
                return await once(**arguments)
            except StageLost:
                continue
        return await once(**arguments)

    return call


def _remote_calls(args: GraphArgs, handles: dict[str, DeploymentHandle[Any]]) -> dict[str, Call]:
    """Return the calls of all stages that live behind a handle."""
    homes = {stage.value: host for host in handles for stage in args.hosted(Stage(host))}
    homes |= {name: homes[stage] for name, (stage, _) in WAYS_IN.items() if stage in homes}
    return {name: remote(handles[host], name) for name, host in homes.items()}


def _deployment(host: Host, shell: type) -> serve.Deployment:
    return serve.deployment(name=str(host), **_DEFAULT_OPTIONS)(shell)


def build(args: GraphArgs) -> serve.Application:
    """Return the application: the stages as placed, behind one door; bad settings are named."""
    args.gemini(GraphSettings.from_environment())
    hosts = [stage for stage in Stage if args.hosted(stage)]
    handles = {h.value: _deployment(h, StageShell).bind(h, args) for h in hosts}
    return _deployment(INGRESS, IngressShell).bind(args, **handles)
