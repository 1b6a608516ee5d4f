"""What the chart tells the programs is what their settings read: no name too many, none missing."""

import re
import runpy

import pytest
import yaml

from k8s.devstack.graph_config import ENVIRONMENT
from serve_graph.settings import GraphSettings, variable_name
from tests.charts.rendering import CASES, ROOT, containers, of_kind, pods, rendered

DJANGO = (ROOT / "django_core" / "config" / "settings.py").read_text(encoding="utf-8")
KNOWN_TO_DJANGO = set(re.findall(r'_env\.(?:read|required)\(\s*"(CIVIC_\w+)"', DJANGO))
REQUIRED_BY_DJANGO = set(re.findall(r'_env\.required\(\s*"(CIVIC_\w+)"', DJANGO))
GRAPH = {variable_name(name, field): field for name, field in GraphSettings.model_fields.items()}
REQUIRED_BY_GRAPH = {name for name, field in GRAPH.items() if field.is_required()}
# A laptop's door listens itself on one port; in a cluster Ray's proxies answer on every node.
LAPTOP_ONLY = {
    "RAY_SERVE_ENABLE_DIRECT_INGRESS",
    "RAY_SERVE_DIRECT_INGRESS_MIN_DRAINING_PERIOD_S",
    "RAY_SERVE_PORT_QUARANTINE_S",
}
OURS = ("CIVIC_", "GEMINI_")

every_case = pytest.mark.parametrize("name", CASES)


def told(objects, container):
    """Return what a container is told: its variables with their values."""
    maps = {one["metadata"]["name"]: one["data"] for one in of_kind(objects, "ConfigMap")}
    found = {}
    for source in container.get("envFrom", []):
        found |= maps[source["configMapRef"]["name"]]
    return found | {one["name"]: one.get("value") for one in container.get("env", [])}


def programs(name, image):
    for which, pod in pods(rendered(name)):
        for container in containers(pod):
            if f"civicconnect-{image}" in container["image"]:
                yield which, pod, told(rendered(name), container)


def ours(variables):
    return {one.removesuffix("_FILE") for one in variables if one.startswith(OURS)}


@every_case
def test_django_is_told_what_it_knows_and_all_that_it_needs(name):
    found = list(programs(name, "django"))
    assert found
    for which, _, variables in found:
        assert ours(variables) <= KNOWN_TO_DJANGO, which
        assert ours(variables) >= REQUIRED_BY_DJANGO, which


@every_case
def test_the_graph_is_told_what_it_knows_and_all_that_it_needs(name):
    found = list(programs(name, "graph"))
    assert found
    for which, _, variables in found:
        assert ours(variables) <= set(GRAPH), which
        assert ours(variables) >= REQUIRED_BY_GRAPH, which
        wanted = {key: value for key, value in ENVIRONMENT.items() if key not in LAPTOP_ONLY}
        assert wanted.items() <= variables.items(), which


def test_the_operator_is_told_its_namespace_only():
    for _, _, variables in programs("production", "operator"):
        assert variables == {"CIVIC_OPERATOR_NAMESPACE": "civic"}
    for path in ROOT.glob("k8s/stage_operator/settings.py"):
        text = path.read_text(encoding="utf-8")
        assert "namespace" in re.findall(r"^    (\w+): .*Field\($", text, re.MULTILINE)


@every_case
def test_variables_are_text(name):
    for one in of_kind(rendered(name), "ConfigMap"):
        assert all(isinstance(value, str) for value in one["data"].values())
    for which, pod in pods(rendered(name)):
        for container in containers(pod):
            values = [one["value"] for one in container.get("env", []) if "value" in one]
            assert all(isinstance(value, str) for value in values), which


@every_case
def test_secrets_are_files_that_are_there(name):
    for which, pod in pods(rendered(name)):
        volumes = {volume["name"]: volume for volume in pod["spec"].get("volumes", [])}
        for container in containers(pod):
            named = {
                one["value"].removeprefix("/run/secrets/civic/")
                for one in container.get("env", [])
                if one.get("value", "").startswith("/run/secrets/civic/")
            }
            if "secrets" in volumes:
                sources = volumes["secrets"]["projected"]["sources"]
                files = [i["path"] for source in sources for i in source["secret"]["items"]]
                assert named == set(files), which
                assert len(files) == len(set(files)), which
            for one in container.get("env", []):
                assert "secretKeyRef" not in one.get("valueFrom", {}), which


@every_case
def test_secrets_of_the_chart_hold_every_key_that_pods_mount(name):
    own = {one["metadata"]["name"]: one["stringData"] for one in of_kind(rendered(name), "Secret")}
    for which, pod in pods(rendered(name)):
        for volume in pod["spec"].get("volumes", []):
            for source in volume.get("projected", {}).get("sources", []):
                secret = source["secret"]
                if secret["name"].startswith("civic-civicconnect"):
                    keys = {item["key"] for item in secret["items"]}
                    assert keys <= set(own[secret["name"]]), which


def test_only_migrations_know_the_owner():
    owners = {}
    for which, pod in pods(rendered("production")):
        for volume in pod["spec"].get("volumes", []):
            for source in volume.get("projected", {}).get("sources", []):
                keys = {item["key"] for item in source["secret"]["items"]}
                owners.setdefault("migrations-url" in keys, set()).add(which)
    assert owners[True] == {"Job/civic-civicconnect-migrate"}


def test_settings_of_django_start_with_what_the_chart_says(tmp_path, monkeypatch):
    """Every value is one that the settings take: they are read anew with the chart's words."""
    files = {
        "CIVIC_SECRET_KEY": "s" * 40,
        "CIVIC_SERVICE_KEY": "s" * 40,
        "CIVIC_DATABASE_URL": "postgres://civic_app:x@db/civic",
        "CIVIC_REDIS_URL": "redis://redis:6379/0",
        "CIVIC_ESKIZ_EMAIL": "a@b.uz",
        "CIVIC_ESKIZ_PASSWORD": "x",
        "CIVIC_FILES_S3_KEY_ID": "x",
        "CIVIC_FILES_S3_SECRET": "x",
        "CIVIC_TELEGRAM_TOKEN": "1000000001:not-a-token-not-a-token",
        "CIVIC_TELEGRAM_WEBHOOK_SECRET": "s" * 40,
    }
    for name in KNOWN_TO_DJANGO:
        monkeypatch.delenv(name, raising=False)
    which, _, variables = next(one for one in programs("production", "django") if "web" in one[0])
    for name, value in variables.items():
        if name.endswith("_FILE"):
            path = tmp_path / name
            path.write_text(files[name.removesuffix("_FILE")], encoding="utf-8")
            monkeypatch.setenv(name, str(path))
        elif name.startswith("CIVIC_"):
            monkeypatch.setenv(name, value.replace("$(POD_IP)", "10.1.2.3"))
    monkeypatch.setenv("CIVIC_METRICS_DIR", str(tmp_path / "metrics"))
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    read = runpy.run_path(str(ROOT / "django_core" / "config" / "settings.py"))
    assert "10.1.2.3" in read["ALLOWED_HOSTS"], which
    assert (read["COOKIES_SECURE"], read["MFA_REQUIRED"], read["DEBUG"]) == (True, True, False)
    assert read["CSRF_TRUSTED_ORIGINS"][0] == "https://civic.example"
    assert read["FILES_S3_BUCKET"] == "civic-files"
    assert read["DASHBOARDS_URL"] == "https://grafana.example"


def test_example_of_the_environment_names_all_that_the_chart_sets():
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    known = set(re.findall(r"^#? ?((?:CIVIC|GEMINI)_\w+)=", example, re.MULTILINE))
    for name in CASES:
        for image in ("django", "graph"):
            for which, _, variables in programs(name, image):
                assert ours(variables) <= known, which


def test_pods_answer_to_their_own_address():
    """The kubelet says Host: localhost, Prometheus the pod's address, the graph the Service's."""
    for which, _, variables in programs("production", "django"):
        if which.startswith("Job"):
            continue
        hosts = variables["CIVIC_ALLOWED_HOSTS"].split(",")
        assert {"localhost", "$(POD_IP)", "civic-civicconnect-web", "civic.example"} <= set(hosts)
    graph = next(programs("production", "graph"))[2]
    assert graph["CIVIC_CALLBACK_URL"] == "http://civic-civicconnect-web:8000"


def test_the_hook_that_waits_is_python():
    compile((ROOT / "helm/civicconnect/files/wait_for_database.py").read_text(), "wait", "exec")
    (job,) = of_kind(rendered("minimal"), "Job")
    assert job["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"
    wait, migrate = containers(job["spec"]["template"])
    assert wait["args"][0].startswith('"""Wait until the database')
    assert migrate["args"] == ["migrate"]
    assert yaml.safe_dump(wait["env"]) == yaml.safe_dump(migrate["env"])
