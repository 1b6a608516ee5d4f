"""The configurations that are deployed place every stage and keep to the measured limits."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import serve_graph
from serve_graph.contract import Stage
from serve_graph.graph import DoorConfig, StageConfig
from serve_graph.wiring import INGRESS, GraphArgs

FOLDER = Path(serve_graph.__file__ or "").parent
PROFILES = ("serve_config.yaml", "serve_config.laptop.yaml")
CORES = 2


def application_of(profile: str) -> dict[str, Any]:
    config = yaml.safe_load((FOLDER / profile).read_text(encoding="utf-8"))
    (application,) = config["applications"]
    assert isinstance(application, dict)
    return application


@pytest.fixture(params=PROFILES)
def application(request: pytest.FixtureRequest) -> dict[str, Any]:
    return application_of(request.param)


@pytest.fixture
def deployments(application: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = application["deployments"]
    return found


def test_every_deployment_is_configured_with_the_stages_placed_in_it(
    application: dict[str, Any], deployments: list[dict[str, Any]]
) -> None:
    args = GraphArgs.model_validate(application["args"])
    hosts = [INGRESS, *(stage for stage in Stage if args.hosted(stage))]

    assert [item["name"] for item in deployments] == hosts
    for item in deployments:
        assert tuple(item["user_config"].get("concurrency", {})) == args.hosted(item["name"])


def test_in_a_cluster_every_stage_is_a_deployment_of_its_own() -> None:
    deployments = application_of("serve_config.yaml")["deployments"]

    assert [item["name"] for item in deployments] == [INGRESS, *Stage]


def test_on_a_laptop_no_stage_is_a_hop_away() -> None:
    deployments = application_of("serve_config.laptop.yaml")["deployments"]

    assert [item["name"] for item in deployments] == [INGRESS]


def test_queue_is_two_to_four_times_the_slots_of_a_stage_alone() -> None:
    stages = application_of("serve_config.yaml")["deployments"][1:]
    ratios = [
        item["max_ongoing_requests"] / item["user_config"]["concurrency"][item["name"]]
        for item in stages
    ]

    assert all(2 <= ratio <= 4 for ratio in ratios)


def test_every_queue_has_an_end(deployments: list[dict[str, Any]]) -> None:
    assert all(item["max_queued_requests"] > 0 for item in deployments)


def test_stages_can_be_scaled_from_outside(
    application: dict[str, Any], deployments: list[dict[str, Any]]
) -> None:
    assert application["external_scaler_enabled"] is True
    assert not any("autoscaling_config" in item for item in deployments)


def test_all_replicas_fit_on_two_cores(deployments: list[dict[str, Any]]) -> None:
    reserved = [d["num_replicas"] * d["ray_actor_options"]["num_cpus"] for d in deployments]

    assert sum(reserved) <= CORES / 2


def test_every_deployment_knows_the_limits_it_is_given(deployments: list[dict[str, Any]]) -> None:
    for item in deployments:
        kind = DoorConfig if item["name"] == INGRESS else StageConfig
        kind.model_validate(item["user_config"])
