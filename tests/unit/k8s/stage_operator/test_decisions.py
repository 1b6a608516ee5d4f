from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8s.stage_operator.decisions import (
    LatencyMemory,
    LatencyStep,
    latency_step,
    memory_next,
    missing_data,
    rival_of,
    upgrade_told,
)
from k8s.stage_operator.resources import Latency, Stage

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LIMITS = Latency(p95Ms=200, prometheusUrl="http://prometheus:9090")
LONG_AGO = NOON - timedelta(hours=1)


def step(
    p95_ms: float, *, replicas: int = 4, is_settled: bool = True, **memory: datetime
) -> LatencyStep:
    remembered = LatencyMemory(**({"replicas": replicas, "changed_at": LONG_AGO} | memory))
    return latency_step(remembered, limits=LIMITS, p95_ms=p95_ms, is_settled=is_settled, now=NOON)


@pytest.mark.parametrize(
    ("p95_ms", "wanted"), [(221, 5), (260, 6), (400, 8), (9_000, 8), (220, 4), (100, 4)]
)
def test_slow_stage_grows_at_once_and_at_most_doubles(p95_ms: float, wanted: int) -> None:
    assert step(p95_ms).replicas == wanted


def test_one_replica_grows_by_one_at_least() -> None:
    assert step(221, replicas=1).replicas == 2


@pytest.mark.parametrize(
    "held",
    [{"is_settled": False}, {"changed_at": NOON - timedelta(seconds=59)}],
    ids=["replicas still start", "the window holds what was before"],
)
def test_slow_stage_waits_for_its_last_change_to_show(held: dict[str, Any]) -> None:
    assert step(900, **held).replicas == 4


def test_fast_stage_shrinks_by_one_after_the_stabilisation() -> None:
    assert step(99, fast_since=NOON - timedelta(seconds=299)).replicas == 4
    assert step(99, fast_since=NOON - timedelta(seconds=300)).replicas == 3


def test_next_replica_goes_a_stabilisation_later() -> None:
    changed = {"changed_at": NOON - timedelta(seconds=60), "fast_since": LONG_AGO}
    assert step(99, **changed).replicas == 4


@pytest.mark.parametrize("p95_ms", [100, 180, 500])
def test_one_slower_reading_begins_the_stabilisation_anew(p95_ms: float) -> None:
    assert step(p95_ms, fast_since=LONG_AGO).memory.fast_since is None


def test_missing_data_begins_the_stabilisation_anew() -> None:
    memory = LatencyMemory(replicas=4, changed_at=LONG_AGO, fast_since=LONG_AGO)
    assert missing_data(memory).fast_since is None


def test_change_by_anybody_begins_a_pause() -> None:
    memory = LatencyMemory(replicas=4, changed_at=LONG_AGO, fast_since=LONG_AGO)
    assert memory_next(memory, replicas=4, now=NOON) is memory
    assert memory_next(memory, replicas=5, now=NOON) == LatencyMemory(5, changed_at=NOON)
    assert memory_next(None, replicas=5, now=NOON) == LatencyMemory(5, changed_at=NOON)


@given(
    readings=st.lists(st.floats(min_value=0, max_value=2_000) | st.none(), max_size=60),
    every_s=st.integers(min_value=1, max_value=120),
)
def test_count_never_swings_within_a_window(readings: list[float | None], every_s: int) -> None:
    """Whatever is read: no two steps within a window, none down within a stabilisation."""
    memory, now, moves = None, NOON, []
    replicas = 4
    for reading in readings:
        memory = memory_next(memory, replicas=replicas, now=now)
        if reading is None:
            memory = missing_data(memory)
        else:
            done = latency_step(memory, limits=LIMITS, p95_ms=reading, is_settled=True, now=now)
            memory, wanted = done.memory, min(max(done.replicas, 1), 10)
            if wanted != replicas:
                moves.append((now, wanted - replicas))
            replicas = wanted
        now += timedelta(seconds=every_s)

    for (before, _), (after, change) in pairwise(moves):
        assert after - before >= (LIMITS.window_lasts if change > 0 else LIMITS.stabilization_lasts)


@pytest.mark.parametrize(
    ("status", "is_moved"),
    [
        ({}, False),
        ({"activeServiceStatus": {"rayClusterName": "a"}, "pendingServiceStatus": {}}, False),
        ({"pendingServiceStatus": {"rayClusterName": "a"}}, False),
        ({"conditions": [{"type": "UpgradeInProgress", "status": "False"}]}, False),
        ({"conditions": [{"type": "UpgradeInProgress", "status": "True"}]}, True),
        ({"conditions": [{"type": "RollbackInProgress", "status": "True"}]}, True),
        (
            {
                "activeServiceStatus": {"rayClusterName": "a"},
                "pendingServiceStatus": {"rayClusterName": "b"},
            },
            True,
        ),
    ],
)
def test_ray_service_that_kuberay_moves_is_recognised(
    status: dict[str, Any], is_moved: bool
) -> None:
    assert bool(upgrade_told(status)) is is_moved


def stage(name: str, *, created_at: str, deployment: str = "search") -> Stage:
    meta = {"name": name, "namespace": "civic", "uid": name, "resourceVersion": "1"}
    spec = {"endpoint": "http://ray:8265", "application": "civic", "deployment": deployment}
    return Stage.from_object({"metadata": meta | {"creationTimestamp": created_at}, "spec": spec})


def test_older_of_two_stages_is_the_rival_of_the_younger() -> None:
    old, young = stage("old", created_at="2026-01-01"), stage("young", created_at="2026-02-01")
    other = stage("other", created_at="2025-01-01", deployment="prompt")
    everyone = (young, other, old)

    assert rival_of(young, everyone) is old
    assert rival_of(old, everyone) is None
    assert rival_of(other, everyone) is None
