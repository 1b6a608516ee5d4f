"""k8s.dashboards: a real Prometheus on this machine that scrapes a stack of `make dev`."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml

from k8s.dashboards.queries import ALERTS, live
from k8s.devstack.children import Child, Command
from k8s.devstack.places import ray_place
from k8s.devstack.ports import LOOPBACK, port_free
from k8s.devstack.settings import ROOT
from k8s.devstack.state import StackState

PROGRAM = ROOT / ".tools" / "prometheus" / "usr" / "bin" / "prometheus"
SCRAPES_EVERY_S = 5
STARTS_WITHIN_S = 60.0
ANSWERS_WITHIN_S = 30.0
TARGETS = 2


@dataclass(frozen=True)
class Sample:
    """One line of an answer: its labels and its value now."""

    labels: dict[str, str]
    value: float


class Prometheus:
    """A running server, asked through its HTTP API."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=ANSWERS_WITHIN_S, trust_env=False)

    def ask(self, expr: str) -> list[Sample]:
        """Return what an expression of a panel or a rule is now."""
        answer = self._http.get("/api/v1/query", params={"query": live(expr)}).raise_for_status()
        result = answer.json()["data"]["result"]
        return [Sample(row["metric"], float(row["value"][1])) for row in result]

    def names(self) -> set[str]:
        """Return the names of all metrics that it has read."""
        answer = self._http.get("/api/v1/label/__name__/values").raise_for_status()
        return set(answer.json()["data"])

    def jobs_up(self) -> int:
        """Return how many kinds of processes were read well."""
        return len(self.ask("count by (job) (up == 1)"))

    def is_ready(self) -> bool:
        """Return whether it takes questions."""
        try:
            return self._http.get("/-/ready").is_success
        except httpx.HTTPError:
            return False


def targets_of(state: StackState) -> dict[str, Any]:
    """Return Prometheus' configuration for a stack: Django's web, and the nodes of its Ray."""
    web = f"{LOOPBACK}:{state.ports['web']}"
    return {
        "global": {"scrape_interval": f"{SCRAPES_EVERY_S}s", "evaluation_interval": "5s"},
        "rule_files": [str(ALERTS)],
        "scrape_configs": [
            {"job_name": "django", "static_configs": [{"targets": [web]}]},
            {
                "job_name": "ray",
                "file_sd_configs": [
                    {"files": [str(ray_discovery(state))], "refresh_interval": "5s"}
                ],
            },
        ],
    }


def ray_discovery(state: StackState) -> Path:
    """Return the file in which a stack's Ray says where its nodes are read."""
    return ray_place(state.secrets.stack_id) / "ray" / "prom_metrics_service_discovery.json"


def ray_targets(state: StackState) -> list[str]:
    """Return the addresses of the nodes of a stack's Ray."""
    groups = json.loads(ray_discovery(state).read_text(encoding="utf-8"))
    return [target for group in groups for target in group["targets"]]


@contextmanager
def prometheus_running(state: StackState, *, folder: Path) -> Iterator[Prometheus]:
    """Run a Prometheus that scrapes a stack, and end it."""
    config, port = folder / "prometheus.yaml", port_free()
    config.write_text(yaml.safe_dump(targets_of(state)), encoding="utf-8")
    argv = (
        str(PROGRAM),
        f"--config.file={config}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={LOOPBACK}:{port}",
        "--log.level=warn",
    )
    log, server = folder / "prometheus.log", Prometheus(f"http://{LOOPBACK}:{port}")
    command = Command(name="prometheus", argv=argv, cwd=folder)
    child = Child.start_ready(command, is_ready=server.is_ready, within_s=STARTS_WITHIN_S, log=log)
    try:
        yield server
    finally:
        child.stop()


def scrapes_wait(server: Prometheus, *, within_s: float) -> None:
    """Return once Django and the graph were both read; raises ``TimeoutError``."""
    gives_up_at = time.monotonic() + within_s
    while server.jobs_up() < TARGETS:
        if time.monotonic() > gives_up_at:
            message = "Prometheus cannot read the stack"
            raise TimeoutError(message)
        time.sleep(1)
