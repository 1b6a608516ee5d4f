"""A small local server that speaks the query API of Prometheus as far as one number goes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from tests.fakes.serve_api import listening


@dataclass
class FakePrometheus:
    """What it answers: seconds, ``nan`` for a stage that nobody calls, nothing for no series."""

    url: str = ""
    seconds: float | None = None
    is_broken: bool = False
    asked: list[str] = field(default_factory=list)

    async def query(self, request: web.Request) -> web.Response:
        self.asked.append(request.query["query"])
        if self.is_broken:
            told = {"status": "error", "errorType": "unavailable", "error": "not ready"}
            return web.json_response(told, status=503)
        value = str(self.seconds).replace("nan", "NaN")
        sample = {"metric": {}, "value": [1_790_000_000.123, value]}
        result = [] if self.seconds is None else [sample]
        return web.json_response(
            {"status": "success", "data": {"resultType": "vector", "result": result}}
        )


@asynccontextmanager
async def fake_prometheus() -> AsyncIterator[FakePrometheus]:
    """Start the server on a free port."""
    fake = FakePrometheus()
    app = web.Application()
    app.router.add_get("/api/v1/query", fake.query)
    async with listening(app) as url:
        fake.url = url
        yield fake
