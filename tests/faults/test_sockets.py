"""The process of sockets ends, or the broker restarts, while two hundred tabs are open (F12)."""

import asyncio
import random
import signal
import time
from collections.abc import Iterator

import pytest

from tests.faults.load import Load
from tests.faults.parts import environment_add, graph_fake
from tests.faults.running import stack_running
from tests.faults.stack import FaultStack
from tests.faults.tabs import Tabs, sessions_open, tabs_open

# The first test also waits until the stack has started, on a busy machine for minutes.
pytestmark = [pytest.mark.full_only, pytest.mark.timeout(600, func_only=True)]
TABS = 200
CONNECTS_WITHIN_S = 60.0
BACK_WITHIN_S = 10.0
RECONNECTS_PER_S_MAX = 50
SOCKETS_GRACE_S = 10.0
WAYS = ("SIGTERM", "SIGKILL", "broker")


@pytest.fixture(scope="module")
def stack() -> Iterator[FaultStack]:
    def change(parts):
        graph_fake(parts)
        environment_add("sockets", {"CIVIC_LIVE_SOCKETS_PER_ADDRESS": str(2 * TABS)})(parts)

    with stack_running(people=TABS, change=change) as running:
        yield running


@pytest.fixture
def sessions(stack: FaultStack) -> dict[str, str]:
    """Open them anew: a run that ends takes its sessions along."""
    seats = sorted(name for name in stack.seats if name.startswith("fault"))
    return sessions_open(stack, seats[:TABS])


@pytest.mark.parametrize("way", WAYS)
def test_tabs_come_back_and_show_what_is_there(way, stack, sessions, begin, seed):
    with begin(stack, f"F12 {way}", f"{way} with {TABS} sockets open") as run:
        told = asyncio.run(_scenario(way, run.load, sessions, seed=seed))
        run.watch.healed()
        run.end(heals_s=told["back_within_s"], **told)
    assert told["shown_twice"] == 0
    assert told["reconnects_per_s"] <= RECONNECTS_PER_S_MAX
    assert told["back_within_s"] <= BACK_WITHIN_S


async def _scenario(
    way: str, load: Load, sessions: dict[str, str], *, seed: int
) -> dict[str, float]:
    dice = random.Random(seed)  # noqa: S311  # a plan that can be repeated, no secret
    async with tabs_open(load, sessions) as tabs:
        await tabs.connected_wait(within_s=CONNECTS_WITHIN_S)
        await tabs.live(dice, count=10)
        began_s = time.monotonic()
        await asyncio.gather(_fault(way, load.stack), tabs.live(dice, count=20))
        back_s = await _back(tabs)
        await tabs.live(dice, count=10)
        agree_s = await tabs.agree_wait()
        assert tabs.connected == TABS
        return {
            "back_within_s": back_s,
            "agree_within_s": agree_s,
            "reconnects_per_s": tabs.reconnects_per_s(since_s=began_s),
            "shown_twice": tabs.shown_twice(),
        }


async def _fault(way: str, stack: FaultStack) -> None:
    """Let it happen, and return when the process is there again."""
    if way == "SIGTERM":
        code, took_s = await asyncio.to_thread(stack.restart_gracefully, "sockets")
        assert code in {0, -signal.SIGTERM}  # uvicorn ends in good order, then by the signal itself
        assert took_s < SOCKETS_GRACE_S
        return
    name = "sockets" if way == "SIGKILL" else "valkey"
    await asyncio.to_thread(_kill_and_wait, stack, name)


def _kill_and_wait(stack: FaultStack, name: str) -> None:
    pid = stack.pid(name)
    stack.kill(name)
    while stack.stack.pids.get(name, pid) == pid:
        time.sleep(0.02)
    stack.up_wait(name)


async def _back(tabs: Tabs) -> float:
    """Return how long after the healing every tab was connected again."""
    return await tabs.connected_wait(within_s=3 * BACK_WITHIN_S)
