"""The operator asks the Kubernetes API for exactly what its role allows."""

from typing import Any

import yaml

from tests.fakes.prometheus import FakePrometheus
from tests.fakes.serve_api import FakeServe
from tests.operator.world import World, operator_running, until
from tests.servers import ROOT

VERBS = {"fetch": "get", "list": "list", "watch": "watch", "create": "create", "update": "patch"}
Right = tuple[str, str, str]


def rights_given() -> set[Right]:
    role = yaml.safe_load((ROOT / "k8s/stage_operator/role.yaml").read_text(encoding="utf-8"))
    return {
        (group, resource, verb)
        for rule in role["rules"]
        for group in rule["apiGroups"]
        for resource in rule["resources"]
        for verb in rule["verbs"]
    }


def right_used(request: Any) -> Right:
    resource = "/".join(filter(None, (request.resource.plural, request.subresource)))
    return request.resource.group, resource, VERBS[request.action.value.lower()]


async def test_role_is_exactly_what_is_used(
    world: World, serve: FakeServe, prometheus: FakePrometheus
) -> None:
    prometheus.seconds = 0.9
    world.secret("ray-token", auth_token="any")  # noqa: S106  # a fake's
    world.ray_service("graph", activeServiceStatus={"rayClusterName": "graph-a"})
    latency = {"p95Ms": 200, "prometheusUrl": prometheus.url, "window": "1s"}
    place = {"rayServiceRef": {"name": "graph"}, "tokenSecretRef": {"name": "ray-token"}}
    await world.create("prompt", policy="Latency", latency=latency, **place)
    async with operator_running(ray_service_url=serve.url):
        await until(lambda: serve.targets["prompt"] == 2)
        await until(lambda: "LatencyScaled" in world.told("prompt"))

    own = [one for one in list(world.api) if "kmock" not in one.headers["User-Agent"]]
    used = {right_used(one) for one in own if one.resource and one.resource.plural}
    assert used == rights_given()
