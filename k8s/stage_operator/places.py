"""k8s.stage_operator: one Ray Serve as it is now: its token, what it runs, whether it is moved."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from k8s.stage_operator.decisions import upgrade_told
from k8s.stage_operator.errors import EndpointUnreachable
from k8s.stage_operator.kube import Kube
from k8s.stage_operator.resources import Deployment, Place, StageSpec
from k8s.stage_operator.serve_client import Applications, ServeClient

T = TypeVar("T")


@dataclass(frozen=True)
class View:
    """What was seen of a Ray Serve: what it runs, or why nobody looked or nothing was seen."""

    applications: Applications | None = None
    paused: str = ""
    fault: EndpointUnreachable | None = None

    def deployment_get(self, spec: StageSpec) -> Deployment:
        """Return a stage's deployment; raises ``StageFault``."""
        if self.applications is None:
            raise self.fault or EndpointUnreachable("NotAsked", "Ray Serve was not asked")
        return self.applications.deployment_get(
            application=spec.application, deployment=spec.deployment
        )


class ServePlace:
    """Looks at one Ray Serve and asks it for replicas."""

    def __init__(
        self, place: Place, *, serve: ServeClient, kube: Kube, token_lasts: timedelta
    ) -> None:
        self._place = place
        self._serve = serve
        self._kube = kube
        self._token_lasts = token_lasts
        self._token: str | None = None
        self._token_read_at: datetime | None = None

    async def look(self, *, now: datetime) -> View:
        """Return what is there; what keeps it from being seen is part of it."""
        try:
            if self._place.ray_service is not None:
                status = await self._kube.ray_service_status_get(self._place.ray_service)
                if told := upgrade_told(status):
                    return View(paused=told)
            return View(applications=await self._asked(self._applications_get, now=now))
        except EndpointUnreachable as error:
            return View(fault=error)

    async def scale(self, spec: StageSpec, replicas: int, *, now: datetime) -> None:
        """Ask for replicas of a stage: the one write path.  Raises ``StageFault``."""

        async def ask(token: str | None) -> None:
            await self._serve.deployment_scale(
                application=spec.application,
                deployment=spec.deployment,
                replicas=replicas,
                token=token,
            )

        await self._asked(ask, now=now)

    async def _applications_get(self, token: str | None) -> Applications:
        return await self._serve.applications_get(token=token)

    async def _asked(self, ask: Callable[[str | None], Awaitable[T]], *, now: datetime) -> T:
        """Ask with the token, and once more with the secret's newest if it is refused."""
        is_fresh = not self._is_token_valid(now)
        try:
            return await ask(await self._token_get(now))
        except EndpointUnreachable as error:
            if error.reason != "Unauthorized" or self._place.token is None:
                raise
            self._token_read_at = None
            if is_fresh:
                raise
        return await ask(await self._token_get(now))

    def _is_token_valid(self, now: datetime) -> bool:
        return self._token_read_at is not None and now - self._token_read_at < self._token_lasts

    async def _token_get(self, now: datetime) -> str | None:
        if self._place.token is not None and not self._is_token_valid(now):
            self._token = await self._kube.token_get(self._place.token)
            self._token_read_at = now
        return self._token
