import asyncio
import signal
from pathlib import Path

import psycopg
import pytest
import redis

from k8s.devstack.ports import port_free
from k8s.devstack.postgres import PostgresServer
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
    with psycopg.connect(postgres.url) as connection:
        connection.execute("CREATE TABLE kept (value integer)")
        connection.execute("INSERT INTO kept VALUES (7)")
    first.stop()

    second = postgres.start()
    with psycopg.connect(postgres.url) as connection:
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
        psycopg.connect(postgres.url.replace(PASSWORD, "guessed"))
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


async def test_event_loops_work_while_sockets_are_guarded(valkey_server: ValkeyServer):
    reader, writer = await asyncio.open_connection("127.0.0.1", valkey_server.port)
    writer.write(b"PING\r\n")
    answer = await reader.readline()
    writer.close()
    await writer.wait_closed()
    assert answer.startswith(b"-NOAUTH")
