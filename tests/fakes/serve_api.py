"""A small local server that speaks the part of Ray Serve's REST API that the operator uses.

It answers as Ray 2.60 does, in its words; tests/integration/serve_graph/test_stage_operator.py
asks both the same questions.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

APPLICATION = "civicconnect"
STAGES = ("language", "injection", "embedding", "search", "prompt", "decision", "learning")


@dataclass
class FakeServe:
    """What is deployed, what was asked, and what is wrong."""

    url: str = ""
    targets: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STAGES, 1))
    scaled: list[tuple[str, int]] = field(default_factory=list)
    token: str | None = None
    is_scaler_enabled: bool = True
    is_broken: bool = False
    is_strange: bool = False
    answers_after_s: float = 0
    starting: set[str] = field(default_factory=set)

    async def applications(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.answers_after_s)
        if refused := self._refused(request):
            return refused
        if self.is_strange:
            return web.json_response({"hello": "world"})
        deployments = {name: self._told(name) for name in self.targets}
        told = {"status": "RUNNING", "message": "", "deployments": deployments}
        return web.json_response({"applications": {APPLICATION: told}})

    def _told(self, name: str) -> dict[str, Any]:
        target = self.targets[name]
        waits = target if name in self.starting else 0
        states = ["STARTING"] * waits + ["RUNNING"] * (target - waits)
        return {
            "status": "UPSCALING" if waits else "HEALTHY",
            "message": "",
            "target_num_replicas": target,
            "replicas": [{"state": state} for state in states],
        }

    async def scale(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        name, found = request.match_info["deployment"], request.match_info["application"]
        if name not in self.targets or found != APPLICATION:
            told = "Application or Deployment not found"
            return web.json_response({"error": told}, status=404)
        if not self.is_scaler_enabled:
            told = "Cannot update replicas: external_scaler_enabled=false"
            return web.json_response({"error": told}, status=412)
        self.targets[name] = (await request.json())["target_num_replicas"]
        self.scaled.append((name, self.targets[name]))
        return web.json_response({"message": "Scaling request received."})

    def _refused(self, request: web.Request) -> web.Response | None:
        given = request.headers.get("Authorization")
        if self.is_broken:
            told = "Serve controller is not available"
            return web.json_response({"error": told}, status=503)
        if self.token is None or given == f"Bearer {self.token}":
            return None
        if given is None:
            return web.Response(status=401, text="Unauthorized: Missing authentication token")
        return web.Response(status=403, text="Forbidden: Invalid authentication token")


@asynccontextmanager
async def fake_serve() -> AsyncIterator[FakeServe]:
    """Start the server on a free port."""
    fake = FakeServe()
    app = web.Application()
    app.router.add_get("/api/serve/applications/", fake.applications)
    path = "/api/v1/applications/{application}/deployments/{deployment}/scale"
    app.router.add_post(path, fake.scale)
    async with listening(app) as url:
        fake.url = url
        yield fake


@asynccontextmanager
async def listening(app: web.Application) -> AsyncIterator[str]:
    """Serve an application on loopback and return its URL."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
