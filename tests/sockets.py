"""A real process of sockets on the tests' own database and broker, and tabs that talk to it."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth import login
from django.db import connection
from django.http import HttpRequest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from django_core.accounts.models import User
from django_core.accounts.sessions import SessionStore
from k8s.devstack.children import Child, Command
from k8s.devstack.parts import http_check
from k8s.devstack.ports import LOOPBACK, port_free
from k8s.programs import uvicorn_argv
from tests.servers import POSTGRES, ROOT

BACKEND = "django.contrib.auth.backends.ModelBackend"
READY_WITHIN_S = 60.0
HEARS_WITHIN_S = 8.0
NEWS = ("event", "gone", "resync", "error", "subscribed", "pong", "hello")


@dataclass(frozen=True)
class Sockets:
    """A running process of sockets."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        return f"ws://{LOOPBACK}:{self.port}/ws/v1/"

    @property
    def origin(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @contextmanager
    def tab(self, person: User | None, **more: Any) -> Iterator["Tab"]:
        """Open a socket as somebody, greeted if they are let in."""
        cookie = {"Cookie": f"sessionid={cookie_of(person)}"} if person else {}
        given = {"origin": self.origin, "additional_headers": cookie, "max_size": None} | more
        url = given.pop("url", self.url)
        with connect(url, compression=None, **given) as socket:
            yield Tab(socket)


@dataclass
class Tab:
    """One open socket."""

    socket: ClientConnection

    def say(self, **frame: Any) -> None:
        self.socket.send(json.dumps(frame))

    def hear(self, *, within_s: float = HEARS_WITHIN_S) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(self.socket.recv(timeout=within_s))
        return frame

    def hear_until(self, kind: str, *, within_s: float = HEARS_WITHIN_S) -> dict[str, Any]:
        """Return the next frame of a type, or event of a kind; what comes before is skipped."""
        while True:
            frame = self.hear(within_s=within_s)
            if kind in (frame["type"], frame.get("event", {}).get("kind")):
                return frame

    def subscribe(self, topic: str, after: int | None = None) -> dict[str, Any]:
        """Subscribe and return the answer."""
        self.say(type="subscribe", topic=topic, after=after)
        while True:
            frame = self.hear()
            if frame.get("topic") == topic and frame["type"] != "event":
                return frame

    def closed_with(self, *, within_s: float = HEARS_WITHIN_S) -> int:
        """Return the code that the server closes with, whatever it says before."""
        try:
            while True:
                self.socket.recv(timeout=within_s)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 0


def cookie_of(person: User) -> str:
    """Sign somebody in and return the cookie."""
    request = HttpRequest()
    request.session = SessionStore()
    login(request, person, backend=BACKEND)
    request.session.save()
    return str(request.session.session_key)


@pytest.fixture(scope="session")
def socket_server(django_db_setup: None, valkey_server: object) -> Iterator[Sockets]:
    """One process of sockets for this run; tests that use it must commit what they do."""
    port, database = port_free(), connection.settings_dict["NAME"]
    told = {"CIVIC_DATABASE_URL": f"{POSTGRES.url.rpartition('/')[0]}/{database}"}
    argv = (sys.executable, *uvicorn_argv(port=port))
    command = Command(name="sockets", argv=argv, cwd=ROOT, env={**os.environ, **told})  # noqa: TID251  # a child inherits it
    log = POSTGRES.state_dir / "sockets.log"
    is_ready = http_check(f"http://{LOOPBACK}:{port}/health/ready")
    child = Child.start_ready(command, is_ready=is_ready, within_s=READY_WITHIN_S, log=log)
    yield Sockets(port=port, pid=child.pid)
    child.stop()


@pytest.fixture
def sockets(socket_server: Sockets, transactional_db: None) -> Sockets:
    """The process of sockets, for a test whose changes are committed."""
    return socket_server
