"""The operator as a process: health, metrics, a clean stop, and an environment that is wrong."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from k8s.devstack.ports import LOOPBACK, port_free
from tests.fakes.serve_api import FakeServe
from tests.operator.world import World, operator_running
from tests.servers import ROOT

SHOWN = (
    "civic_operator_stage_replicas_desired",
    "civic_operator_stage_replicas_running",
    "civic_operator_stage_ready",
    "civic_operator_stage_paused",
    "civic_operator_scales_total",
    "civic_operator_turn_seconds_count",
)


@asynccontextmanager
async def program(**environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start the operator as its image does."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "k8s.stage_operator"),
        cwd=ROOT,
        env={**os.environ, **environment},  # noqa: TID251  # a child inherits it
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def test_process_keeps_stages_and_stops_cleanly_when_it_is_told_to(
    world: World, serve: FakeServe
) -> None:
    port = port_free()
    settings = {"CIVIC_OPERATOR_NAMESPACE": "civic", "CIVIC_OPERATOR_HTTP_PORT": str(port)}
    await world.create("prompt", endpoint=serve.url, replicas=2)
    async with program(**settings) as process, httpx.AsyncClient() as http:
        await world.becomes("prompt", Ready=("True", "AsDesired"), within_s=60)
        base = f"http://{LOOPBACK}:{port}"
        assert (await http.get(f"{base}/health/live")).json() == {"ok": True}
        assert (await http.get(f"{base}/health/ready")).json() == {"ok": True}
        shown = (await http.get(f"{base}/metrics")).text

        process.send_signal(signal.SIGTERM)
        _, log = await asyncio.wait_for(process.communicate(), timeout=30)
    assert process.returncode == 0, log.decode()
    assert all(name in shown for name in SHOWN), shown
    assert "Traceback" not in log.decode()


async def test_wrong_environment_is_named_and_nothing_begins(world: World) -> None:
    async with program(CIVIC_OPERATOR_INTERVAL_S="soon") as process:
        _, log = await asyncio.wait_for(process.communicate(), timeout=60)
    assert process.returncode == 2
    assert "CIVIC_OPERATOR_INTERVAL_S" in log.decode()
    assert "CIVIC_OPERATOR_NAMESPACE" in log.decode()


async def test_missing_definition_ends_the_process(world: World) -> None:
    del world.api.resources["civicconnect.uz/v1alpha1/inferencestages"]
    settings = {"CIVIC_OPERATOR_NAMESPACE": "civic", "CIVIC_OPERATOR_HTTP_PORT": "0"}
    async with program(**settings) as process:
        await asyncio.wait_for(process.communicate(), timeout=60)
    assert process.returncode != 0


async def test_loop_that_hangs_is_not_alive(world: World, serve: FakeServe) -> None:
    await world.create("prompt", endpoint=serve.url, replicas=1)
    async with operator_running() as operator:
        await world.becomes("prompt", Ready=("True", "AsDesired"))
        assert operator.keeper.is_alive(within_s=60)
        assert not operator.keeper.is_alive(within_s=0)
