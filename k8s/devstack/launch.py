"""k8s.devstack: from settings and a folder to a stack that can be started."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree

from k8s.devstack import guard
from k8s.devstack.children import Command
from k8s.devstack.output import Listener
from k8s.devstack.parts import Service
from k8s.devstack.places import ray_place
from k8s.devstack.ports import LOOPBACK, port_free, port_is_free
from k8s.devstack.services import METRICS_FOLDER, Layout
from k8s.devstack.settings import DevstackSettings
from k8s.devstack.stack import Stack
from k8s.devstack.state import StackState, state_load, state_lock, state_write

INNER_PORTS = ("postgres", "valkey", "qdrant", "graph", "web", "sockets", "telegram")
GUARD_ENDS_WITHIN_S = 15.0
NOTHING_TOLD: Mapping[str, Mapping[str, str]] = {}


@dataclass(frozen=True)
class Launched:
    """A stack on its way, and where to find it."""

    stack: Stack
    layout: Layout

    def state_now(self, *, is_ready: bool) -> StackState:
        """Return the state with the processes that run now, after writing it down."""
        update = {"pids": self.stack.pids, "is_ready": is_ready}
        state = self.layout.state.model_copy(update=update)
        state_write(self.layout.state_dir, state)
        return state


@contextmanager
def stack_launched(
    *,
    state_dir: Path,
    settings: DevstackSettings,
    listener: Listener,
    servers_only: bool = False,
    told: Mapping[str, Mapping[str, str]] = NOTHING_TOLD,
) -> Iterator[Launched]:
    """Start a stack and stop all of it at the end, whatever happens.

    ``servers_only`` leaves Django and the graph to be started by hand; ``told`` adds to the
    environments of single parts.
    Raises ``StackAlreadyRuns`` when a process holds the folder.
    """
    with state_lock(state_dir):
        state = state_plan(state_load(state_dir), settings=settings, supervisor_pid=os.getpid())
        guard.stack_end(state.secrets.stack_id)
        rmtree(state_dir / METRICS_FOLDER, ignore_errors=True)  # Of processes that are gone.
        layout = Layout(state_dir=state_dir, state=state, settings=settings)
        wanted = tuple(part for part in layout.services() if part.is_server or not servers_only)
        wanted = tuple(_told(part, told.get(part.name, {})) for part in wanted)
        stack = Stack(services=wanted, log_dir=state_dir / "logs", listener=listener)
        with guarded(state.secrets.stack_id):
            launched = Launched(stack=stack, layout=layout)
            try:
                stack.start()
                launched.state_now(is_ready=False)
                yield launched
            finally:
                stack.stop()
                launched.state_now(is_ready=False)


def _told(service: Service, more: Mapping[str, str]) -> Service:
    """Return the service, its environment with ``more`` in it."""

    def command() -> Command:
        plain = service.command()
        return replace(plain, env={**plain.env, **more})

    return replace(service, command=command)


def state_plan(kept: StackState, *, settings: DevstackSettings, supervisor_pid: int) -> StackState:
    """Choose the ports and addresses of a stack: the old inner ports again where they are free."""
    ports = {name: _port_choose(kept.ports.get(name)) for name in INNER_PORTS}
    ports["door"] = settings.web_port
    state = StackState(
        secrets=kept.secrets,
        dev_password=settings.dev_password,
        supervisor_pid=supervisor_pid,
        ports=ports,
    )
    own = Layout(state_dir=Path(), state=state, settings=settings)
    urls = {
        "web": f"http://{LOOPBACK}:{ports['door']}",
        "graph": f"http://{LOOPBACK}:{ports['graph']}",
        "database": settings.database_url or own.postgres().url,
        "redis": settings.redis_url or own.valkey().url,
        "qdrant": settings.qdrant_url or f"http://{LOOPBACK}:{ports['qdrant']}",
    }
    if not settings.telegram_token:
        urls["telegram"] = f"http://{LOOPBACK}:{ports['telegram']}"
    return state.model_copy(update={"urls": urls})


def _port_choose(kept: int | None) -> int:
    return kept if kept and port_is_free(kept) else port_free()


@contextmanager
def guarded(stack_id: str) -> Iterator[None]:
    """Keep a process that ends every other one of the stack as soon as this one is gone.

    At the end of the block it does so as well, and what Ray wrote is forgotten.
    """
    watcher = subprocess.Popen(  # noqa: S603  # our own argument list, no shell
        [sys.executable, "-S", "-E", str(Path(guard.__file__)), stack_id],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield
    finally:
        watcher.communicate(timeout=GUARD_ENDS_WITHIN_S)
        rmtree(ray_place(stack_id), ignore_errors=True)
