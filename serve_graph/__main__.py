"""The graph's program: runs a configuration until SIGTERM, then ends it in good order (F18).

    python -m serve_graph serve_graph/serve_config.yaml

It is ``serve run``, which under SIGTERM aborts with questions in flight.  Here the application is
taken away first, while Ray's proxy still carries answers: whatever has begun is finished within
``graceful_shutdown_timeout_s``, new questions are refused as by a graph that is away, and only then
Serve and Ray end.  The exit code is 0.

What the environment of this process should be, ``serve_config.yaml`` says.
"""

import signal
import time
from argparse import ArgumentParser
from pathlib import Path
from threading import Event
from types import FrameType

import ray
from ray import serve
from ray.serve.scripts import cli

ROOT = Path(__file__).resolve().parent.parent
# A busy proxy passes the last answers on after the replicas that gave them are gone.
ANSWERS_TRAVEL_S = 1.0
_NAMESPACE = "serve"  # Ray's own name of the place where Serve looks for its controller.


def main() -> None:
    """Start, wait to be asked to end, end."""
    parser = ArgumentParser(prog="python -m serve_graph")
    parser.add_argument("config", type=Path)
    config = parser.parse_args().config
    ray.init(namespace=_NAMESPACE)
    stop = _stop_asked()  # After ``init``, which has handlers of its own.
    deploy = ["run", "--non-blocking", "--address", "auto", "--app-dir", str(ROOT), str(config)]
    cli(deploy, standalone_mode=False)
    stop.wait()
    for name in serve.status().applications:
        serve.delete(name)
    time.sleep(ANSWERS_TRAVEL_S)
    serve.shutdown()  # type: ignore[no-untyped-call]  # Ray gives it no types
    ray.shutdown()


def _stop_asked() -> Event:
    """Return what is set by SIGTERM and SIGINT."""
    stop = Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return stop


if __name__ == "__main__":
    main()
