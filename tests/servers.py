"""Real servers for tests, started only when a test asks for them.

Loaded by ``-p tests.servers`` before pytest-django configures Django, so that the settings see
ports that are held for this run.  A run without a database starts nothing.
"""

import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from k8s.devstack.children import Child, Command
from k8s.devstack.parts import http_check
from k8s.devstack.ports import LOOPBACK, port_free, port_hold
from k8s.devstack.postgres import PostgresServer
from k8s.devstack.valkey import ValkeyServer

ROOT = Path(__file__).resolve().parent.parent
QDRANT_READY_WITHIN_S = 30.0
_HELD = {name: port_hold() for name in ("postgres", "valkey", "qdrant", "graph")}
_PORTS = {name: int(holder.getsockname()[1]) for name, holder in _HELD.items()}
_FOLDER = Path(tempfile.mkdtemp(prefix="civic-tests-"))
_FOLDER.chmod(0o711)  # The database server may run as another user.

POSTGRES = PostgresServer(
    state_dir=_FOLDER, port=_PORTS["postgres"], password=secrets.token_hex(16), is_durable=False
)
VALKEY = ValkeyServer(
    state_dir=_FOLDER, port=_PORTS["valkey"], password=secrets.token_hex(16), is_durable=False
)


@dataclass(frozen=True)
class QdrantServer:
    """The gateway to the Qdrant engine, as `make dev` starts it."""

    port: int
    state_dir: Path

    @property
    def url(self) -> str:
        """The address for `qdrant-client`."""
        return f"http://{LOOPBACK}:{self.port}"

    def start(self) -> Child:
        """Start the gateway and return once it answers."""
        folder, log = self.state_dir / "qdrant", self.state_dir / "qdrant.log"
        folder.mkdir(parents=True, exist_ok=True)
        module = ("-m", "k8s.devstack.qdrant_gateway")
        arguments = ("--port", str(self.port), "--path", str(folder))
        argv = (sys.executable, *module, *arguments)
        command = Command(name="qdrant", argv=argv, cwd=ROOT, env=dict(os.environ))  # noqa: TID251  # a child inherits it
        is_ready = http_check(f"{self.url}/healthz")
        within_s = QDRANT_READY_WITHIN_S
        return Child.start_ready(command, is_ready=is_ready, within_s=within_s, log=log)


QDRANT = QdrantServer(port=_PORTS["qdrant"], state_dir=_FOLDER)

os.environ.update(  # noqa: TID251  # the settings of the code under test read it
    CIVIC_SECRET_KEY=secrets.token_urlsafe(48),
    CIVIC_SERVICE_KEY=secrets.token_urlsafe(48),
    CIVIC_DATABASE_URL=POSTGRES.url,
    CIVIC_REDIS_URL=VALKEY.url,
    CIVIC_QDRANT_URL=QDRANT.url,
    CIVIC_GRAPH_URL=f"http://{LOOPBACK}:{_PORTS['graph']}",
    CIVIC_CALLBACK_URL="",
    CIVIC_DEBUG="false",
    CIVIC_FILES_DIR=str(_FOLDER / "files"),
    CIVIC_SMS_TRANSPORT="offline",
    CIVIC_ALLOWED_HOSTS="testserver,127.0.0.1,localhost",
    # All tests ask from one address; tests of the limits set their own.
    CIVIC_RATE_PER_PERSON="1000000/minute",
    CIVIC_RATE_PER_ADDRESS="1000000/minute",
)
os.environ.pop("GEMINI_API_KEY", None)  # noqa: TID251  # no test may call the real service


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A real PostgreSQL for this run."""
    child = POSTGRES.start()
    yield POSTGRES
    child.stop()
    POSTGRES.forget()


@pytest.fixture(scope="session")
def valkey_process() -> Iterator[Child]:
    """The process of this run's Valkey, to be stopped for a while."""
    child = VALKEY.start()
    yield child
    child.stop()


@pytest.fixture(scope="session")
def valkey_server(valkey_process: Child) -> ValkeyServer:
    """A real Valkey for this run."""
    assert valkey_process.is_alive()
    return VALKEY


@pytest.fixture(scope="session")
def qdrant_server() -> Iterator[QdrantServer]:
    """A real Qdrant engine behind its gateway for this run."""
    child = QDRANT.start()
    yield QDRANT
    child.stop()


@pytest.fixture(scope="module")
def own_qdrant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QdrantServer]:
    """An engine for one module: a rebuild drops whatever its own database does not know."""
    server = QdrantServer(port=port_free(), state_dir=tmp_path_factory.mktemp("qdrant"))
    child = server.start()
    yield server
    child.stop()


def pytest_unconfigure() -> None:
    """Free the ports and remove the data of this run."""
    for holder in _HELD.values():
        holder.close()
    shutil.rmtree(_FOLDER, ignore_errors=True)
