"""What can be wrong becomes a condition and an event, never a crash, until it is put right."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.fakes.serve_api import FakeServe
from tests.operator.world import World, operator_running, until

READY = ("True", "AsDesired")
TOKEN = {"name": "ray-token"}
Repair = Callable[[World, FakeServe], Awaitable[Any]]


async def _works_again(world: World, serve: FakeServe) -> None:
    serve.is_broken = serve.is_strange = False
    serve.is_scaler_enabled = True


async def _token_given(world: World, serve: FakeServe) -> None:
    world.secret("ray-token", auth_token=serve.token or "")


async def _application_named(world: World, serve: FakeServe) -> None:
    await world.patch("prompt", spec={"application": "civicconnect", "deployment": "prompt"})


CASES: dict[str, tuple[dict[str, Any], dict[str, Any], str, str, Repair]] = {
    "broken": ({"is_broken": True}, {}, "Reachable", "ServeUnavailable", _works_again),
    "strange": ({"is_strange": True}, {}, "Reachable", "ServeStrange", _works_again),
    "no secret": (
        {"token": "right"},
        {"tokenSecretRef": TOKEN},
        "Reachable",
        "TokenMissing",
        _token_given,
    ),
    "no key": (
        {"token": "right"},
        {"tokenSecretRef": {"name": "other"}},
        "Reachable",
        "TokenMissing",
        lambda world, _: world.patch("prompt", spec={"tokenSecretRef": {"key": "key"}}),
    ),
    "wrong token": (
        {"token": "right"},
        {"tokenSecretRef": {"name": "wrong"}},
        "Reachable",
        "Unauthorized",
        lambda world, _: world.patch("prompt", spec={"tokenSecretRef": {"name": "right"}}),
    ),
    "no application": (
        {},
        {"application": "nowhere"},
        "Scaled",
        "ApplicationMissing",
        _application_named,
    ),
    "no deployment": (
        {},
        {"deployment": "none"},
        "Scaled",
        "DeploymentMissing",
        _application_named,
    ),
    "not scaled from outside": (
        {"is_scaler_enabled": False},
        {},
        "Scaled",
        "ExternalScalerDisabled",
        _works_again,
    ),
}


@pytest.mark.parametrize("case", CASES)
async def test_fault_is_a_condition_and_an_event_until_it_is_put_right(
    world: World, serve: FakeServe, case: str
) -> None:
    wrong, spec, condition, reason, repair = CASES[case]
    vars(serve).update(wrong)
    world.secret("wrong", auth_token="not-it")  # noqa: S106  # it is wrong on purpose
    world.secret("right", auth_token="right")  # noqa: S106  # a fake's
    world.secret("other", key="right")
    await world.create("prompt", endpoint=serve.url, replicas=2, **spec)
    await world.create("search", endpoint="http://127.0.0.1:9", replicas=2)
    async with operator_running():
        await world.becomes("prompt", **{condition: ("False", reason), "Ready": ("False", reason)})
        await until(lambda: reason in world.told("prompt"))

        await repair(world, serve)
        await world.becomes("prompt", Ready=READY)
        await until(lambda: "AsDesired" in world.told("prompt"))
    (warning,) = (event for event in world.api.events("prompt") if event["reason"] == reason)
    assert warning["type"] == "Warning"


async def test_stage_that_breaks_a_rule_is_told_so_and_is_not_followed(
    world: World, serve: FakeServe
) -> None:
    broken = {"endpoint": serve.url, "application": "civicconnect", "deployment": "prompt"}
    world.store_raw("prompt", broken | {"replicas": 9, "minReplicas": 1, "maxReplicas": 3})
    await world.create("search", endpoint=serve.url, replicas=2)
    async with operator_running():
        await world.becomes("prompt", Ready=("False", "SpecInvalid"))
        await world.becomes("search", Ready=READY)
        await until(lambda: "SpecInvalid" in world.told("prompt"))
    (ready,) = (one for one in world.status("prompt")["conditions"] if one["type"] == "Ready")
    assert ready["message"] == "spec: replicas must lie between minReplicas and maxReplicas"
    assert serve.scaled == [("search", 2)]


async def test_of_two_stages_for_one_deployment_the_older_is_followed(
    world: World, serve: FakeServe
) -> None:
    await world.create("prompt", endpoint=serve.url, replicas=2)
    await world.create("again", endpoint=f"{serve.url}/", deployment="prompt", replicas=5)
    async with operator_running():
        await world.becomes("again", Ready=("False", "Duplicate"))
        await world.becomes("prompt", Ready=READY)
        assert serve.scaled == [("prompt", 2)]

        await world.delete("prompt")
        await world.becomes("again", Ready=READY)
    assert serve.targets["prompt"] == 5


async def test_new_token_is_taken_without_a_word(world: World, serve: FakeServe) -> None:
    serve.token = "first"  # noqa: S105  # a fake's
    world.secret("ray-token", auth_token="first")  # noqa: S106  # a fake's
    await world.create("prompt", endpoint=serve.url, replicas=2, tokenSecretRef=TOKEN)
    async with operator_running(token_lifetime_s=3600):
        await world.becomes("prompt", Ready=READY)

        world.secret("ray-token", auth_token="second")  # noqa: S106  # a fake's
        serve.token = "second"  # noqa: S105  # a fake's
        await world.scale("prompt", 3)
        await until(lambda: world.status("prompt")["runningReplicas"] == 3)
    assert "Unauthorized" not in world.told("prompt")


async def test_serve_that_hangs_is_given_up_and_others_are_looked_after(
    world: World, serve: FakeServe
) -> None:
    serve.answers_after_s = 60
    await world.create("prompt", endpoint=serve.url, replicas=2)
    await world.create("search", endpoint="http://127.0.0.1:9", replicas=2)
    async with operator_running(serve_timeout_s=0.3):
        await world.becomes("prompt", Reachable=("False", "Timeout"))
        await world.becomes("search", Reachable=("False", "ConnectionFailed"))
        serve.answers_after_s = 0
        await world.becomes("prompt", Ready=READY)
