"""An operator and a Ray Serve: what is wanted comes to be, stays, and is told."""

from tests.fakes.serve_api import FakeServe
from tests.operator.api_server import PLURAL
from tests.operator.world import World, operator_running, turns_pass, until

READY = ("True", "AsDesired")


async def test_replicas_follow_kubectl_scale_and_no_other_stage_is_touched(
    world: World, serve: FakeServe
) -> None:
    await world.create("embedding", endpoint=serve.url, replicas=1)
    async with operator_running():
        await world.becomes("embedding", Ready=READY)

        assert await world.scale("embedding", 3) == 200
        await until(lambda: world.status("embedding")["runningReplicas"] == 3)
        assert await world.scale("embedding", 1) == 200
        await until(lambda: world.status("embedding")["runningReplicas"] == 1)
        await until(lambda: world.told("embedding").count("Scaled") == 2)

    assert serve.scaled == [("embedding", 3), ("embedding", 1)]


async def test_change_past_the_operator_is_repaired_and_told(
    world: World, serve: FakeServe
) -> None:
    await world.create("search", endpoint=serve.url, replicas=2)
    async with operator_running() as operator:
        await world.becomes("search", Ready=READY)

        serve.targets["search"] = 5
        await until(lambda: "DriftRepaired" in world.told("search"))

        shown = operator.metrics.exposed().decode()
    assert serve.targets["search"] == 2
    assert 'scales_total{cause="DRIFT",namespace="civic",stage="search"} 1.0' in shown


async def test_what_changed_while_the_operator_was_away_is_repaired_at_its_start(
    world: World, serve: FakeServe
) -> None:
    await world.create("search", endpoint=serve.url, replicas=2)
    async with operator_running():
        await world.becomes("search", Ready=READY)
    await world.scale("search", 3)
    serve.targets["search"] = 1

    async with operator_running():
        await until(lambda: world.status("search")["runningReplicas"] == 3)


async def test_status_says_that_replicas_still_start(world: World, serve: FakeServe) -> None:
    serve.starting.add("decision")
    await world.create("decision", endpoint=serve.url, replicas=2)
    async with operator_running():
        await world.becomes(
            "decision", Ready=("False", "ScalingUp"), Reachable=("True", "ServeAnswers")
        )
        assert world.status("decision")["runningReplicas"] == 0

        serve.starting.clear()
        await world.becomes("decision", Ready=READY)


async def test_absent_count_is_what_runs_and_nothing_is_scaled(
    world: World, serve: FakeServe
) -> None:
    serve.targets |= {"prompt": 4, "learning": 1}
    await world.create("prompt", endpoint=serve.url)
    await world.create("learning", endpoint=serve.url, minReplicas=2)
    async with operator_running():
        await world.becomes("prompt", Ready=READY)
        await world.becomes("learning", Ready=READY)

    assert world.api.stage("prompt")["spec"]["replicas"] == 4
    assert serve.scaled == [("learning", 2)]


async def test_deleted_stage_keeps_its_replicas_and_is_left_alone(
    world: World, serve: FakeServe
) -> None:
    for name in ("prompt", "search"):
        await world.create(name, endpoint=serve.url, replicas=2)
    async with operator_running() as operator:
        await world.becomes("prompt", Ready=READY)
        await world.delete("prompt")
        await until(lambda: [stage.name for stage in operator.keeper.stages()] == ["search"])
        serve.targets |= {"prompt": 7, "search": 7}
        await until(lambda: serve.targets["search"] == 2)

        shown = operator.metrics.exposed().decode()
    assert serve.targets["prompt"] == 7
    assert 'stage_ready{namespace="civic",stage="prompt"}' not in shown


async def test_deletion_that_the_watch_missed_is_noticed(world: World, serve: FakeServe) -> None:
    await world.create("prompt", endpoint=serve.url, replicas=2)
    async with operator_running(resync_s=0.2) as operator:
        await world.becomes("prompt", Ready=READY)
        del world.api.objects[f"civicconnect.uz/v1alpha1/{PLURAL}", "civic", "prompt"]

        await until(lambda: not operator.keeper.stages())


async def test_stage_that_was_deleted_unnoticed_is_not_scaled(
    world: World, serve: FakeServe
) -> None:
    await world.create("prompt", endpoint=serve.url, replicas=2)
    async with operator_running() as operator:
        await world.becomes("prompt", Ready=READY)
        del world.api.objects[f"civicconnect.uz/v1alpha1/{PLURAL}", "civic", "prompt"]
        serve.targets["prompt"] = 5

        await until(lambda: not operator.keeper.stages())
    assert serve.targets["prompt"] == 5


async def test_nothing_is_left_on_objects_that_could_hold_their_deletion(
    world: World, serve: FakeServe
) -> None:
    await world.create("prompt", endpoint=serve.url, replicas=2)
    async with operator_running():
        await world.becomes("prompt", Ready=READY)

    assert not {"finalizers", "annotations"} & set(world.api.stage("prompt")["metadata"])


async def test_scale_subresource_is_whole_for_an_autoscaler(world: World, serve: FakeServe) -> None:
    await world.create("prompt", endpoint=serve.url, replicas=2)
    async with operator_running():
        await world.becomes("prompt", Ready=READY)

    path = "/apis/civicconnect.uz/v1alpha1/namespaces/civic/inferencestages/prompt/scale"
    scale = await (await world.api.get(path)).json()
    assert (scale["spec"]["replicas"], scale["status"]["replicas"]) == (2, 2)
    assert scale["status"]["selector"] == "civicconnect.uz/stage=prompt"


async def test_count_outside_the_bounds_is_refused_by_the_api_server(
    world: World, serve: FakeServe
) -> None:
    await world.create("prompt", endpoint=serve.url, replicas=2, maxReplicas=4)

    assert await world.scale("prompt", 5) == 422
    assert await world.scale("prompt", 4) == 200


async def test_two_operators_at_once_agree(world: World, serve: FakeServe) -> None:
    await world.create("embedding", endpoint=serve.url, replicas=1)
    async with operator_running() as one, operator_running() as other:
        await world.becomes("embedding", Ready=READY)
        for replicas in (3, 1, 2):
            await world.scale("embedding", replicas)
            await until(
                lambda wanted=replicas: world.status("embedding")["runningReplicas"] == wanted
            )
        await world.becomes("embedding", Ready=READY)
        await turns_pass(one, 1)
        told, version = world.told("embedding"), world.api.stage("embedding")["metadata"]
        for operator in (one, other):
            await turns_pass(operator, 4)

        assert world.api.stage("embedding")["metadata"] == version
        assert world.told("embedding") == told
    asked = [replicas for _, replicas in serve.scaled]
    assert asked == sorted(asked, key=[3, 1, 2].index)
    assert told.count("Scaled") == 3


async def test_stage_follows_its_endpoint(world: World, serve: FakeServe) -> None:
    await world.create("prompt", endpoint="http://127.0.0.1:9", replicas=2)
    async with operator_running():
        await world.becomes("prompt", Reachable=("False", "ConnectionFailed"))

        await world.patch("prompt", spec={"endpoint": serve.url})
        await world.becomes("prompt", Ready=READY)
