from pathlib import Path

import pytest
import yaml

from k8s.devstack.graph_config import ENVIRONMENT, SOURCES, graph_config_render
from k8s.devstack.settings import GraphProfile, settings_read


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


def test_every_profile_has_its_configuration():
    assert set(SOURCES) == set(GraphProfile)
    assert all(source.is_file() for source in SOURCES.values())


def test_the_laptop_profile_runs_unless_the_person_says_otherwise(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("CIVIC_GRAPH_PROFILE", raising=False)
    assert settings_read().graph_profile is GraphProfile.LAPTOP
    monkeypatch.setenv("CIVIC_GRAPH_PROFILE", "cluster")
    assert settings_read().graph_profile is GraphProfile.CLUSTER


def test_ray_gets_the_environment_that_the_configuration_asks_for():
    asked = SOURCES[GraphProfile.CLUSTER].read_text(encoding="utf-8")
    assert all(f"{name}={value}" in asked for name, value in ENVIRONMENT.items())
