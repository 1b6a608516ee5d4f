from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.prometheus import FakePrometheus, fake_prometheus
from tests.fakes.serve_api import FakeServe, fake_serve
from tests.operator.world import World, world_running


@pytest.fixture
async def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    """A Kubernetes API server of this test's own."""
    kubeconfig = tmp_path / "kubeconfig"
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig))
    async with world_running(kubeconfig) as running:
        yield running


@pytest.fixture
async def serve() -> AsyncIterator[FakeServe]:
    """A Ray Serve that starts replicas at once."""
    async with fake_serve() as fake:
        yield fake


@pytest.fixture
async def prometheus() -> AsyncIterator[FakePrometheus]:
    """A Prometheus that says what the test tells it to."""
    async with fake_prometheus() as fake:
        yield fake
