"""k8s.devstack: how a graph is started: its profile with the address of this stack, its Ray."""

import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

import yaml

from k8s.devstack.children import Command
from k8s.devstack.ports import LOOPBACK
from k8s.devstack.settings import ROOT, GraphProfile

SOURCES: Mapping[GraphProfile, Path] = {
    GraphProfile.LAPTOP: ROOT / "serve_graph" / "serve_config.laptop.yaml",
    GraphProfile.CLUSTER: ROOT / "serve_graph" / "serve_config.yaml",
}
# What serve_config.yaml asks of the process that starts Ray, with the reasons.
ENVIRONMENT: Mapping[str, str] = {
    "RAY_SERVE_CONTROL_LOOP_INTERVAL_S": "0.5",
    "RAY_SERVE_DIRECT_INGRESS_MIN_DRAINING_PERIOD_S": "0",
    "RAY_SERVE_ENABLE_DIRECT_INGRESS": "1",
    "RAY_SERVE_PORT_QUARANTINE_S": "0",
    "RAY_SERVE_THROUGHPUT_OPTIMIZED": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_agent_register_timeout_ms": "120000",
    "RAY_worker_niceness": "0",
}


def graph_config_render(*, state_dir: Path, port: int, source: Path) -> Path:
    """Write the configuration for a graph whose proxy has ``port``, and return where."""
    config = yaml.safe_load(source.read_text(encoding="utf-8"))
    config["http_options"] = {**config.get("http_options", {}), "host": LOOPBACK, "port": port}
    config["proxy_location"] = "HeadOnly"
    rendered = state_dir / source.name
    rendered.write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False))
    return rendered


def graph_command(
    profile: GraphProfile, *, state_dir: Path, port: int, env: Mapping[str, str]
) -> Command:
    """Return the program that runs a graph in the foreground; its Ray answers on ``port``."""
    config = graph_config_render(state_dir=state_dir, port=port, source=SOURCES[profile])
    argv = (sys.executable, "-m", "serve_graph", str(config))
    return Command(name="graph", argv=argv, cwd=ROOT, env=env)


def ray_environment(*, place: Path, door_port: int) -> dict[str, str]:
    """Return the environment of a Ray that keeps its files in ``place`` and that nobody joins.

    The door's replica listens on ``door_port`` itself, and only there: through Ray's proxy a
    question costs 6 ms more.  So there is one such replica; all others may be as many as wanted.
    """
    return {
        **ENVIRONMENT,
        "RAY_ADDRESS": "local",
        "RAY_TMPDIR": str(place),
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(32),
        "RAY_SERVE_DIRECT_INGRESS_MIN_HTTP_PORT": str(door_port),
        "RAY_SERVE_DIRECT_INGRESS_MAX_HTTP_PORT": str(door_port + 1),  # Not itself a part of it.
    }
