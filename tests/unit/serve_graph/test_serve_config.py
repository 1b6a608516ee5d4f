"""The configuration that is deployed names every stage and keeps to the measured limits."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import serve_graph
from serve_graph.contract import Stage
from serve_graph.pipeline import Limits

CONFIG = Path(serve_graph.__file__ or "").with_name("serve_config.yaml")
CORES = 2


@pytest.fixture
def application() -> dict[str, Any]:
    (application,) = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["applications"]
    assert isinstance(application, dict)
    return application


@pytest.fixture
def stages(application: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for item in application["deployments"] if item["name"] != "ingress"]


def test_every_stage_is_a_deployment_of_its_own(stages: list[dict[str, Any]]) -> None:
    assert [stage["name"] for stage in stages] == list(Stage)


def test_queue_is_two_to_four_times_the_slots(stages: list[dict[str, Any]]) -> None:
    ratios = [s["max_ongoing_requests"] / s["user_config"]["concurrency"] for s in stages]

    assert all(2 <= ratio <= 4 for ratio in ratios)


def test_every_queue_has_an_end(application: dict[str, Any]) -> None:
    assert all(item["max_queued_requests"] > 0 for item in application["deployments"])


def test_stages_can_be_scaled_from_outside(application: dict[str, Any]) -> None:
    assert application["external_scaler_enabled"] is True
    assert not any("autoscaling_config" in item for item in application["deployments"])


def test_all_replicas_fit_on_two_cores(application: dict[str, Any]) -> None:
    reserved = [
        item["num_replicas"] * item["ray_actor_options"]["num_cpus"]
        for item in application["deployments"]
    ]

    assert sum(reserved) <= CORES / 2


def test_door_knows_the_limits_it_is_given(application: dict[str, Any]) -> None:
    (door,) = [item for item in application["deployments"] if item["name"] == "ingress"]

    Limits.model_validate(door["user_config"])
