"""Starting a private stack with people who are signed in, and stopping all of it."""

import fcntl
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from k8s.devstack.children import Command
from k8s.devstack.launch import guarded
from k8s.devstack.ports import LOOPBACK
from k8s.devstack.private import folder_private, layout_private, settings_private
from k8s.devstack.services import Layout
from k8s.devstack.settings import ROOT, GraphProfile
from k8s.devstack.stack import Stack
from tests.faults.parts import Change, Parts
from tests.faults.stack import FaultStack

WEBS = ("web", "web2")


@contextmanager
def stack_running(
    *,
    people: int,
    change: Change,
    place: Path | None = None,
    profile: GraphProfile = GraphProfile.LAPTOP,
) -> Iterator[FaultStack]:
    """Start a private stack, sign people in, and stop all of it at the end."""
    settings = settings_private(graph_profile=profile)
    with folder_private("faults") as folder:
        place = place or folder
        place.mkdir(exist_ok=True)
        place.chmod(0o711)  # The database server may run as another user.
        layout = layout_private(place, settings)
        parts = Parts(layout, {service.name: service for service in layout.services()})
        change(parts)
        services = tuple(parts.by_name.values())
        stack = Stack(services=services, log_dir=place / "logs", listener=lambda *_: None)
        with guarded(layout.state.secrets.stack_id):
            try:
                with _starting_alone():
                    stack.start()
                    stack.ready_wait()
                    seats = _seats(layout, people)
                webs = [_url(name, layout) for name in WEBS if name in stack.parts]
                yield FaultStack(stack, layout, seats, webs, parts.checks)
            finally:
                stack.stop()
                _logs_keep(place / "logs")


@contextmanager
def _starting_alone() -> Iterator[None]:
    """Let no other stack start meanwhile: five at once on two cores are not ready in time.

    Each has limits of its own, so nobody waits for ever.
    """
    with (Path(tempfile.gettempdir()) / "civic-faults-starting.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _url(name: str, layout: Layout) -> str:
    return f"http://{LOOPBACK}:{layout.state.ports[name]}"


def _seats(layout: Layout, people: int) -> dict[str, str]:
    argv = (sys.executable, "-m", "tests.faults.seats", str(people))
    told = layout.environment | layout.environment_django
    made = Command(name="seats", argv=argv, cwd=ROOT, env=told).run(within_s=120)
    seats: dict[str, str] = json.loads(made)
    return seats


def _logs_keep(logs: Path) -> None:
    """Keep the logs of the last stack for whoever asks why it failed."""
    kept = os.environ.get("CIVIC_FAULTS_LOGS")  # noqa: TID251  # a person's wish for one run
    if kept:
        for log in logs.iterdir():
            (Path(kept) / log.name).write_bytes(log.read_bytes())
