"""``python -m k8s.devstack.door``: one address for pages, the API and sockets, for `make dev`.

Looks at the first line of a connection and joins it to the process that answers such a path.  A
browser opens a new connection for each socket, so that one look is enough.  In a cluster the
ingress does this.
"""

import argparse
import asyncio
import signal
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from k8s.devstack.ports import LOOPBACK

SOCKETS = b"/ws/"
LINE_BYTES_MAX = 16_384
LINE_WITHIN_S = 60.0
CHUNK_BYTES = 65_536
_AWAY = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True)
class Rooms:
    """The ports behind the door."""

    web: int
    sockets: int

    def port_for(self, line: bytes) -> int:
        """Return who answers a request that begins with this line."""
        _method, _space, rest = line.partition(b" ")
        return self.sockets if rest.startswith(SOCKETS) else self.web


def door_argv(ports: Mapping[str, int]) -> tuple[str, ...]:
    """Return the arguments that start the door of these two."""
    rooms = ("--web", str(ports["web"]), "--sockets", str(ports["sockets"]))
    return ("-m", "k8s.devstack.door", "--port", str(ports["door"]), *rooms)


async def door_serve(*, port: int, rooms: Rooms) -> None:
    """Join connections until cancelled."""

    async def let_in(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(
            OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError
        ):
            await _join(reader, writer, rooms=rooms)
        writer.close()

    server = await asyncio.start_server(let_in, LOOPBACK, port, limit=LINE_BYTES_MAX, backlog=1024)
    async with server:
        await server.serve_forever()


async def _join(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, rooms: Rooms
) -> None:
    async with asyncio.timeout(LINE_WITHIN_S):
        line = await reader.readuntil(b"\r\n")
    try:
        inner_reader, inner_writer = await asyncio.open_connection(LOOPBACK, rooms.port_for(line))
    except OSError:
        writer.write(_AWAY)
        await writer.drain()
        return
    inner_writer.write(line)
    try:
        await asyncio.gather(_carry(reader, inner_writer), _carry(inner_reader, writer))
    finally:
        inner_writer.close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry bytes one way, no faster than they are taken, until there are no more."""
    while chunk := await reader.read(CHUNK_BYTES):
        writer.write(chunk)
        await writer.drain()
    writer.write_eof()


async def _run(arguments: argparse.Namespace) -> None:
    rooms = Rooms(web=arguments.web, sockets=arguments.sockets)
    serving = asyncio.create_task(door_serve(port=arguments.port, rooms=rooms))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, serving.cancel)
    with suppress(asyncio.CancelledError):
        await serving


def main() -> None:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser(description="One address for web and sockets.")
    for name in ("port", "web", "sockets"):
        parser.add_argument(f"--{name}", type=int, required=True)
    asyncio.run(_run(parser.parse_args()))


if __name__ == "__main__":
    main()
