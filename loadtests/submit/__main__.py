"""``python -m loadtests.submit``: the share of a bare INSERT's rate, and 100 messages a second."""

import signal
import sys

from rich.console import Console

from loadtests.submit.rates import api_rate, bare_rate
from loadtests.submit.report import Report, Round, table_of
from loadtests.submit.stack import Web, web_running
from loadtests.submit.steady import steady

CLIENTS = 16
ROUNDS = 5
MESSAGES, BARE_ROWS = 1_000, 3_200
RATE_PER_S, SECONDS, SENDERS = 100, 15, 32


def main() -> int:
    """Measure, print a table, and return 0 when both goals are reached."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # So that its servers end as well.
    with web_running(citizens=max(MESSAGES, RATE_PER_S * SECONDS)) as web:
        api_rate(web, clients=CLIENTS, messages=MESSAGES)  # What is first used is first loaded.
        rounds = [_round(web) for _round_number in range(ROUNDS)]
        stream = steady(web, rate_per_s=RATE_PER_S, seconds=SECONDS, clients=SENDERS)
    report = Report(rounds=rounds, asked_per_s=RATE_PER_S, steady=stream)
    console = Console(width=110)
    console.print(table_of(report))
    console.print(f"bench: {report.share:.3f} of the rate of bare INSERTs; {report.told}")
    return 0 if report.is_share_met and report.is_stream_met else 1


def _round(web: Web) -> Round:
    bare_per_s = bare_rate(web, clients=CLIENTS, rows=BARE_ROWS)
    return Round(bare_per_s=bare_per_s, api=api_rate(web, clients=CLIENTS, messages=MESSAGES))


if __name__ == "__main__":
    sys.exit(main())
