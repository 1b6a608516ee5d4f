"""k8s.devstack: end whatever a stack left running, found by a mark in its environment.

Run as ``python guard.py STACK_ID``: it waits for the end of its input, which comes when the
supervisor ends in whatever way, and then ends every process that carries the mark.  Ray starts
helpers of helpers; this finds them all.  Plain Python, so that it costs little memory.
"""

import os
import signal
import sys
import time
from pathlib import Path

MARK = "CIVICCONNECT_STACK"
GRACE_S = 3.0
_POLL_S = 0.1


def processes_marked(stack_id: str) -> set[int]:
    """Return the ids of the processes of a stack, without this one; empty where /proc is none."""
    mark = f"{MARK}={stack_id}".encode()
    return {
        int(folder.name)
        for folder in Path("/proc").glob("[0-9]*")
        if folder.name != str(os.getpid()) and mark in _environment(folder)
    }


def _environment(folder: Path) -> tuple[bytes, ...]:
    try:
        return tuple((folder / "environ").read_bytes().split(b"\0"))
    except OSError:
        return ()  # It ended meanwhile, or belongs to someone else.


def signal_send(pids: set[int], number: signal.Signals) -> None:
    """Send a signal to those that still exist."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except (ProcessLookupError, PermissionError):
            continue  # It ended meanwhile, or is another user's by now.


def stack_end(stack_id: str, *, grace_s: float = GRACE_S) -> int:
    """Ask every process of a stack to end, then force it; return how many were left."""
    found = processes_marked(stack_id)
    signal_send(found, signal.SIGTERM)
    give_up_at = time.monotonic() + grace_s
    while processes_marked(stack_id) and time.monotonic() < give_up_at:
        time.sleep(_POLL_S)
    signal_send(processes_marked(stack_id), signal.SIGKILL)
    return len(found)


def main() -> None:
    """Wait for the supervisor's end, then clean up after it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    stack_end(sys.argv[1])


if __name__ == "__main__":
    main()
