"""k8s.stage_operator: Ray Serve's REST API: what is deployed, and the one path that scales."""

from collections.abc import Mapping

import httpx
from pydantic import BaseModel, Field, ValidationError

from k8s.stage_operator.errors import EndpointUnreachable, ScaleRefused
from k8s.stage_operator.resources import Deployment

APPLICATIONS_PATH = "/api/serve/applications/"
_RUNNING = "RUNNING"
_STOPPING = "STOPPING"
_REFUSALS: Mapping[int, str] = {
    400: "ScaleRefused",
    404: "DeploymentMissing",
    412: "ExternalScalerDisabled",
}


class _Replica(BaseModel):
    state: str


class _Deployment(BaseModel):
    status: str
    message: str = ""
    target_num_replicas: int
    replicas: list[_Replica] = Field(default_factory=list)


class _Application(BaseModel):
    status: str
    message: str = ""
    deployments: dict[str, _Deployment] = Field(default_factory=dict)


class Applications(BaseModel):
    """All that one Ray Serve runs."""

    applications: dict[str, _Application]

    def deployment_get(self, *, application: str, deployment: str) -> Deployment:
        """Return one deployment; raises ``ScaleRefused`` when it is not there."""
        app = self.applications.get(application)
        if app is None:
            raise ScaleRefused("ApplicationMissing", f"Ray Serve has no application {application}")
        found = app.deployments.get(deployment)
        if found is None:
            told = f"application {application} ({app.status}) has no deployment {deployment}"
            raise ScaleRefused("DeploymentMissing", told)
        states = [replica.state for replica in found.replicas]
        return Deployment(
            target=found.target_num_replicas,
            total=sum(state != _STOPPING for state in states),
            running=states.count(_RUNNING),
            status=found.status,
            message=found.message,
        )


class ServeClient:
    """Speaks to one Ray Serve; the token is given with each call, because tokens change."""

    def __init__(self, http: httpx.AsyncClient, *, url: str, timeout_s: float) -> None:
        self._http = http
        self._url = url
        self._timeout_s = timeout_s

    async def applications_get(self, *, token: str | None) -> Applications:
        """Return what is deployed; raises ``EndpointUnreachable``."""
        reply = await self._ask("GET", APPLICATIONS_PATH, token=token)
        if reply.is_error:
            raise EndpointUnreachable("ServeUnavailable", _told(reply))
        try:
            return Applications.model_validate_json(reply.content)
        except ValidationError as error:
            told = f"{self._url} does not answer like Ray Serve 2.60"
            raise EndpointUnreachable("ServeStrange", told) from error

    async def deployment_scale(
        self, *, application: str, deployment: str, replicas: int, token: str | None
    ) -> None:
        """Ask for a number of replicas; raises ``ScaleRefused`` or ``EndpointUnreachable``."""
        path = f"/api/v1/applications/{application}/deployments/{deployment}/scale"
        reply = await self._ask("POST", path, token=token, body={"target_num_replicas": replicas})
        if reply.status_code in _REFUSALS:
            raise ScaleRefused(_REFUSALS[reply.status_code], _told(reply))
        if reply.is_error:
            raise EndpointUnreachable("ServeUnavailable", _told(reply))

    async def _ask(
        self, method: str, path: str, *, token: str | None, body: dict[str, int] | None = None
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            reply = await self._http.request(
                method, f"{self._url}{path}", json=body, headers=headers, timeout=self._timeout_s
            )
        except httpx.TimeoutException as error:
            told = f"{self._url} did not answer within {self._timeout_s:g} s"
            raise EndpointUnreachable("Timeout", told) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise EndpointUnreachable("ConnectionFailed", f"{self._url}: {error}") from error
        if reply.status_code in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            raise EndpointUnreachable("Unauthorized", _told(reply))
        return reply


def _told(reply: httpx.Response) -> str:
    try:
        said = str(reply.json()["error"])
    except (ValueError, KeyError, TypeError):
        said = reply.text
    return f"Ray Serve said {reply.status_code}: {' '.join(said.split())[:300]}"
