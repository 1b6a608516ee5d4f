"""A Kubernetes API, operators in this process, and what a person does with kubectl."""

import asyncio
import base64
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from kmock import Server

from k8s.stage_operator.handlers import Operator, operator_run
from k8s.stage_operator.settings import OperatorSettings
from tests.operator.api_server import NAMESPACE, RESOURCE, StageApi

STAGES_PATH = f"/apis/civicconnect.uz/v1alpha1/namespaces/{NAMESPACE}/inferencestages"
VERBS = ["get", "list", "watch", "create", "patch", "delete"]
_KINDS = {
    RESOURCE: "InferenceStage",
    "v1/namespaces": "Namespace",
    "apiextensions.k8s.io/v1/customresourcedefinitions": "CustomResourceDefinition",
    "v1/events": "Event",
    "v1/secrets": "Secret",
    "ray.io/v1/rayservices": "RayService",
}
MERGE = {"Content-Type": "application/merge-patch+json"}


@dataclass
class World:
    """The API server and what is done to it."""

    api: StageApi

    async def create(self, name: str, **spec: Any) -> None:
        """Create a stage; a deployment of Serve has the same name unless told otherwise."""
        wanted = {"application": "civicconnect", "deployment": name} | spec
        given = {field: value for field, value in wanted.items() if value is not None}
        body = {"metadata": {"name": name}, "spec": given}
        answer = await self.api.post(STAGES_PATH, json=body)
        assert answer.status < 300, await answer.text()

    async def scale(self, name: str, replicas: int) -> int:
        """Do as `kubectl scale` does; return the answer's status."""
        return await self.patch(name, "scale", spec={"replicas": replicas})

    async def patch(self, name: str, subresource: str = "", /, **body: Any) -> int:
        path = f"{STAGES_PATH}/{name}/{subresource}".rstrip("/")
        return (await self.api.patch(path, json=body, headers=MERGE)).status

    async def delete(self, name: str) -> None:
        assert (await self.api.delete(f"{STAGES_PATH}/{name}")).status < 300

    def store_raw(self, name: str, spec: dict[str, Any]) -> None:
        """Keep a stage that no API server of today would take: it is older than a rule."""
        meta = {"name": name, "namespace": NAMESPACE, "uid": f"raw-{name}", "generation": 1}
        body = {"metadata": meta | {"resourceVersion": "0"}, "spec": spec}
        self.api.objects[RESOURCE, NAMESPACE, name] = body

    def secret(self, name: str, **values: str) -> None:
        data = {key: base64.b64encode(value.encode()).decode() for key, value in values.items()}
        self.api.objects["v1/secrets", NAMESPACE, name] = {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": name, "namespace": NAMESPACE},
            "data": data,
        }

    def ray_service(self, name: str, **status: Any) -> None:
        meta = {"name": name, "namespace": NAMESPACE}
        body = {"metadata": meta, "status": status}
        self.api.objects["ray.io/v1/rayservices", NAMESPACE, name] = body

    def conditions(self, name: str) -> dict[str, tuple[str, str]]:
        """Return status and reason of each condition of a stage."""
        found = self.api.stage(name).get("status", {}).get("conditions", ())
        return {one["type"]: (one["status"], one["reason"]) for one in found}

    def status(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.api.stage(name).get("status", {})
        return found

    def told(self, name: str) -> list[str]:
        """Return the reasons of a stage's events."""
        return [event["reason"] for event in self.api.events(name)]

    async def becomes(self, name: str, within_s: float = 20.0, **wanted: tuple[str, str]) -> float:
        """Wait for conditions; return how long it took."""
        return await until(
            lambda: wanted.items() <= self.conditions(name).items(),
            within_s=within_s,
            told=lambda: f"{name}: {self.api.stage(name)}",
        )


async def turns_pass(operator: Operator, count: int) -> None:
    """Wait until an operator has looked again so many times."""

    def done() -> int:
        shown = operator.metrics.exposed().decode()
        name = 'civic_operator_turn_seconds_count{outcome="OK"} '
        return int(float(shown.split(name)[1].split("\n")[0]))

    wanted = done() + count
    await until(lambda: done() >= wanted)


async def until(
    is_so: Callable[[], bool], *, within_s: float = 20.0, told: Callable[[], object] = str
) -> float:
    """Wait until something is so; return how many seconds it took."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < within_s, told()
        await asyncio.sleep(0.02)
    return time.monotonic() - began


@asynccontextmanager
async def world_running(kubeconfig: Path) -> AsyncIterator[World]:
    """Start an API server and write how to reach it, as `kubectl` and the operator read it."""
    api = StageApi()
    async with api, Server(api) as server:
        for resource, kind in _KINDS.items():
            api.resources[resource] = {"namespaced": True, "verbs": VERBS, "kind": kind}
        kubeconfig_write(kubeconfig, url=str(server.url))
        yield World(api)


def kubeconfig_write(path: Path, *, url: str) -> None:
    """Write how to reach an API server."""
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "test",
        "clusters": [{"name": "test", "cluster": {"server": url.rstrip("/")}}],
        "users": [{"name": "test", "user": {"token": "for-this-test-only"}}],
        "contexts": [
            {"name": "test", "context": {"cluster": "test", "user": "test", "namespace": "civic"}}
        ],
    }
    path.write_text(yaml.safe_dump(config))


@asynccontextmanager
async def operator_running(**settings: Any) -> AsyncIterator[Operator]:
    """Run an operator in this process, quicker than by default, until the block ends."""
    quick = {"interval_s": 0.2, "settling_interval_s": 0.05, "http_port": 0}
    operator = Operator(OperatorSettings(namespace=NAMESPACE, **(quick | settings)))
    stop = asyncio.Event()
    task = asyncio.create_task(operator_run(operator, stop_flag=stop))
    try:
        await until(lambda: operator.is_ready or task.done(), within_s=20)
        yield operator
    finally:
        stop.set()
        await asyncio.wait_for(task, timeout=20)
