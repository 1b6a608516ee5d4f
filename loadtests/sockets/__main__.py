"""``python -m loadtests.sockets``: what one process of sockets holds, beside daphne."""

import json
import sys
from typing import Any

import uvloop

from loadtests.sockets.load import Load
from loadtests.sockets.stack import Bench, Server, bench_running

SOCKETS, SOCKETS_COMPARED = 2_000, 1_000
CONNECTS_PER_S = 100
MESSAGES_PER_S, SECONDS = 100, 20
MEMORY_GOAL_KB, CONNECT_GOAL_MS, DELIVERY_GOAL_MS = 45.0, 100.0, 60.0
SATURATION_GOAL = 1.2
SATURATES_AT = (300, 600, 1_000, 1_500, 2_000, 2_500, 3_000, 3_500, 4_000)
STEP_S = 4
# Before the first step: each connection to the database prepares its statements.
WARMS_UP_AT = 100
# In turn, so that neither always finds the machine as the other left it; the best run counts.
ORDER = (Server.DAPHNE, Server.UVICORN, Server.UVICORN, Server.DAPHNE)
# A server keeps up while it delivers this share within this time.
KEEPS_UP_SHARE, KEEPS_UP_MS = 0.99, 500.0


async def held(bench: Bench, server: Server) -> dict[str, Any]:
    """Hold 2,000 sockets at one process; returns what that cost and how fast news came."""
    with bench.server_running(server) as running:
        async with Load(bench, running) as load:
            opened = await load.connect(SOCKETS, per_s=CONNECTS_PER_S)
            rates = await load.messages(per_s=MESSAGES_PER_S, seconds=SECONDS)
    return {"connect": opened, "messages": rates.told()}


async def saturation(bench: Bench, server: Server) -> list[dict[str, Any]]:
    """Say more and more until news no longer come in time; returns each step."""
    steps: list[dict[str, Any]] = []
    with bench.server_running(server) as running:
        async with Load(bench, running) as load:
            await load.connect(SOCKETS_COMPARED, per_s=CONNECTS_PER_S)
            await load.messages(per_s=WARMS_UP_AT, seconds=STEP_S)
            for per_s in SATURATES_AT:
                rates = await load.messages(per_s=per_s, seconds=STEP_S)
                is_kept = rates.keeps_up(share=KEEPS_UP_SHARE, within_ms=KEEPS_UP_MS)
                steps.append({**rates.told(), "in_time_per_s": rates.in_time_per_s(KEEPS_UP_MS)})
                if not is_kept:
                    break
    return steps


def main() -> int:
    """Measure, print JSON as it comes, and return 0 when all goals are reached."""
    with bench_running(people=SOCKETS) as bench:
        ours = uvloop.run(held(bench, Server.UVICORN))
        _say(uvicorn=ours)
        best = dict.fromkeys(Server, 0.0)
        for server in ORDER:
            steps = uvloop.run(saturation(bench, server))
            reached = max(step["in_time_per_s"] for step in steps)
            best[server] = max(best[server], reached)
            _say(server=server, saturation_per_s=reached, steps=steps)
    ratio = best[Server.UVICORN] / best[Server.DAPHNE]
    met = {
        "memory": ours["connect"]["kb_per_socket"] <= MEMORY_GOAL_KB,
        "connect": ours["connect"]["p99_ms"] < CONNECT_GOAL_MS,
        "delivery": ours["messages"]["p99_ms"] < DELIVERY_GOAL_MS,
        "lost": ours["messages"]["lost"] == 0,
        "saturation": ratio >= SATURATION_GOAL,
    }
    _say(ratio=round(ratio, 2), met=met)
    sys.stdout.write(f"bench: {ratio:.2f} of what daphne delivers in time\n")
    return 0 if all(met.values()) else 1


def _say(**told: object) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
