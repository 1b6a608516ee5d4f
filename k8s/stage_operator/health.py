"""k8s.stage_operator: health and metrics over HTTP, on one port."""

from collections.abc import Callable

from aiohttp import web

from k8s.stage_operator.loops import Keeper
from k8s.stage_operator.metrics import Metrics

# Longer than any turn takes when everybody whom it asks answers at the last moment.
HANGS_AFTER_S = 120.0


class HealthServer:
    """Answers `/health/live`, `/health/ready` and `/metrics`; asks nobody for it."""

    def __init__(self, *, keeper: Keeper, metrics: Metrics, is_ready: Callable[[], bool]) -> None:
        self._keeper = keeper
        self._metrics = metrics
        self._is_ready = is_ready
        self._runner: web.AppRunner | None = None

    async def start(self, *, port: int) -> int:
        """Listen on all addresses, because probes come from the node; return the port."""
        app = web.Application()
        app.router.add_get("/health/live", self._live)
        app.router.add_get("/health/ready", self._ready)
        app.router.add_get("/metrics", self._exposed)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, port=port).start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Listen no longer."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _live(self, _: web.Request) -> web.Response:
        return _told(is_well=self._keeper.is_alive(within_s=HANGS_AFTER_S))

    async def _ready(self, _: web.Request) -> web.Response:
        return _told(is_well=self._is_ready())

    async def _exposed(self, _: web.Request) -> web.Response:
        headers = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        return web.Response(body=self._metrics.exposed(), headers=headers)


def _told(*, is_well: bool) -> web.Response:
    return web.json_response({"ok": is_well}, status=200 if is_well else 503)
