"""Starting a private stack with people who are signed in, and stopping all of it."""

import fcntl
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from k8s.devstack import guard
from k8s.devstack.launch import state_plan
from k8s.devstack.places import ray_place
from k8s.devstack.ports import LOOPBACK, port_free
from k8s.devstack.services import Layout
from k8s.devstack.settings import ROOT, DevstackSettings, GraphProfile
from k8s.devstack.stack import Stack
from k8s.devstack.state import StackState
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
    names = ("database_url", "database_owner_url", "redis_url", "qdrant_url", "telegram_token")
    given = dict.fromkeys(names, "")
    settings = DevstackSettings().model_copy(
        update={**given, "web_port": port_free(), "graph_profile": profile}
    )
    with tempfile.TemporaryDirectory(prefix="civic-faults-") as folder:
        place = place or Path(folder)
        place.mkdir(exist_ok=True)
        place.chmod(0o711)  # The database server may run as another user.
        state = state_plan(StackState(), settings=settings, supervisor_pid=os.getpid())
        layout = Layout(state_dir=place, state=state, settings=settings)
        parts = Parts(layout, {service.name: service for service in layout.services()})
        change(parts)
        services = tuple(parts.by_name.values())
        stack = Stack(services=services, log_dir=place / "logs", listener=lambda *_: None)
        with _guarded(state.secrets.stack_id):
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
    done = subprocess.run(  # noqa: S603  # our own argument list, no shell
        [sys.executable, "-m", "tests.faults.seats", str(people)],
        cwd=ROOT,
        env=layout.environment | layout.environment_django,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]
    seats: dict[str, str] = json.loads(done.stdout)
    return seats


def _logs_keep(logs: Path) -> None:
    """Keep the logs of the last stack for whoever asks why it failed."""
    kept = os.environ.get("CIVIC_FAULTS_LOGS")  # noqa: TID251  # a person's wish for one run
    if kept:
        for log in logs.iterdir():
            (Path(kept) / log.name).write_bytes(log.read_bytes())


@contextmanager
def _guarded(stack_id: str) -> Iterator[None]:
    """End every process of the stack as soon as this one is gone."""
    watcher = subprocess.Popen(  # noqa: S603  # our own argument list, no shell
        [sys.executable, "-S", "-E", str(Path(guard.__file__)), stack_id],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield
    finally:
        watcher.communicate(timeout=15)
        place = ray_place(stack_id)
        subprocess.run(["/bin/rm", "-rf", str(place)], check=False)  # noqa: S603
