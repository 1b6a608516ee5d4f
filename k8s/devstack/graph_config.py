"""k8s.devstack: the graph's configuration with the address of this stack written into it."""

from pathlib import Path

import yaml

from k8s.devstack.ports import LOOPBACK
from k8s.devstack.settings import ROOT

SOURCE = ROOT / "serve_graph" / "serve_config.yaml"


def graph_config_render(*, state_dir: Path, port: int, source: Path = SOURCE) -> Path:
    """Write the configuration for a graph on ``port``, and return where."""
    config = yaml.safe_load(source.read_text(encoding="utf-8"))
    config["http_options"] = {**config.get("http_options", {}), "host": LOOPBACK, "port": port}
    config["proxy_location"] = "HeadOnly"
    rendered = state_dir / source.name
    rendered.write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False))
    return rendered
