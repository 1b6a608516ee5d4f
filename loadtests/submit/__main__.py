"""``python -m loadtests.submit``: the share of a bare INSERT's rate, and 100 messages a second."""

import json
import sys
from dataclasses import asdict

from loadtests.submit.rates import api_rate, bare_rate, sessions_close, steady
from loadtests.submit.stack import web_running

CLIENTS = 16
CITIZENS = 1_000
WARM_ROUNDS, ROUNDS = 1, 3
BARE_ROWS = 6_400
RATE_PER_S, SECONDS = 100, 10
SHARE_GOAL, P99_GOAL_MS = 0.35, 150.0


def main() -> int:
    """Measure, print one JSON object, and return 0 when both goals are reached."""
    with web_running(citizens=CITIZENS) as web:
        api_rate(web, clients=CLIENTS, rounds=WARM_ROUNDS)
        bare = [bare_rate(web, clients=CLIENTS, rows=BARE_ROWS)]
        sessions_close(web)
        api = api_rate(web, clients=CLIENTS, rounds=ROUNDS)
        bare.append(bare_rate(web, clients=CLIENTS, rows=BARE_ROWS))
        sessions_close(web)
        stream = steady(web, rate_per_s=RATE_PER_S, seconds=SECONDS, clients=CLIENTS)
    share = api.per_s / (sum(bare) / len(bare))
    report = {
        "api_per_s": round(api.per_s, 1),
        "api_cpu_ms": round(api.cpu_ms, 2),
        "bare_per_s": [round(rate, 1) for rate in bare],
        "share": round(share, 3),
        "steady": asdict(stream),
    }
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    is_good = share >= SHARE_GOAL and stream.p99_ms < P99_GOAL_MS and not stream.failed
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
