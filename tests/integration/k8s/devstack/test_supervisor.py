import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from k8s.devstack.ports import port_free
from k8s.devstack.postgres import PostgresServer

STARTS_WITHIN_S = 60.0
ENDS_WITHIN_S = 15.0


class Supervisor:
    """``python -m k8s.devstack --servers-only`` on a folder of its own."""

    def __init__(self, state_dir: Path) -> None:
        self.state_dir = state_dir
        self.web_port = port_free()
        self._running: list[subprocess.Popen[str]] = []

    def begin(self, command: str = "up") -> "subprocess.Popen[str]":
        arguments = [command, "--servers-only", "--state-dir", str(self.state_dir)]
        process = subprocess.Popen(  # noqa: S603  # our own argument list
            [sys.executable, "-m", "k8s.devstack", *arguments],
            env=os.environ | {"CIVIC_WEB_PORT": str(self.web_port)} | SERVERS_OWN,  # noqa: TID251  # a child inherits it
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._running.append(process)
        return process

    def run(self, command: str = "up") -> tuple[int, str]:
        process = self.begin(command)
        output, _ = process.communicate(timeout=STARTS_WITHIN_S)
        return process.returncode, output

    @property
    def state(self) -> dict[str, Any]:
        path = self.state_dir / "state.json"
        return json.loads(path.read_text()) if path.exists() else {}

    def up(self) -> "subprocess.Popen[str]":
        process = self.begin()
        wait_until(lambda: bool(self.state.get("is_ready")))
        return process

    def clean(self) -> None:
        for process in self._running:
            if process.poll() is None:
                process.terminate()
            process.communicate(timeout=ENDS_WITHIN_S)


SERVERS_OWN = dict.fromkeys(("CIVIC_DATABASE_URL", "CIVIC_REDIS_URL", "CIVIC_QDRANT_URL"), "")


def wait_until(is_so: Callable[[], bool], within_s: float = STARTS_WITHIN_S) -> None:
    give_up_at = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < give_up_at
        time.sleep(0.05)


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path / "state")
    yield supervisor
    supervisor.clean()
    supervisor.run("reset")


def test_a_second_start_says_what_already_runs(supervisor: Supervisor):
    supervisor.up()

    code, output = supervisor.run()

    assert code == 0
    assert "already runs" in output
    assert f"http://127.0.0.1:{supervisor.web_port}" in output


def _owner_url(supervisor: Supervisor) -> str:
    """Return the address for the owner of the tables: the processes have a role that owns none."""
    server = PostgresServer(
        state_dir=supervisor.state_dir,
        port=supervisor.state["ports"]["postgres"],
        password=supervisor.state["secrets"]["postgres_password"],
    )
    return server.owner_url


def test_a_stop_ends_everything_and_the_next_start_finds_the_data(supervisor: Supervisor):
    first = supervisor.up()
    with psycopg.connect(_owner_url(supervisor)) as connection:
        connection.execute("CREATE TABLE kept (value integer)")
    pids = supervisor.state["pids"].values()
    first.send_signal(signal.SIGINT)
    assert first.wait(ENDS_WITHIN_S) == 0
    assert not any(psutil.pid_exists(pid) for pid in pids)

    supervisor.up()

    with psycopg.connect(_owner_url(supervisor)) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_nothing_survives_a_supervisor_ended_by_sigkill(supervisor: Supervisor):
    first = supervisor.up()
    pids = supervisor.state["pids"].values()

    first.kill()
    first.wait(ENDS_WITHIN_S)

    wait_until(lambda: not any(psutil.pid_exists(pid) for pid in pids), ENDS_WITHIN_S)


def test_a_server_that_crashes_is_started_again(supervisor: Supervisor):
    supervisor.up()
    crashed = supervisor.state["pids"]["valkey"]

    os.kill(crashed, signal.SIGKILL)

    wait_until(lambda: supervisor.state["pids"].get("valkey", crashed) != crashed)


def test_a_taken_web_port_is_told_with_its_holder_and_a_way_out(supervisor: Supervisor):
    with socket.create_server(("127.0.0.1", supervisor.web_port)):
        code, output = supervisor.run()

    assert code == 1
    assert "PORT_TAKEN" in output
    assert f"(process {os.getpid()})" in output
    assert f"CIVIC_WEB_PORT={supervisor.web_port + 1}" in output


def test_a_running_stack_is_not_forgotten(supervisor: Supervisor):
    supervisor.up()

    code, output = supervisor.run("reset")

    assert code == 1
    assert "STACK_RUNS" in output
