"""While KubeRay moves a RayService nothing is scaled; then the new cluster gets its counts."""

from typing import Any

import pytest

from tests.fakes.serve_api import FakeServe
from tests.operator.world import World, operator_running, until

READY = ("True", "AsDesired")
CALM = {"activeServiceStatus": {"rayClusterName": "graph-a"}, "serviceStatus": "Running"}
UPGRADES: dict[str, dict[str, Any]] = {
    "condition": {
        "conditions": [{"type": "UpgradeInProgress", "status": "True", "message": "two clusters"}]
    },
    "clusters": {"pendingServiceStatus": {"rayClusterName": "graph-b"}},
}


@pytest.mark.parametrize("how", UPGRADES)
async def test_upgrade_pauses_and_its_end_repairs(world: World, serve: FakeServe, how: str) -> None:
    world.ray_service("graph", **CALM)
    await world.create("prompt", rayServiceRef={"name": "graph"}, replicas=2)
    async with operator_running(ray_service_url=serve.url):
        await world.becomes("prompt", Ready=READY)

        world.ray_service("graph", **CALM, **UPGRADES[how])
        await world.becomes("prompt", Paused=("True", "RayServiceUpgrading"))
        serve.targets["prompt"] = 1
        await world.scale("prompt", 3)
        await until(lambda: world.status("prompt")["observedGeneration"] == 2)
        assert serve.targets["prompt"] == 1

        world.ray_service("graph", **CALM)
        await world.becomes("prompt", Ready=READY, Paused=("False", "NotPaused"))
    assert serve.targets["prompt"] == 3
    assert {"RayServiceUpgrading", "NotPaused"} <= set(world.told("prompt"))


async def test_missing_ray_service_is_a_condition(world: World, serve: FakeServe) -> None:
    await world.create("prompt", rayServiceRef={"name": "graph"}, replicas=2)
    async with operator_running(ray_service_url=serve.url):
        await world.becomes("prompt", Reachable=("False", "RayServiceMissing"))
        assert not serve.scaled

        world.ray_service("graph", **CALM)
        await world.becomes("prompt", Ready=READY)
