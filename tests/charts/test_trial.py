"""kind and minikube: what the scripts make is what the two charts name."""

import json
import re
import shutil
import subprocess

import pytest
import yaml

from tests.charts.rendering import (
    CIVICCONNECT,
    KIND,
    ROOT,
    backing,
    named,
    of_kind,
    pods,
    render,
    rendered,
)

SCRIPTS = sorted(ROOT.glob("k8s/kind/*.sh")) + sorted(ROOT.glob("k8s/minikube/*.sh"))
TRIAL = (ROOT / "k8s" / "kind" / "trial.sh").read_text(encoding="utf-8")


def secrets_made():
    joined = TRIAL.replace("\\\n", " ")
    made = {}
    for name, pairs in re.findall(r"secret_ensure (civic-[\w-]+) \S+ (.+)", joined):
        made[name] = set(re.findall(r'"?([\w-]+)=', pairs))
    return made


def secrets_wanted(objects):
    for _, pod in pods(objects):
        for volume in pod["spec"].get("volumes", []):
            yield from files_wanted(volume)
        for container in pod["spec"]["containers"]:
            for one in container.get("env", []):
                if wanted := one.get("valueFrom", {}).get("secretKeyRef"):
                    yield wanted["name"], wanted["key"]


def files_wanted(volume):
    sources = [source["secret"] for source in volume.get("projected", {}).get("sources", [])]
    if "secret" in volume:
        sources.append({"name": volume["secret"]["secretName"], "items": volume["secret"]["items"]})
    return [(source["name"], item["key"]) for source in sources for item in source["items"]]


def test_scripts_make_every_secret_that_pods_read():
    made = secrets_made()
    wanted = {*secrets_wanted(rendered("kind")), *secrets_wanted(backing())}
    assert len(wanted) > 10
    for name, key in wanted:
        assert key in made.get(name, set()), f"{name}: {key}"


def test_addresses_in_the_scripts_are_services_of_backing():
    services = {
        one["metadata"]["name"]: {port["port"] for port in one["spec"]["ports"]}
        for one in of_kind(backing(), "Service")
    }
    told = TRIAL + KIND.read_text(encoding="utf-8")
    found = re.findall(r"(?:@|//|host=)(backing-\w+):(\d+)", told)
    assert {name for name, _ in found} == set(services) - {"backing-prometheus", "backing-grafana"}
    for name, port in found:
        assert int(port) in services[name]
    flows = yaml.safe_load(KIND.read_text(encoding="utf-8"))["network"]["ports"]
    assert flows["files"] in services["backing-store"]


def test_monitoring_of_backing_finds_what_the_chart_makes():
    mounted = {
        volume["configMap"]["name"]
        for _, pod in pods(backing())
        for volume in pod["spec"]["volumes"]
        if volume.get("configMap", {}).get("optional")
    }
    assert mounted == {"civic-alerts", "civic-dashboards"}
    files = CIVICCONNECT / "files"
    maps = {one["metadata"]["name"]: one["data"] for one in of_kind(rendered("kind"), "ConfigMap")}
    for path in files.glob("alerts/civicconnect.yaml"):
        alerts = yaml.safe_load(maps["civic-alerts"][path.name])
        assert alerts == yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in files.glob("dashboards/*.json"):
        board = json.loads(maps["civic-dashboards"][path.name])
        assert board == json.loads(path.read_text(encoding="utf-8"))


def test_prometheus_scrapes_pods_by_annotations_that_the_chart_sets():
    text = named(backing(), "ConfigMap", "-prometheus")["data"]["prometheus.yml"]
    config = yaml.safe_load(text)
    (job,) = config["scrape_configs"]
    asked = {label for rule in job["relabel_configs"] for label in rule.get("source_labels", [])}
    prefix = "__meta_kubernetes_pod_annotation_"
    wanted = {one.removeprefix(prefix) for one in asked if one.startswith(prefix)}
    assert wanted == {"prometheus_io_scrape", "prometheus_io_port", "prometheus_io_path"}
    web = named(rendered("kind"), "Deployment", "-web")["spec"]["template"]["metadata"]
    annotations = {re.sub(r"[./]", "_", key) for key in web["annotations"]}
    assert wanted <= annotations


def test_the_port_of_the_node_leads_to_the_frontend():
    cluster = yaml.safe_load((ROOT / "k8s" / "kind" / "cluster.yaml").read_text(encoding="utf-8"))
    (mapping,) = cluster["nodes"][0]["extraPortMappings"]
    frontend = named(rendered("kind"), "Service", "-frontend")
    (port,) = frontend["spec"]["ports"]
    assert mapping["containerPort"] == port["nodePort"]
    assert mapping["listenAddress"] == "127.0.0.1"
    url = yaml.safe_load(KIND.read_text(encoding="utf-8"))["publicUrl"]
    assert url == f"http://localhost:{mapping['hostPort']}"


def test_images_of_the_scripts_are_those_of_the_values():
    images = {c["image"] for _, p in pods(rendered("kind")) for c in p["spec"]["containers"]}
    names = re.search(r"NAMES=\((.+)\)", TRIAL).group(1).split()
    assert images == {f"localhost/civicconnect-{name}:dev" for name in names}


def test_cloudnativepg_gives_the_same_roles_as_the_statefulset():
    told = {"iKnowThisIsForTrialsOnly": True, "postgres": {"kind": "cnpg"}}
    (cluster,) = of_kind(render(told, chart="backing"), "Cluster")
    assert cluster["spec"]["bootstrap"]["initdb"]["owner"] == "civic_owner"
    (role,) = cluster["spec"]["managed"]["roles"]
    assert (role["name"], role["superuser"], role["bypassrls"]) == ("civic_app", False, False)
    script = named(backing(), "ConfigMap", "-postgres")["data"]["roles.sh"]
    assert "CREATE ROLE civic_app LOGIN NOSUPERUSER NOBYPASSRLS" in script


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_scripts_are_bash(script):
    bash = shutil.which("bash")
    subprocess.run([bash, "-n", script], check=True, timeout=10)  # noqa: S603  # our own files


@pytest.mark.parametrize("place", ["kind", "minikube"])
def test_scripts_name_every_tool_that_is_missing(place, tmp_path):
    (tmp_path / "dirname").symlink_to(shutil.which("dirname"))
    done = subprocess.run(  # noqa: S603  # our own files
        [shutil.which("bash"), ROOT / "k8s" / place / "up.sh"],
        env={"PATH": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
        timeout=10,
    )
    assert done.returncode == 1
    assert done.stderr == f"Please install: {place} kubectl helm openssl\n"
