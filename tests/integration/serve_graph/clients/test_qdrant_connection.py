"""The connection to an index that is slow, broken or empty: timeouts and the breaker (P20)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from serve_graph.clients.guard import BREAKER_OPEN, OPENS_AFTER_FAILURES, TIMED_OUT
from serve_graph.clients.qdrant.connection import Connection, IndexMissing
from serve_graph.errors import IndexUnavailable


@dataclass
class BadIndex:
    """Answers every request with one status, or not at all."""

    status: int | None
    url: str = ""
    requests: int = 0
    answering: list["asyncio.Task[None] | None"] = field(default_factory=list)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.answering.append(asyncio.current_task())
        await reader.readuntil(b"\r\n\r\n")
        self.requests += 1
        if self.status is None:
            await reader.read()  # Until the client gives up.
        else:
            head = f"HTTP/1.1 {self.status} Told\r\nContent-Length: 2\r\nConnection: close\r\n\r\n"
            writer.write(head.encode() + b"{}")
            await writer.drain()
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def bad_index(status: int | None) -> AsyncIterator[tuple[BadIndex, Connection]]:
    index = BadIndex(status)
    server = await asyncio.start_server(index.answer, "127.0.0.1", 0)
    index.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    connection = Connection(url=index.url, api_key=None, timeout_s=0.1)
    async with server:
        yield index, connection
        await connection.client.close()
        async with asyncio.timeout(5):
            await asyncio.gather(*(task for task in index.answering if task))


async def asked(connection: Connection) -> str:
    with pytest.raises(IndexUnavailable) as caught:
        await connection.answer(connection.client.get_collections())
    return caught.value.code


@pytest.mark.parametrize(("status", "code"), [(None, TIMED_OUT), (500, "INDEX_500")])
async def test_broken_index_is_spared_after_five_failures(status: int | None, code: str) -> None:
    async with bad_index(status) as (index, connection):
        codes = [await asked(connection) for _ in range(OPENS_AFTER_FAILURES + 10)]

    assert codes == [code] * OPENS_AFTER_FAILURES + [BREAKER_OPEN] * 10
    assert index.requests == OPENS_AFTER_FAILURES


async def test_missing_collection_is_an_answer_like_any_other() -> None:
    async with bad_index(404) as (index, connection):
        for _ in range(OPENS_AFTER_FAILURES * 2):
            with pytest.raises(IndexMissing):
                await connection.answer(connection.client.get_collections())

    assert index.requests == OPENS_AFTER_FAILURES * 2
