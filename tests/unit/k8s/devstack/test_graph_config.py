from pathlib import Path

import yaml

from k8s.devstack.graph_config import graph_config_render


def test_only_the_address_of_the_graph_changes(tmp_path: Path):
    source = tmp_path / "source" / "serve_config.yaml"
    source.parent.mkdir()
    applications = [{"name": "civic", "import_path": "serve_graph.graph:build"}]
    written = {"http_options": {"port": 8000, "keep_alive_timeout_s": 5}}
    source.write_text(yaml.safe_dump(written | {"applications": applications}))

    rendered = graph_config_render(state_dir=tmp_path, port=4711, source=source)

    found = yaml.safe_load(rendered.read_text())
    assert found["http_options"] == {"host": "127.0.0.1", "port": 4711, "keep_alive_timeout_s": 5}
    assert found["applications"] == applications
