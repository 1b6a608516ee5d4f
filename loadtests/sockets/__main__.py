"""``python -m loadtests.sockets``: what one process of sockets holds, beside daphne."""

import json
import sys
from typing import Any

import uvloop

from loadtests.sockets.climb import climb, reached_per_s
from loadtests.sockets.cores import Cores
from loadtests.sockets.load import Load
from loadtests.sockets.stack import Bench, Server, bench_running

SOCKETS, SOCKETS_COMPARED = 2_000, 1_000
CONNECTS_PER_S = 100
MESSAGES_PER_S, SECONDS = 100, 20
MEMORY_GOAL_KB, CONNECT_GOAL_MS, DELIVERY_GOAL_MS = 45.0, 100.0, 60.0
SATURATION_GOAL = 1.2
# Before the first step: each connection to the database prepares its statements.
WARMS_UP_AT, WARMS_UP_S = 100, 4
# In turn, so that neither always finds the machine as the other left it.
ORDER = (Server.UVICORN, Server.DAPHNE, Server.UVICORN, Server.DAPHNE)


async def held(bench: Bench, server: Server) -> dict[str, Any]:
    """Hold 2,000 sockets at one process; returns what that cost and how fast news came."""
    with bench.server_running(server) as running:
        async with Load(bench, running) as load:
            opened = await load.connect(SOCKETS, per_s=CONNECTS_PER_S)
            rates = await load.messages(per_s=MESSAGES_PER_S, seconds=SECONDS)
    return {"connect": opened, "messages": rates.told()}


async def saturation(bench: Bench, server: Server, cores: Cores) -> list[dict[str, Any]]:
    """Look for the highest rate that a server keeps up beside its neighbours; returns each step."""
    with bench.server_running(server, place=cores.at_server()) as running:
        async with Load(bench, running) as load:
            await load.connect(SOCKETS_COMPARED, per_s=CONNECTS_PER_S)
            with cores.neighbours():
                await load.messages(per_s=WARMS_UP_AT, seconds=WARMS_UP_S)
                return await climb(load)


def main() -> int:
    """Measure, print JSON as it comes, and return 0 when all goals are reached."""
    with bench_running(people=SOCKETS) as bench:
        ours = uvloop.run(held(bench, Server.UVICORN))
        _say(uvicorn=ours)
        reached = _compared(bench)
    uvicorn, daphne = reached[Server.UVICORN], reached[Server.DAPHNE]
    ratio = sum(uvicorn) / sum(daphne)
    met = {
        "memory": ours["connect"]["kb_per_socket"] <= MEMORY_GOAL_KB,
        "connect": ours["connect"]["p99_ms"] < CONNECT_GOAL_MS,
        "delivery": ours["messages"]["p99_ms"] < DELIVERY_GOAL_MS,
        "lost": ours["messages"]["lost"] == 0,
        "saturation": ratio >= SATURATION_GOAL,
    }
    _say(uvicorn_per_s=uvicorn, daphne_per_s=daphne, met=met)
    turns = " and ".join(f"{one / other:.2f}" for one, other in zip(uvicorn, daphne, strict=True))
    sys.stdout.write(f"bench: {ratio:.2f} ({turns}) of what daphne delivers in time\n")
    return 0 if all(met.values()) else 1


def _compared(bench: Bench) -> dict[Server, list[float]]:
    """Return what each server delivered in time in each of its turns."""
    reached: dict[Server, list[float]] = {server: [] for server in Server}
    cores = Cores.of_machine()
    cores.others_place()
    for server in ORDER:
        steps = uvloop.run(saturation(bench, server, cores))
        reached[server].append(reached_per_s(steps))
        _say(server=server, saturation_per_s=reached[server][-1], steps=steps)
    return reached


def _say(**told: object) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
