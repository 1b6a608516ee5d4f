"""A private stack whose processes can be killed, stopped, kept down and brought back."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from k8s.devstack import guard
from k8s.devstack.children import Command
from k8s.devstack.launch import state_plan
from k8s.devstack.places import ray_place
from k8s.devstack.ports import LOOPBACK, port_free
from k8s.devstack.services import Layout, Service, http_check
from k8s.devstack.settings import ROOT, DevstackSettings
from k8s.devstack.stack import Phase, Stack
from k8s.devstack.state import StackState

Change = Callable[["Parts"], None]
REAL_GRAPH = frozenset({"qdrant", "graph"})
SECOND = ("web", "worker", "beat")
RETURNS_WITHIN_S = 60.0
TICK_S = 0.02


@dataclass
class Parts:
    """The services of a stack before it starts, by name."""

    layout: Layout
    by_name: dict[str, Service]


@dataclass
class FaultStack:
    """A running stack as the scenarios see it; ``webs`` are the doors in rotation."""

    stack: Stack
    layout: Layout
    seats: dict[str, str] = field(default_factory=dict)
    webs: list[str] = field(default_factory=list)

    @property
    def state(self) -> StackState:
        return self.layout.state

    def pid(self, name: str) -> int:
        return self.stack.pids[name]

    def send(self, name: str, number: signal.Signals) -> None:
        """Send a signal to the process itself."""
        os.kill(self.pid(name), number)

    def kill(self, name: str) -> None:
        """SIGKILL to a part and all its children; the supervisor starts it again at once."""
        self.stack.parts[name].restarts = 0
        self.stack.kill(name)

    @contextmanager
    def down(self, name: str) -> Iterator[None]:
        """Kill a part and keep it down for the length of the block."""
        self.stack.hold(name)
        self.stack.kill(name)
        try:
            yield
        finally:
            self.stack.release(name)
            self.up_wait(name)

    @contextmanager
    def stopped(self, name: str) -> Iterator[None]:
        """Let a part hang for the length of the block."""
        self.stack.hold(name)  # Nobody may think that it has to be started again.
        self.send(name, signal.SIGSTOP)
        try:
            yield
        finally:
            self.send(name, signal.SIGCONT)
            self.stack.release(name)

    def restart_gracefully(self, name: str) -> tuple[int, float]:
        """SIGTERM, wait for the end, start again; return the exit code and how long it took."""
        part = self.stack.parts[name]
        self.stack.hold(name)
        child, began_at = part.child, time.monotonic()
        assert child is not None
        child.stop_ask()
        code = child.process.wait(40)
        took_s = time.monotonic() - began_at
        self.stack.release(name)
        self.up_wait(name)
        return code, took_s

    def up_wait(self, name: str) -> None:
        """Return when a part is ready again."""
        part = self.stack.parts[name]
        gives_up_at = time.monotonic() + RETURNS_WITHIN_S
        while not (part.phase is Phase.READY and part.is_running):
            assert time.monotonic() < gives_up_at, f"{name} did not come back"
            assert self.stack.failure is None, self.stack.failure
            time.sleep(TICK_S)

    def log(self, name: str) -> str:
        return (self.stack.log_dir / f"{name}.log").read_text(errors="replace")

    @contextmanager
    def database(self) -> Iterator["psycopg.Connection[tuple[Any, ...]]"]:
        """Connect as the server's superuser, whom no policy hides anything from."""
        ports, secrets = self.state.ports, self.state.secrets
        with psycopg.connect(
            host=LOOPBACK,
            port=ports["postgres"],
            user="postgres",
            password=secrets.postgres_password,
            dbname="civic",
            autocommit=True,
            connect_timeout=5,
        ) as connection:
            yield connection

    def rows(self, query: LiteralString, **values: Any) -> list[tuple[Any, ...]]:
        with self.database() as connection:
            return connection.execute(query, values).fetchall()

    def value(self, query: LiteralString, **values: Any) -> Any:
        return self.rows(query, **values)[0][0]


@contextmanager
def stack_running(
    *, people: int, change: Change, place: Path | None = None
) -> Iterator[FaultStack]:
    """Start a private stack, sign people in, and stop all of it at the end."""
    settings = DevstackSettings().model_copy(
        update={"web_port": port_free(), "database_url": "", "redis_url": "", "qdrant_url": ""}
        | {"graph_profile": "cluster"}
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
                stack.start()
                stack.ready_wait()
                webs = [name for name in stack.parts if name.startswith("web")]
                yield FaultStack(
                    stack, layout, _seats(layout, people), [_url(n, layout) for n in webs]
                )
            finally:
                stack.stop()
                _logs_keep(place / "logs")


def graph_fake(parts: Parts) -> None:
    """Put the small fake in the graph's place, and leave the index out."""
    parts.by_name.pop("qdrant", None)
    layout, state = parts.layout, parts.layout.state
    key = layout.state_dir / "service.key"
    key.write_text(state.secrets.service_key)
    arguments = (
        *("-m", "tests.fakes.graph_process", "--port", str(state.ports["graph"])),
        *("--key-file", str(key), "--callback-url", state.urls["web"]),
        *("--departments", str(layout.state_dir / "departments.json")),
    )
    argv = (sys.executable, *arguments)
    command = Command(name="graph", argv=argv, cwd=ROOT, env=layout.environment)
    ready = http_check(f"{state.graph_url}/healthz")
    parts.by_name["graph"] = Service(name="graph", command=lambda: command, is_ready=ready)


def second_of_each(parts: Parts) -> None:
    """Add a second web, worker and beat, as a deployment that rolls has them."""
    port, other = parts.layout.state.ports["web"], port_free()
    parts.layout.state.ports["web2"] = other
    for name in SECOND:
        first = parts.by_name[name]
        parts.by_name[f"{name}2"] = replace(
            first,
            name=f"{name}2",
            command=_second(first.command, old=f":{port}", new=f":{other}"),
            is_ready=http_check(f"http://{LOOPBACK}:{other}/health/ready")
            if name == "web"
            else first.is_ready,
        )


def _second(command: Callable[[], Command], *, old: str, new: str) -> Callable[[], Command]:
    def changed() -> Command:
        first = command()
        argv = tuple(part.replace(old, new) for part in first.argv)
        name = ("-n", "second@%h") if argv[-1] == "worker" else ()
        return replace(first, argv=(*argv, *name))

    return changed


def environment_add(name: str, told: Mapping[str, str]) -> Change:
    """Return a change that tells one service more."""

    def change(parts: Parts) -> None:
        before = parts.by_name[name]

        def command() -> Command:
            plain = before.command()
            return replace(plain, env={**plain.env, **told})

        parts.by_name[name] = replace(before, command=command)

    return change


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
