"""What is generated from values.yaml is as new as it, and the API server knows every field."""

import kubernetes_validate
import pytest

from tests.charts import values_docs
from tests.charts.rendering import CASES, named, of_kind, rendered

NEWEST = kubernetes_validate.latest_version()
CUSTOM = {"RayService", "InferenceStage", "PodMonitor", "PrometheusRule", "Cluster"}


@pytest.mark.parametrize("chart", values_docs.CHARTS, ids=lambda path: path.name)
def test_readme_and_schema_are_made_from_the_values(chart):
    for path, text in values_docs.files_make(chart).items():
        assert path.read_text(encoding="utf-8") == text, f"make charts-docs: {path.name} is stale"


def test_a_value_without_words_is_refused(tmp_path):
    path = tmp_path / "values.yaml"
    path.write_text("# @section One\n# Said.\na: 1\nb: 2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="b: a comment above must say what it is"):
        values_docs.values_read(path)


def test_schema_closes_what_is_not_open(tmp_path):
    path = tmp_path / "values.yaml"
    path.write_text("# A.\na:\n  # B.\n  b: 1\n# @open\n# C.\nc: {}\n", encoding="utf-8")
    schema = values_docs.schema_make(values_docs.values_read(path), {})
    assert schema["properties"]["a"]["additionalProperties"] is False
    assert "additionalProperties" not in schema["properties"]["c"]
    assert values_docs.table_make(values_docs.values_read(path)).count("| `a.b` | B. | `1` |") == 1


def test_kubernetes_knows_every_field():
    """`make charts` asks for all cases, and for all versions of Kubernetes."""
    known = [one for one in rendered("production") if one["kind"] not in CUSTOM]
    assert len(known) > 40
    for one in known:
        kubernetes_validate.validate(one, NEWEST, strict=True)


@pytest.mark.parametrize("name", CASES)
def test_no_name_is_given_twice(name):
    names = [(one["kind"], one["metadata"]["name"]) for one in rendered(name)]
    twice = {one for one in names if names.count(one) > 1}
    assert not twice


def test_one_address_for_pages_api_and_sockets():
    web, sockets = of_kind(rendered("production"), "Ingress")
    assert {rule["host"] for one in (web, sockets) for rule in one["spec"]["rules"]} == {
        "civic.example"
    }
    paths = {
        path["path"]: path["backend"]["service"]["name"].rpartition("-")[2]
        for one in (web, sockets)
        for path in one["spec"]["rules"][0]["http"]["paths"]
    }
    assert paths == {
        "/": "frontend",
        "/api/": "web",
        "/static/": "web",
        "/admin/": "web",
        "/telegram/v1/webhook/": "web",
        "/ws/": "sockets",
    }
    timeout = "nginx.ingress.kubernetes.io/proxy-read-timeout"
    assert timeout in sockets["metadata"]["annotations"]
    assert timeout not in web["metadata"]["annotations"]


def test_the_frontends_door_leads_where_the_ingress_would():
    door = named(rendered("kind"), "ConfigMap", "-frontend")["data"]["door.conf"]
    for path in ("/api/", "/static/", "/telegram/v1/webhook/", "= /dev/inbox", "/ws/"):
        assert f"location {path} {{" in door
    assert "/internal/" not in door
    assert "location /metrics" not in door
    assert "proxy_set_header Upgrade $http_upgrade;" in door


def test_labels_of_ones_own_reach_monitors_and_objects_of_ones_own_are_rendered():
    objects = rendered("production")
    for monitor in of_kind(objects, "PodMonitor"):
        assert monitor["metadata"]["labels"]["release"] == "kube-prometheus-stack"
    assert named(objects, "ConfigMap", "civic-extra")["data"] == {"owner": "civic"}
