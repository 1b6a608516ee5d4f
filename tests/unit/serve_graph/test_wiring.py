"""Placement, and the stages of a process as calls that are measured (P12)."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from serve_graph import wiring
from serve_graph.contract import Stage
from serve_graph.errors import IndexUnavailable
from serve_graph.settings import GraphSettings, SettingsInvalid
from serve_graph.wiring import INGRESS, WAYS_IN, GraphArgs, LocalStages
from tests.unit.serve_graph.plain_stages import broken


def test_a_stage_that_nobody_placed_has_its_own_deployment() -> None:
    args = GraphArgs()

    assert args.hosted(INGRESS) == ()
    assert all(args.hosted(stage) == (stage,) for stage in Stage)


def test_placed_stages_share_the_replica_of_their_host() -> None:
    args = GraphArgs.model_validate(
        {"placement": {"prompt": "ingress", "language": "ingress", "learning": "search"}}
    )

    assert args.hosted(INGRESS) == (Stage.LANGUAGE, Stage.PROMPT)
    assert args.hosted(Stage.SEARCH) == (Stage.SEARCH, Stage.LEARNING)
    assert args.hosted(Stage.LEARNING) == ()


@pytest.mark.parametrize(
    "placement",
    [
        {"language": "nowhere"},
        {"nothing": "ingress"},
        {"language": "language"},
        {"language": "injection", "injection": "ingress"},
    ],
)
def test_placement_that_leads_nowhere_is_refused(placement: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="placement"):
        GraphArgs.model_validate({"placement": placement})


class CountingStage:
    """Counts how many calls are inside at once."""

    def __init__(self) -> None:
        self.inside = 0
        self.most = 0
        self.failure: Exception | None = None

    async def run(self, **_: Any) -> str:
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            await asyncio.sleep(0.01)
        finally:
            self.inside -= 1
        if self.failure:
            raise self.failure
        return "read"

    async def departments_replace(self, **_: Any) -> str:
        return "replaced"

    departments_known = neighbours = draft = rebuild_begin = rebuild_finish = run


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[CountingStage]:
    stage = CountingStage()
    monkeypatch.setattr(wiring, "stage_made", lambda *_: stage)
    yield stage
    assert stage.inside == 0


@pytest.fixture
def local(stage: CountingStage) -> LocalStages:
    stages = (Stage.LANGUAGE, Stage.LEARNING)
    return LocalStages(stages, args=GraphArgs(), settings=GraphSettings.from_environment())


async def test_calls_beyond_the_slots_wait_and_their_wait_is_measured(
    local: LocalStages, stage: CountingStage
) -> None:
    local.concurrency_set({Stage.LANGUAGE: 2})

    replies = await asyncio.gather(*(local.calls["language"](text="x") for _ in range(6)))

    assert stage.most == 2
    assert all(reply.answer == "read" for reply in replies)
    assert max(reply.in_replica_s - reply.service_s for reply in replies) > 0.01


async def test_error_of_a_stage_comes_back_as_its_answer(
    local: LocalStages, stage: CountingStage
) -> None:
    stage.failure = broken(IndexUnavailable)

    reply = await local.calls["language"](text="x")

    assert reply.answer is stage.failure


async def test_cancelled_call_frees_its_slot(local: LocalStages, stage: CountingStage) -> None:
    local.concurrency_set({Stage.LANGUAGE: 1})
    task = asyncio.create_task(local.calls["language"](text="x"))
    await asyncio.sleep(0)

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(1):
        assert (await local.calls["language"](text="x")).answer == "read"


async def test_learning_has_further_ways_in(local: LocalStages) -> None:
    ways = {name for name, (stage, _) in WAYS_IN.items() if stage is Stage.LEARNING}
    assert set(local.calls) == {"language", "learning"} | ways
    assert (await local.calls["departments"]()).answer == "replaced"


def test_slots_for_a_stage_that_lives_elsewhere_are_refused(local: LocalStages) -> None:
    with pytest.raises(SettingsInvalid, match="search"):
        local.concurrency_set({Stage.SEARCH: 2})
