"""One connection to Qdrant: every call ends in time, every failure is ``IndexUnavailable``."""

from collections.abc import Awaitable, Coroutine
from typing import TypeVar

import httpx
from qdrant_client import AsyncQdrantClient
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from serve_graph.clients.guard import Guard
from serve_graph.errors import IndexUnavailable

T = TypeVar("T")

CONNECTIONS_KEPT = 16
_NOT_FOUND = 404
_CONFLICT = 409
_MAY_PASS = frozenset({408, 423, 425, 429})


class IndexMissing(IndexUnavailable):
    """There is no such collection."""


class IndexConflict(IndexUnavailable):
    """Another process was faster."""


class Connection:
    """The client of the library, with a time limit and a breaker (P20).

    Nothing is tried again here: a run that the index fails comes again as a whole.
    """

    def __init__(self, *, url: str, api_key: str | None, timeout_s: float) -> None:
        self._guard = Guard(
            name="qdrant",
            timeout_s=timeout_s,
            unavailable=IndexUnavailable,
            cancelled_is_fine=True,
            answers=(IndexMissing, IndexConflict),
        )
        self.client = AsyncQdrantClient(
            url=url,
            api_key=api_key,
            timeout=max(1, round(timeout_s)),
            check_compatibility=False,
            # Left alone the library opens a new connection for every call to this machine.
            limits=httpx.Limits(max_keepalive_connections=CONNECTIONS_KEPT),
        )

    async def answer(self, call: Awaitable[T]) -> T:
        """Return the answer in time; raises ``IndexUnavailable``."""
        try:
            return await self._guard.once(lambda: self._asked(call))
        finally:
            if isinstance(call, Coroutine):
                call.close()  # While the breaker is open nobody has awaited it.

    async def _asked(self, call: Awaitable[T]) -> T:
        try:
            return await call
        except ResponseHandlingException as error:
            name = type(error.source).__name__
            raise IndexUnavailable("INDEX_UNREACHABLE", name, permanent=False) from error
        except UnexpectedResponse as error:
            raise _refused(error.status_code or 0) from error


def _refused(status: int) -> IndexUnavailable:
    if status == _NOT_FOUND:
        return IndexMissing("INDEX_MISSING", "the collection is gone", permanent=False)
    message = f"the index answered {status}"
    if status == _CONFLICT:
        return IndexConflict(f"INDEX_{status}", message, permanent=False)
    may_pass = status >= 500 or status in _MAY_PASS
    return IndexUnavailable(f"INDEX_{status}", message, permanent=not may_pass)
