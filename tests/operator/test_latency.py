"""Policy Latency: Prometheus says how fast a stage is, and the operator moves its spec."""

from typing import Any

from tests.fakes.prometheus import FakePrometheus
from tests.fakes.serve_api import FakeServe
from tests.operator.world import World, operator_running, until

READY = ("True", "AsDesired")


async def stage_create(
    world: World, serve: FakeServe, prometheus: FakePrometheus, **more: Any
) -> None:
    limits = {"p95Ms": 200, "prometheusUrl": prometheus.url, "window": "1s"}
    latency = limits | {"stabilizationSeconds": 1} | more.pop("latency", {})
    spec = {"replicas": 1, "maxReplicas": 4, "policy": "Latency"} | more
    await world.create("embedding", endpoint=serve.url, latency=latency, **spec)


def replicas(world: World) -> int:
    count: int = world.api.stage("embedding")["spec"]["replicas"]
    return count


async def test_slow_stage_grows_to_its_bound_and_shrinks_again_when_it_is_fast(
    world: World, serve: FakeServe, prometheus: FakePrometheus
) -> None:
    prometheus.seconds = 0.9
    await stage_create(world, serve, prometheus)
    async with operator_running():
        await until(lambda: serve.targets["embedding"] == 4)
        await world.becomes("embedding", Ready=READY)
        assert world.status("embedding")["p95Ms"] == 900

        prometheus.seconds = 0.02
        await until(lambda: serve.targets["embedding"] == 1)
    assert [count for _, count in serve.scaled] == [2, 4, 3, 2, 1]
    assert world.told("embedding").count("LatencyScaled") == 5


async def test_nothing_moves_when_nobody_knows(
    world: World, serve: FakeServe, prometheus: FakePrometheus
) -> None:
    await stage_create(world, serve, prometheus, replicas=3, latency={"stabilizationSeconds": 0})
    async with operator_running():
        await world.becomes("embedding", Ready=READY)
        prometheus.is_broken = True
        asked = len(prometheus.asked)
        await until(lambda: len(prometheus.asked) > asked + 8)

    assert (replicas(world), serve.scaled) == (3, [("embedding", 3)])
    (scaled,) = (one for one in world.status("embedding")["conditions"] if one["type"] == "Scaled")
    assert "replicas are kept: Prometheus" in scaled["message"]


async def test_stage_that_nobody_calls_shrinks(
    world: World, serve: FakeServe, prometheus: FakePrometheus
) -> None:
    prometheus.seconds = float("nan")
    await stage_create(world, serve, prometheus, replicas=2, latency={"stabilizationSeconds": 0})
    async with operator_running():
        await until(lambda: serve.targets["embedding"] == 1)


async def test_two_operators_take_one_step_at_a_time(
    world: World, serve: FakeServe, prometheus: FakePrometheus
) -> None:
    prometheus.seconds = 0.25
    await stage_create(world, serve, prometheus)
    async with operator_running(), operator_running():
        await until(lambda: serve.targets["embedding"] == 4)
        await world.becomes("embedding", Ready=READY)
    steps = [e["message"] for e in world.api.events("embedding") if e["reason"] == "LatencyScaled"]
    assert [step.split(" replicas")[0] for step in steps] == [
        "embedding: 1 to 2",
        "embedding: 2 to 3",
        "embedding: 3 to 4",
    ]


async def test_prometheus_is_asked_for_this_stage(
    world: World, serve: FakeServe, prometheus: FakePrometheus
) -> None:
    await stage_create(world, serve, prometheus)
    async with operator_running():
        await until(lambda: bool(prometheus.asked))
    assert prometheus.asked[0] == (
        "sum(histogram_quantile(0.95, sum by (le, phase) (rate("
        'ray_civic_stage_duration_seconds_bucket{stage="embedding"}[1s]))))'
    )
