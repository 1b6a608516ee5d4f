"""loadtests.sockets: a database, a broker and sessions of their own, and the server to measure."""

import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from enum import StrEnum

import psutil
import psycopg

from k8s.devstack.children import Child, Command
from k8s.devstack.parts import http_check
from k8s.devstack.ports import LOOPBACK, port_free
from k8s.devstack.settings import ROOT
from k8s.programs import uvicorn_argv
from loadtests.processes import family_cpu_s
from loadtests.servers import Servers, cookies_make, environment_of, servers_running

TABS_EACH = 2
READY_WITHIN_S = 60.0
_TOLD = {"CIVIC_LIVE_SOCKETS_PER_ADDRESS": "100000", "CIVIC_LOG_LEVEL": "WARNING"}
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


@dataclass(frozen=True)
class Used:
    """Processor time in seconds, by who used it: what a busy machine changes little."""

    server: float
    generator: float
    database: float
    broker: float

    def __sub__(self, before: "Used") -> "Used":
        return Used(**{name: value - getattr(before, name) for name, value in vars(self).items()})

    def ms_each(self, count: int) -> dict[str, float]:
        """Return the milliseconds for each of so many things."""
        return {name: round(value / count * 1_000, 3) for name, value in vars(self).items()}

    def cores(self, took_s: float) -> dict[str, float]:
        """Return how many cores each kept busy for so long; a generator at 1 measures itself."""
        return {name: round(value / took_s, 2) for name, value in vars(self).items()}


@dataclass(frozen=True)
class Bench:
    """Servers that stay, and citizens' cookies, each with the session of its citizen."""

    servers: Servers
    seats: tuple[tuple[str, str], ...]

    @property
    def owner_url(self) -> str:
        """Where the database is, for its owner."""
        return self.servers.layout.postgres().owner_url

    @property
    def redis_url(self) -> str:
        """Where the broker is."""
        return self.servers.layout.state.urls["redis"]

    def used(self, server: Running) -> Used:
        """Return what all have used so far."""
        return Used(
            server=family_cpu_s(server.pid),
            generator=time.process_time(),
            database=family_cpu_s(self.servers.postgres_pid),
            broker=family_cpu_s(self.servers.valkey_pid),
        )

    @contextmanager
    def server_running(
        self, server: Server, *, place: AbstractContextManager[None] | None = None
    ) -> Iterator[Running]:
        """Start one server of sockets, in its place if it has one, and stop it at the end."""
        port = port_free()
        argv = (sys.executable, *_argv(server, port=port))
        told = environment_of(self.servers.layout) | _TOLD
        command = Command(name="sockets", argv=argv, cwd=ROOT, env=told)
        with place or nullcontext():
            child = Child.start_ready(
                command,
                is_ready=http_check(f"http://{LOOPBACK}:{port}/health/ready"),
                within_s=READY_WITHIN_S,
                log=self.servers.layout.state_dir / "sockets.log",
            )
        try:
            yield Running(port=port, pid=child.pid)
        finally:
            child.stop()


def _argv(server: Server, *, port: int) -> tuple[str, ...]:
    if server is Server.UVICORN:
        return uvicorn_argv(port=port)
    place = ("-b", LOOPBACK, "-p", str(port), "--websocket_timeout", "-1", "-v", "0")
    heartbeat = ("--ping-interval", "30", "--ping-timeout", "30")  # As uvicorn's.
    return ("-m", "daphne", *place, *heartbeat, "django_core.config.asgi:application")


@contextmanager
def bench_running(*, people: int) -> Iterator[Bench]:
    """Start Postgres and Valkey, and make a citizen and a session for each two sockets."""
    with servers_running("sockets") as servers:
        cookies_make(servers.layout, count=people // TABS_EACH)
        seats = _seats_make(servers.layout.postgres().owner_url)
        yield Bench(servers=servers, seats=seats)


def _seats_make(owner_url: str) -> tuple[tuple[str, str], ...]:
    with psycopg.connect(owner_url, options=_AS_SYSTEM) as connection:
        connection.execute(_SESSIONS)
        found = connection.execute(_FOUND).fetchall()
        connection.execute("ANALYZE")
    return tuple((str(key), str(session)) for key, session in found)
