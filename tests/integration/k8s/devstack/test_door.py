"""One address: sockets go to one process, everything else to the other."""

import asyncio
from contextlib import suppress

import pytest

from k8s.devstack.door import Rooms, door_serve
from k8s.devstack.ports import LOOPBACK, port_free

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"


async def _room(name: bytes) -> asyncio.Server:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:  # A connection is kept for the next request.
                head = await reader.readuntil(b"\r\n\r\n")
                said = name + b" " + head.split(b" ")[1]
                writer.write(ANSWER % (len(said), said))
        writer.close()

    return await asyncio.start_server(answer, LOOPBACK, 0)


async def _leave(writer: asyncio.StreamWriter) -> None:
    """Close a connection, and let everybody on its way notice."""
    writer.close()
    await writer.wait_closed()
    await asyncio.sleep(0.1)


async def _ask(reader, writer, path: str) -> bytes:
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {LOOPBACK}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
    return (await reader.readexactly(length)) or head


@pytest.fixture
async def door():
    web, sockets = await _room(b"web"), await _room(b"sockets")
    ports = [one.sockets[0].getsockname()[1] for one in (web, sockets)]
    port = port_free()
    serving = asyncio.create_task(door_serve(port=port, rooms=Rooms(*ports)))
    await asyncio.sleep(0.1)
    yield port, sockets
    serving.cancel()
    for server in (web, sockets):
        server.close()


async def test_path_decides_who_answers_and_the_connection_is_kept(door):
    port, _sockets = door
    for path, name in (("/api/v1/x", b"web"), ("/ws/v1/", b"sockets"), ("/wsx", b"web")):
        reader, writer = await asyncio.open_connection(LOOPBACK, port)
        answers = [await _ask(reader, writer, path) for _request in range(2)]
        assert answers == [name + b" " + path.encode()] * 2
        await _leave(writer)


async def test_room_that_is_away_is_a_gateway_error(door):
    port, sockets = door
    sockets.close()
    await sockets.wait_closed()
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    writer.write(b"GET /ws/v1/ HTTP/1.1\r\n\r\n")
    assert (await reader.readline()).startswith(b"HTTP/1.1 502")
    await _leave(writer)
