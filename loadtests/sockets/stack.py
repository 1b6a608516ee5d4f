"""loadtests.sockets: a database, a broker and sessions of their own, and the server to measure."""

import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import httpx
import psutil
import psycopg

from k8s.devstack.children import Child, Command, ready_wait
from k8s.devstack.launch import state_plan
from k8s.devstack.ports import LOOPBACK, port_free
from k8s.devstack.services import Layout
from k8s.devstack.settings import ROOT, DevstackSettings
from k8s.devstack.state import state_load
from k8s.programs import uvicorn_argv

TABS_EACH = 2
READY_WITHIN_S = 60.0
STEP_WITHIN_S = 300.0
_AS_SYSTEM = "-c civic.viewer_kind=SYSTEM"
_SESSIONS = """
    INSERT INTO conversations_session (uuid, number, district_id, citizen_id, channel, status,
        version, last_sequence, routed_by, is_degraded, verdict, legal_deadline_at, close_reason)
    SELECT gen_random_uuid(), 'LT-0000-' || lpad(row_number() OVER ()::text, 5, '0'), district_id,
        uuid, 'WEB', 'NEEDS_OPERATOR', 1, 0, '', false, '', now() + interval '15 days', ''
    FROM accounts_user WHERE kind = 'CITIZEN'
"""
_FOUND = """
    SELECT session_key, s.uuid::text FROM accounts_signin k
    JOIN conversations_session s ON s.citizen_id = k.user_id
"""


class Server(StrEnum):
    """Whose sockets are measured."""

    UVICORN = "UVICORN"
    DAPHNE = "DAPHNE"


@dataclass(frozen=True)
class Running:
    """A server that is ready for sockets."""

    port: int
    pid: int

    def memory_kb(self) -> float:
        """Return what the process holds."""
        return float(psutil.Process(self.pid).memory_info().rss) / 1024

    def cpu_s(self) -> float:
        """Return the processor time that it has used: what a busy machine does not change."""
        times = psutil.Process(self.pid).cpu_times()
        return float(times.user + times.system)


@dataclass(frozen=True)
class Bench:
    """Servers that stay, and citizens' cookies, each with the session of its citizen."""

    layout: Layout
    owner_url: str
    seats: tuple[tuple[str, str], ...]

    @contextmanager
    def server_running(self, server: Server) -> Iterator[Running]:
        """Start one server of sockets and stop it at the end."""
        port = port_free()
        argv = (sys.executable, *_argv(server, port=port))
        limits = {"CIVIC_LIVE_SOCKETS_PER_ADDRESS": "100000"}
        command = Command(
            name="sockets", argv=argv, cwd=ROOT, env=environment_of(self.layout) | limits
        )
        log, url = self.layout.state_dir / "sockets.log", f"http://{LOOPBACK}:{port}/health/ready"
        with log.open("ab") as output:
            child = Child.start(command, output=output)
        try:
            ready_wait(child, lambda: _is_ready(url), timeout_s=READY_WITHIN_S, log=log)
            yield Running(port=port, pid=child.pid)
        finally:
            child.stop()


def _argv(server: Server, *, port: int) -> tuple[str, ...]:
    if server is Server.UVICORN:
        return uvicorn_argv(port=port)
    place = ("-b", LOOPBACK, "-p", str(port), "--websocket_timeout", "-1", "-v", "0")
    return ("-m", "daphne", *place, "django_core.config.asgi:application")


@contextmanager
def bench_running(*, people: int) -> Iterator[Bench]:
    """Start Postgres and Valkey, and make a citizen and a session for each two sockets."""
    with tempfile.TemporaryDirectory(prefix="civic-sockets-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # The database server may run as another user.
        layout = _layout(folder)
        postgres = layout.postgres()
        servers = [postgres.start()]
        try:
            servers.append(layout.valkey().start())
            _prepare(layout, citizens=people // TABS_EACH)
            seats = _seats_make(postgres.owner_url)
            yield Bench(layout=layout, owner_url=postgres.owner_url, seats=seats)
        finally:
            for server in reversed(servers):
                server.stop()
            postgres.forget()


def _layout(folder: Path) -> Layout:
    free = {"database_url": "", "database_owner_url": "", "redis_url": "", "qdrant_url": ""}
    settings = DevstackSettings().model_copy(update=free | {"web_port": port_free()})
    state = state_plan(state_load(folder), settings=settings, supervisor_pid=0)
    return Layout(state_dir=folder, state=state, settings=settings)


def environment_of(layout: Layout) -> dict[str, str]:
    """Return what each process of Django is told."""
    quiet = {"CIVIC_LOG_LEVEL": "WARNING", "CIVIC_DEV_PASSWORD": secrets.token_hex(16)}
    return layout.environment | layout.environment_django | quiet


def _prepare(layout: Layout, *, citizens: int) -> None:
    steps = {service.name: service for service in layout.services() if service.is_step}
    argv = (sys.executable, "-m", "django_core.manage", "dev_cookies", str(citizens))
    cookies = Command(name="cookies", argv=argv, cwd=ROOT, env=environment_of(layout))
    for command in (steps["migrate"].command(), steps["district"].command(), cookies):
        done = subprocess.run(  # noqa: S603  # our own argument list, no shell
            command.argv,
            cwd=command.cwd,
            env=dict(command.env),
            capture_output=True,
            timeout=STEP_WITHIN_S,
            check=False,
        )
        if done.returncode:
            message = f"{command.name} failed:\n{done.stderr[-2_000:].decode(errors='replace')}"
            raise RuntimeError(message)


def _seats_make(owner_url: str) -> tuple[tuple[str, str], ...]:
    with psycopg.connect(owner_url, options=_AS_SYSTEM) as connection:
        connection.execute(_SESSIONS)
        found = connection.execute(_FOUND).fetchall()
        connection.execute("ANALYZE")
    return tuple((str(key), str(session)) for key, session in found)


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2.0).is_success
    except httpx.HTTPError:
        return False
