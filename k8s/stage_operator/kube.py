"""k8s.stage_operator: the Kubernetes API: reads and writes; watching is kopf's, in ``handlers``.

Every patch of a stage carries the resourceVersion that the decision was made on.  If somebody else
was first, another operator or a person, it is refused (``WriteOutdated``) and the next turn decides
anew.
"""

import base64
import binascii
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import httpx2
from lightkube import AsyncClient, KubeConfig
from lightkube.generic_resource import create_namespaced_resource
from lightkube.models.core_v1 import EventSource, ObjectReference
from lightkube.models.meta_v1 import ObjectMeta
from lightkube.resources.core_v1 import Event, Secret
from lightkube.types import PatchType

from k8s.stage_operator.errors import (
    EndpointUnreachable,
    KubernetesAway,
    StageGone,
    WriteOutdated,
)
from k8s.stage_operator.resources import GROUP, KIND, PLURAL, VERSION, Stage, TokenSecretRef

MANAGER = "civicconnect-operator"
# Within this time two operators that report the same thing name it the same; the second is refused.
EVENT_ONCE_IN_S = 10
_NOT_FOUND, _CONFLICT, _FORBIDDEN = 404, 409, 403

InferenceStage = create_namespaced_resource(GROUP, VERSION, KIND, PLURAL)
RayService = create_namespaced_resource("ray.io", "v1", "RayService", "rayservices")


class Kube:
    """The operator's rights in one namespace; nothing else of the API is used."""

    def __init__(self, *, namespace: str, timeout_s: float) -> None:
        self._namespace = namespace
        timeout = httpx2.Timeout(timeout_s)
        config = KubeConfig.from_env()
        self._client = AsyncClient(config, timeout=timeout, field_manager=MANAGER)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()

    async def stages_list(self) -> list[Stage]:
        """Return all stages of the namespace; raises ``KubernetesAway``."""
        async with _errors_named():
            found = self._client.list(InferenceStage, namespace=self._namespace)
            return [Stage.from_object(body) async for body in found]

    async def stage_get(self, stage: Stage) -> Stage:
        """Return the stage as it is now; raises ``StageGone``."""
        async with _errors_named():
            body = await self._client.get(InferenceStage, stage.name, namespace=stage.namespace)
        now = Stage.from_object(body)
        if now.uid != stage.uid:
            raise StageGone(stage.name)
        return now

    async def replicas_patch(self, stage: Stage, replicas: int) -> Stage:
        """Write ``spec.replicas`` through the scale subresource and return the stage after it."""
        patch = {**_version_of(stage), "spec": {"replicas": replicas}}
        await self._patch(InferenceStage.Scale, stage, patch)
        return await self.stage_get(stage)

    async def status_patch(self, stage: Stage, status: Mapping[str, Any]) -> Stage:
        """Write the status and return the stage after it."""
        patch = {**_version_of(stage), "status": dict(status)}
        body = await self._patch(InferenceStage.Status, stage, patch)
        return Stage.from_object(body)

    async def _patch(self, kind: Any, stage: Stage, patch: dict[str, Any]) -> Any:  # noqa: ANN401  # lightkube's subresources
        async with _errors_named():
            return await self._client.patch(
                kind, stage.name, patch, namespace=stage.namespace, patch_type=PatchType.MERGE
            )

    async def token_get(self, reference: TokenSecretRef) -> str:
        """Return a token; raises ``EndpointUnreachable`` when the secret does not have it."""
        name, key = reference.name, reference.key
        try:
            secret = await self._client.get(Secret, name, namespace=self._namespace)
            return base64.b64decode((secret.data or {})[key], validate=True).decode().strip()
        except (KeyError, binascii.Error, UnicodeDecodeError) as error:
            told = f"secret {name} has no usable key {key}"
            raise EndpointUnreachable("TokenMissing", told) from error
        except httpx2.HTTPStatusError as error:
            _absent(error, "TokenMissing", f"secret {name}")
            raise KubernetesAway(str(error)) from error
        except httpx2.HTTPError as error:
            raise KubernetesAway(f"{type(error).__name__}: {error}") from error

    async def ray_service_status_get(self, name: str) -> Mapping[str, Any]:
        """Return the status of a RayService; raises ``EndpointUnreachable`` without one."""
        try:
            found = await self._client.get(RayService, name, namespace=self._namespace)
        except httpx2.HTTPStatusError as error:
            _absent(error, "RayServiceMissing", f"RayService {name}")
            raise KubernetesAway(str(error)) from error
        except httpx2.HTTPError as error:
            raise KubernetesAway(f"{type(error).__name__}: {error}") from error
        status: Mapping[str, Any] = found.get("status") or {}
        return status

    async def event_create(
        self, stage: Stage, *, reason: str, message: str, is_warning: bool, now: datetime
    ) -> None:
        """Tell what happened to a stage, once, whatever number of operators saw it."""
        event = _event(stage, reason=reason, message=message, now=now)
        event.type = "Warning" if is_warning else "Normal"
        try:
            async with _errors_named():
                await self._client.create(event)
        except WriteOutdated:
            return  # The other operator has told it.


def _absent(error: httpx2.HTTPStatusError, reason: str, what: str) -> None:
    """Raise ``EndpointUnreachable`` if an object is not there, or not for the operator."""
    told = {_NOT_FOUND: "there is none", _FORBIDDEN: "the operator may not read it"}
    if error.response.status_code in told:
        message = f"{what}: {told[error.response.status_code]}"
        raise EndpointUnreachable(reason, message) from error


def _event(stage: Stage, *, reason: str, message: str, now: datetime) -> Event:
    since = int(now.timestamp()) // EVENT_ONCE_IN_S
    what = "\n".join((stage.uid, reason, message, str(since)))
    digest = hashlib.sha256(what.encode()).hexdigest()[:16]
    return Event(
        metadata=ObjectMeta(name=f"{stage.name[:230]}.{digest}", namespace=stage.namespace),
        involvedObject=ObjectReference(
            apiVersion=f"{GROUP}/{VERSION}",
            kind=KIND,
            name=stage.name,
            namespace=stage.namespace,
            uid=stage.uid,
            resourceVersion=stage.resource_version,
        ),
        reason=reason,
        message=message[:1000],
        count=1,
        firstTimestamp=now,
        lastTimestamp=now,
        source=EventSource(component=MANAGER),
        reportingComponent=MANAGER,
    )


def _version_of(stage: Stage) -> dict[str, Any]:
    return {"metadata": {"resourceVersion": stage.resource_version}}


@asynccontextmanager
async def _errors_named() -> AsyncIterator[None]:
    try:
        yield
    except httpx2.HTTPStatusError as error:
        if error.response.status_code == _CONFLICT:
            raise WriteOutdated(str(error)) from error
        if error.response.status_code == _NOT_FOUND:
            raise StageGone(str(error)) from error
        raise KubernetesAway(str(error)) from error
    except httpx2.HTTPError as error:
        raise KubernetesAway(f"{type(error).__name__}: {error}") from error
