"""``python -m loadtests.crowd``: Locust with its web page, towards a stack on this machine.

Locust's users wait for their answers, so a slow system makes them come less often: it shows a
crowd, it measures no service level.  For figures there is ``python -m loadtests``.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from rich.console import Console

from k8s.devstack.ports import LOOPBACK
from k8s.devstack.settings import STATE_DIR
from k8s.devstack.state import StackNotRunning, state_read
from loadtests.guard import CLUSTER_FLAG, ForeignHost, target_check

USERS = Path(__file__).with_name("users.py")
PAGE_PORT = 8089
ENDS_AFTER = "1h"
WRONG_USE = 2


def main() -> int:
    """Run Locust until it ends; 2 when nothing runs there or it may not be loaded."""
    parser = argparse.ArgumentParser(prog="python -m loadtests.crowd")
    parser.add_argument("--url", default="", help="default: the running `make dev`")
    parser.add_argument("--port", type=int, default=PAGE_PORT, help="of the web page")
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--headless-for", default="", help="no page; run so long, such as 30s")
    parser.add_argument(CLUSTER_FLAG, action="store_true", dest="is_cluster_allowed")
    options = parser.parse_args()
    try:
        url = options.url or state_read(STATE_DIR).web_url
        url = target_check(url, is_cluster_allowed=options.is_cluster_allowed)
    except (ForeignHost, StackNotRunning) as error:
        Console().print(f"[red]{type(error).__name__}[/red] {error}")
        return WRONG_USE
    page = ("--web-host", LOOPBACK, "--web-port", str(options.port))
    shown = ("--headless",) if options.headless_for else page
    ends = ("--run-time", options.headless_for or ENDS_AFTER)
    size = ("--users", str(options.users), "--spawn-rate", "1")
    arguments = ["-m", "locust", "-f", str(USERS), "--host", url, *shown, *ends, *size]
    return subprocess.call([sys.executable, *arguments])  # noqa: S603  # our own arguments


if __name__ == "__main__":
    sys.exit(main())
