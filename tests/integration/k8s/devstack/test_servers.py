import asyncio
import os
import shutil
import signal
from pathlib import Path

import psycopg
import pytest
import redis

from k8s.devstack.places import place_private
from k8s.devstack.ports import port_free
from k8s.devstack.postgres import PACKAGE_FOLDERS, PostgresServer, packages_folder
from k8s.devstack.valkey import ValkeyServer

PASSWORD = "generated"  # noqa: S105  # of servers that live for one test


@pytest.fixture
def postgres(tmp_path: Path):
    server = PostgresServer(
        state_dir=tmp_path, port=port_free(), password=PASSWORD, is_durable=False
    )
    yield server
    server.forget()


def test_postgres_keeps_its_data_across_a_restart(postgres: PostgresServer):
    first = postgres.start()
    with psycopg.connect(postgres.owner_url) as connection:
        connection.execute("CREATE TABLE kept (value integer)")
        connection.execute("INSERT INTO kept VALUES (7)")
    first.stop()

    second = postgres.start()
    with psycopg.connect(postgres.owner_url) as connection:
        row = connection.execute("SELECT value FROM kept").fetchone()
    second.stop()

    assert row == (7,)


def test_postgres_survives_a_server_left_by_a_killed_supervisor(postgres: PostgresServer):
    left = postgres.start()

    again = postgres.start()

    assert postgres.is_ready()
    assert not left.is_alive()
    again.stop()


def test_postgres_refuses_a_wrong_password(postgres: PostgresServer):
    child = postgres.start()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgres.owner_url.replace(PASSWORD, "guessed"))
    child.stop()


def test_postgres_owner_is_no_superuser(postgres_server: PostgresServer):
    with psycopg.connect(postgres_server.url) as connection:
        row = connection.execute("SHOW is_superuser").fetchone()
    assert row == ("off",)


def test_valkey_keeps_acknowledged_writes_after_sigkill(tmp_path: Path):
    server = ValkeyServer(state_dir=tmp_path, port=port_free(), password=PASSWORD)
    first = server.start()
    with redis.Redis.from_url(server.url) as client:
        client.set("kept", "7")
    first.process.send_signal(signal.SIGKILL)
    first.process.wait(5)

    second = server.start()
    with redis.Redis.from_url(server.url) as client:
        value = client.get("kept")
    second.stop()

    assert value == b"7"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")
def test_postgres_starts_from_an_environment_that_its_user_cannot_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for name in PACKAGE_FOLDERS:
        shutil.copytree(packages_folder() / name, closed / name, symlinks=True)
    monkeypatch.setattr("k8s.devstack.postgres.packages_folder", lambda: closed)
    server = PostgresServer(
        state_dir=closed / "state", port=port_free(), password=PASSWORD, is_durable=False
    )

    child = server.start()

    assert server.is_ready()
    child.stop()
    server.forget()
    shutil.rmtree(place_private(closed))


async def test_event_loops_work_while_sockets_are_guarded(valkey_server: ValkeyServer):
    reader, writer = await asyncio.open_connection("127.0.0.1", valkey_server.port)
    writer.write(b"PING\r\n")
    answer = await reader.readline()
    writer.close()
    await writer.wait_closed()
    assert answer.startswith(b"-NOAUTH")
