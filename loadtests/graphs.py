"""loadtests: graphs to measure, each a child of this process on a private port."""

import json
import secrets
import signal
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil

from k8s.devstack.children import Child, Command
from k8s.devstack.graph_config import ENVIRONMENT, graph_command, ray_environment
from k8s.devstack.parts import http_check
from k8s.devstack.ports import LOOPBACK, port_free
from k8s.devstack.settings import ROOT, GraphProfile, environment_inherited
from loadtests.processes import family_cpu_s, family_of
from serve_graph.contract import HEALTH_PATH
from serve_graph.contract_teaching import DEPARTMENTS_PATH
from serve_graph.signing import AUDIENCE_GRAPH, sign

DISTRICT = "yunusobod"
DEPARTMENTS = ROOT / "django_core" / "departments" / "data" / "departments.json"
READY_WITHIN_S = 240.0
INDEXED_WITHIN_S = 300.0
ONE_PROCESS = "one process"
LAPTOP, CLUSTER = GraphProfile.LAPTOP.value, GraphProfile.CLUSTER.value
KINDS = (ONE_PROCESS, LAPTOP, CLUSTER)


@dataclass(frozen=True)
class Graph:
    """A graph that answers, and the process at the root of all of its processes.

    ``proxy_url`` leads to the same door through Ray's proxy, where there is one.
    """

    url: str
    pid: int
    proxy_url: str = ""

    def cpu_s(self) -> float:
        """Return the processor time that all processes of the graph have used, in seconds."""
        return family_cpu_s(self.pid)

    def pause(self) -> None:
        """Stop all processes of the graph where they are, so that another one is measured alone."""
        for process in family_of(self.pid):
            _signal(process, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let a paused graph go on."""
        for process in family_of(self.pid):
            _signal(process, signal.SIGCONT)


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return  # It has ended since it was listed: nothing of it has to stop.


@contextmanager
def index_running(folder: Path) -> Iterator[str]:
    """Serve an empty index until the block ends; gives its address."""
    port = port_free()
    module = ("-m", "k8s.devstack.qdrant_gateway")
    argv = (sys.executable, *module, "--port", str(port), "--path", str(folder / "index"))
    (folder / "index").mkdir(exist_ok=True)
    command = Command(name="index", argv=argv, cwd=ROOT, env=environment_inherited())
    url = f"http://{LOOPBACK}:{port}"
    with _child(command, log=folder / "index.log", health=f"{url}/healthz"):
        yield url


@contextmanager
def graph_running(
    kind: str, *, folder: Path, index_url: str, more: Mapping[str, str] | None = None
) -> Iterator[Graph]:
    """Run a graph of one kind with all departments indexed until the block ends.

    ``more`` is set in its environment besides.
    """
    key, port, proxy_port = secrets.token_hex(32), port_free(), port_free()
    url = f"http://{LOOPBACK}:{port}"
    told = {"CIVIC_SERVICE_KEY": key, "CIVIC_QDRANT_URL": index_url, "OMP_NUM_THREADS": "1"}
    environment = environment_inherited() | dict(ENVIRONMENT) | told | dict(more or {})
    proxy_url = ""
    command = Command(name="graph", argv=_one_process_argv(port), cwd=ROOT, env=environment)
    if kind != ONE_PROCESS:
        environment |= ray_environment(place=folder, door_port=port)
        command = graph_command(
            GraphProfile(kind), state_dir=folder, port=proxy_port, env=environment
        )
        proxy_url = f"http://{LOOPBACK}:{proxy_port}"
    with _child(command, log=folder / "graph.log", health=f"{url}{HEALTH_PATH}") as child:
        departments_index(url, key=key)
        graph = Graph(url=url, pid=child.pid, proxy_url=proxy_url)
        try:
            yield graph
        finally:
            graph.go_on()


def _one_process_argv(port: int) -> tuple[str, ...]:
    module = ("-m", "uvicorn", "--factory", "serve_graph.asgi:application", "--lifespan", "off")
    options = ("--host", LOOPBACK, "--port", str(port), "--no-access-log")
    return (sys.executable, *module, *options)


@contextmanager
def _child(command: Command, *, log: Path, health: str) -> Iterator[Child]:
    family: list[psutil.Process] = []
    is_ready = http_check(health)
    child = Child.start_ready(command, is_ready=is_ready, within_s=READY_WITHIN_S, log=log)
    try:
        yield child
    finally:
        if child.is_alive():
            family = psutil.Process(child.pid).children(recursive=True)
        child.stop()
        _ends_wait(family)


def _ends_wait(family: list[psutil.Process]) -> None:
    """Wait for what a process leaves behind; Ray's own processes follow it within seconds."""
    _, alive = psutil.wait_procs(family, timeout=10)
    for process in alive:
        process.kill()


def departments_index(url: str, *, key: str) -> None:
    """Give the graph the departments of the repository, signed as Django signs."""
    body = _departments_body()
    token = sign(key=key, audience=AUDIENCE_GRAPH, body=body, now=datetime.now(tz=UTC))
    headers = {"Authorization": f"Bearer {token}"}
    response = httpx.post(
        url + DEPARTMENTS_PATH, content=body, headers=headers, timeout=INDEXED_WITHIN_S
    )
    response.raise_for_status()


def _departments_body() -> bytes:
    rows = json.loads(DEPARTMENTS.read_text(encoding="utf-8"))
    departments = [
        {
            "department_id": str(uuid.uuid5(uuid.NAMESPACE_DNS, row["code"])),
            "code": row["code"],
            "district": DISTRICT,
            "texts": [_text(row, language) for language in ("uz", "ru")],
        }
        for row in rows
    ]
    return json.dumps({"district": DISTRICT, "departments": departments}).encode()


def _text(row: dict[str, Any], language: str) -> dict[str, Any]:
    return {
        "language": language,
        "name": row[f"name_{language}"],
        "description": row[f"description_{language}"],
        "wordings": row[f"wordings_{language}"],
    }
