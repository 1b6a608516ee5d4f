"""Every pod of every case: as little right as possible, probes that differ, and a calm end."""

import pytest

from django_core.config.broker import TASK_ENDS_WITHIN_S
from tests.charts.rendering import (
    CASES,
    backing,
    case,
    containers,
    named,
    of_kind,
    pods,
    render,
    rendered,
)

WITHOUT_READINESS = {"worker", "beat", "relay", "sender", "poll"}  # Nobody sends them requests.
STEPS = {"migrate", "wait-for-database"}

every_case = pytest.mark.parametrize("name", CASES)


def all_pods(name):
    return [*pods(rendered(name)), *(pods(backing()) if name == "kind" else [])]


@every_case
def test_pods_are_restricted(name):
    for told, pod in all_pods(name):
        spec = pod["spec"]
        assert spec["securityContext"]["runAsNonRoot"] is True, told
        assert spec["securityContext"]["runAsUser"] > 10000, told
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, told
        assert not {"hostNetwork", "hostPID", "hostIPC"} & set(spec), told
        for volume in spec.get("volumes", []):
            assert "hostPath" not in volume, told
        for container in containers(pod):
            rights = container["securityContext"]
            assert rights["allowPrivilegeEscalation"] is False, told
            assert rights["readOnlyRootFilesystem"] is True, told
            assert rights["capabilities"] == {"drop": ["ALL"]}, told


@every_case
def test_pods_know_nothing_of_other_services_and_ask_for_resources(name):
    for told, pod in all_pods(name):
        assert pod["spec"]["enableServiceLinks"] is False, told
        for container in containers(pod):
            assert {"cpu", "memory"} <= set(container["resources"]["requests"]), told
            assert "memory" in container["resources"]["limits"], told


@every_case
def test_only_who_asks_the_cluster_has_a_token(name):
    asks = {
        pod["metadata"]["labels"]["app.kubernetes.io/component"]
        for _, pod in pods(rendered(name))
        if pod["spec"].get("automountServiceAccountToken", True)
    }
    assert asks <= {
        "graph-head",
        "operator",
    }  # The head of an autoscaling cluster asks for workers.


@every_case
def test_readiness_asks_something_else_than_liveness(name):
    for told, pod in pods(rendered(name)):
        for container in containers(pod):
            if container["name"] in STEPS:
                continue
            assert container["startupProbe"], told
            assert container["livenessProbe"], told
            is_asked = container["name"] not in WITHOUT_READINESS
            if told == "Deployment/civic-civicconnect-graph-worker":
                is_asked = False  # In mode plain the Service leads to the head.
            assert is_asked == ("readinessProbe" in container), told
            if not is_asked:
                continue
            asked = ("httpGet", "tcpSocket", "exec")
            ready, alive = (
                {key: container[probe].get(key) for key in asked}
                for probe in ("readinessProbe", "livenessProbe")
            )
            assert ready != alive, told


@every_case
def test_a_pod_outlives_its_farewell(name):
    for told, pod in pods(rendered(name)):
        for container in pod["spec"]["containers"]:
            stop = container.get("lifecycle", {}).get("preStop", {}).get("exec", {}).get("command")
            if stop:
                assert int(stop[1]) < pod["spec"]["terminationGracePeriodSeconds"], told


def test_a_worker_may_finish_its_task():
    worker = named(rendered("minimal"), "Deployment", "-worker")
    assert worker["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] > TASK_ENDS_WITHIN_S


@every_case
def test_nothing_is_rendered_that_others_write(name):
    for one in rendered(name):
        told = f"{one['kind']}/{one['metadata']['name']}"
        assert "replicas" not in one.get("spec", {}), told
        if one["kind"] == "RayService":
            for group in one["spec"]["rayClusterConfig"]["workerGroupSpecs"]:
                assert "replicas" not in group, told


@every_case
def test_selectors_find_their_pods(name):
    objects = rendered(name)
    labels = [pod["metadata"]["labels"] for _, pod in pods(objects)]

    def finds(wanted):
        return any(wanted.items() <= has.items() for has in labels)

    for one in of_kind(objects, "Deployment", "StatefulSet"):
        wanted = one["spec"]["selector"]["matchLabels"]
        assert wanted.items() <= one["spec"]["template"]["metadata"]["labels"].items()
    for one in of_kind(objects, "Service"):
        assert finds(one["spec"]["selector"]), one["metadata"]["name"]
    for one in of_kind(objects, "PodDisruptionBudget"):
        assert finds(one["spec"]["selector"]["matchLabels"]), one["metadata"]["name"]
    deployments = {one["metadata"]["name"] for one in of_kind(objects, "Deployment")}
    for one in of_kind(objects, "HorizontalPodAutoscaler"):
        assert one["spec"]["scaleTargetRef"]["name"] in deployments


@every_case
def test_ports_that_are_named_exist(name):
    objects = rendered(name)
    for service in of_kind(objects, "Service"):
        wanted = service["spec"]["selector"].items()
        for _, pod in pods(objects):
            if wanted <= pod["metadata"]["labels"].items():
                ports = {p["name"] for c in containers(pod) for p in c.get("ports", [])}
                assert {port["targetPort"] for port in service["spec"]["ports"]} <= ports
    for monitor in of_kind(objects, "PodMonitor"):
        (rule,) = monitor["spec"]["selector"]["matchExpressions"]
        (endpoint,) = monitor["spec"]["podMetricsEndpoints"]
        for _, pod in pods(objects):
            if pod["metadata"]["labels"]["app.kubernetes.io/component"] in rule["values"]:
                ports = {p["name"] for c in containers(pod) for p in c.get("ports", [])}
                assert endpoint["port"] in ports


@every_case
def test_what_pods_mount_and_read_exists(name):
    objects = rendered(name)
    maps = {one["metadata"]["name"] for one in of_kind(objects, "ConfigMap")}
    claimed = {
        claim["metadata"]["name"]
        for one in of_kind(objects, "StatefulSet")
        for claim in one["spec"]["volumeClaimTemplates"]
    }
    for told, pod in pods(objects):
        volumes = {volume["name"]: volume for volume in pod["spec"].get("volumes", [])}
        for container in containers(pod):
            mounted = {mount["name"] for mount in container.get("volumeMounts", [])}
            assert mounted <= set(volumes) | claimed, told
            used = [source["configMapRef"]["name"] for source in container.get("envFrom", [])]
            assert set(used) <= maps, told
        mounted_maps = [v["configMap"]["name"] for v in volumes.values() if "configMap" in v]
        assert set(mounted_maps) <= maps, told


def test_production_runs_digests_only():
    for told, pod in pods(rendered("production")):
        for container in containers(pod):
            assert "@sha256:" in container["image"], told


def test_a_changed_setting_replaces_only_who_reads_it():
    def checksums(objects):
        return {
            told: pod["metadata"].get("annotations", {}).get("checksum/config")
            for told, pod in pods(objects)
        }

    before = checksums(rendered("minimal"))
    after = checksums(render(case("minimal", config={"logLevel": "DEBUG"})))
    changed = {told for told in before if before[told] != after[told]}
    assert "Deployment/civic-civicconnect-web" in changed
    assert not [told for told in changed if told.startswith(("RayService", "StatefulSet"))]
    graph = checksums(render(case("minimal", gemini={"judgeModel": "gemini-3.5-flash-lite"})))
    changed = {told for told in before if before[told] != graph[told]}
    assert {told.partition("/")[0] for told in changed} == {"RayService"}


def test_a_changed_secret_replaces_all_who_read_secrets():
    before = dict(pods(rendered("minimal")))
    after = dict(pods(render(case("minimal", secretsVersion="2"))))
    for told, pod in before.items():
        reads = any(volume["name"] == "secrets" for volume in pod["spec"].get("volumes", []))
        same = pod["metadata"] == after[told]["metadata"]
        assert same != (reads and not told.startswith("Job")), told
