"""loadtests.sockets: a database, a broker and sessions of their own, and the server to measure."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

import psutil
import psycopg

from k8s.devstack.children import Child, Command
from k8s.devstack.parts import http_check
from k8s.devstack.ports import LOOPBACK, port_free
from k8s.devstack.services import Layout
from k8s.devstack.settings import ROOT
from k8s.programs import uvicorn_argv
from loadtests.processes import family_cpu_s
from loadtests.servers import cookies_make, environment_of, servers_running

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

    def cpu_s(self) -> float:
        """Return the processor time that it has used: what a busy machine does not change."""
        return family_cpu_s(self.pid)


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
        told = environment_of(self.layout) | _TOLD
        command = Command(name="sockets", argv=argv, cwd=ROOT, env=told)
        child = Child.start_ready(
            command,
            is_ready=http_check(f"http://{LOOPBACK}:{port}/health/ready"),
            within_s=READY_WITHIN_S,
            log=self.layout.state_dir / "sockets.log",
        )
        try:
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
    with servers_running("sockets") as layout:
        cookies_make(layout, count=people // TABS_EACH)
        owner_url = layout.postgres().owner_url
        yield Bench(layout=layout, owner_url=owner_url, seats=_seats_make(owner_url))


def _seats_make(owner_url: str) -> tuple[tuple[str, str], ...]:
    with psycopg.connect(owner_url, options=_AS_SYSTEM) as connection:
        connection.execute(_SESSIONS)
        found = connection.execute(_FOUND).fetchall()
        connection.execute("ANALYZE")
    return tuple((str(key), str(session)) for key, session in found)
