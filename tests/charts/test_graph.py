"""The graph on a cluster: one source of its configuration, and what KubeRay will accept."""

import jsonschema
import pytest
import yaml

from serve_graph.contract import Stage
from serve_graph.wiring import GraphArgs
from tests.charts.rendering import (
    CASES,
    KUBERAY,
    ROOT,
    STAGES,
    case,
    custom_check,
    named,
    of_kind,
    render,
    rendered,
)

SOURCE = yaml.safe_load((ROOT / "serve_graph" / "serve_config.yaml").read_text(encoding="utf-8"))
DEPLOYMENTS = [one["name"] for one in SOURCE["applications"][0]["deployments"]]
PLAIN = {"plain", "kind"}
KUBERAY_CASES = [name for name in CASES if name not in PLAIN]


def serve_config(name):
    if name in PLAIN:
        told = named(rendered(name), "ConfigMap", "-graph-serve")["data"]["serve_config.yaml"]
    else:
        (service,) = of_kind(rendered(name), "RayService")
        told = service["spec"]["serveConfigV2"]
    return yaml.safe_load(told)


@pytest.mark.parametrize("name", ["minimal", "kind"])
def test_serve_is_told_what_stands_in_serve_config(name):
    told = serve_config(name)
    assert told.pop("proxy_location") == "EveryNode"
    assert told["http_options"].pop("port") == 8100
    source = {key: value for key, value in SOURCE.items() if key != "proxy_location"}
    source["http_options"] = {k: v for k, v in SOURCE["http_options"].items() if k != "port"}
    assert told == source


@pytest.mark.parametrize("name", CASES)
def test_stages_can_be_scaled_one_by_one(name):
    (application,) = serve_config(name)["applications"]
    assert application["external_scaler_enabled"] is True
    assert not [one for one in application["deployments"] if "autoscaling_config" in one]


def test_a_stage_that_is_placed_elsewhere_has_no_deployment():
    (application,) = serve_config("plain")["applications"]
    names = {one["name"] for one in application["deployments"]}
    assert names == set(DEPLOYMENTS) - {"language", "prompt"}
    args = GraphArgs.model_validate(application["args"])
    assert names == {"ingress"} | {stage.value for stage in Stage if args.hosted(stage)}
    stages = {one["metadata"]["name"] for one in of_kind(rendered("plain"), "InferenceStage")}
    assert stages == names


def test_first_replicas_are_the_values():
    (application,) = serve_config("production")["applications"]
    replicas = {one["name"]: one["num_replicas"] for one in application["deployments"]}
    assert replicas["embedding"] == replicas["decision"] == 2
    assert replicas["search"] == 1
    assert application["args"]["models"] == "GEMINI"


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_a_plain_head_runs_the_program_that_ends_in_good_order(name):
    """F18: what was asked is finished before the pod's time is up (docs/jobs.md)."""
    head = named(rendered(name), "Deployment", "-graph-head")["spec"]["template"]["spec"]
    (container,) = head["containers"]
    assert container["args"][0].endswith(
        " && exec env RAY_ADDRESS=auto python -m serve_graph /etc/civic/serve_config.yaml"
    )
    drains_s = int(container["lifecycle"]["preStop"]["exec"]["command"][1])
    assert head["terminationGracePeriodSeconds"] >= drains_s + 30


@pytest.mark.parametrize("name", KUBERAY_CASES)
def test_kuberay_knows_every_field(name):
    (service,) = of_kind(rendered(name), "RayService")
    custom_check(service, KUBERAY)


def test_a_misspelt_field_would_be_found():
    (service,) = of_kind(render(case("minimal")), "RayService")
    head = service["spec"]["rayClusterConfig"]["headGroupSpec"]["template"]["spec"]
    head["containers"][0]["securityContex"] = {}
    with pytest.raises(jsonschema.ValidationError, match="securityContex"):
        custom_check(service, KUBERAY)


def test_the_control_plane_keeps_its_state_in_its_own_redis():
    cluster = of_kind(rendered("minimal"), "RayService")[0]["spec"]["rayClusterConfig"]
    gcs = cluster["gcsFaultToleranceOptions"]
    service = named(rendered("minimal"), "Service", "-graph-gcs")["metadata"]["name"]
    assert gcs["redisAddress"] == f"{service}:6379"
    assert gcs["redisPassword"]["valueFrom"]["secretKeyRef"]["name"] == "civic-ray-gcs"
    assert cluster["headGroupSpec"]["rayStartParams"]["num-cpus"] == "0"
    external = of_kind(rendered("external-redis"), "RayService")[0]["spec"]["rayClusterConfig"]
    address = external["gcsFaultToleranceOptions"]["redisAddress"]
    assert address == "ray-redis.data.svc:6380"
    assert not of_kind(rendered("external-redis"), "StatefulSet")


@pytest.mark.parametrize("name", CASES)
def test_calls_of_ray_need_a_token(name):
    assert named(rendered(name), "ConfigMap", "-graph")["data"]["RAY_AUTH_MODE"] == "token"
    for service in of_kind(rendered(name), "RayService"):
        options = service["spec"]["rayClusterConfig"]["authOptions"]
        assert options["mode"] == "token"
        for stage in of_kind(rendered(name), "InferenceStage"):
            wanted = {"name": options["secretName"], "key": "auth_token"}
            assert stage["spec"]["tokenSecretRef"] == wanted


@pytest.mark.parametrize("name", [name for name in CASES if name != "bare"])
def test_every_deployment_has_a_stage_that_its_definition_accepts(name):
    stages = of_kind(rendered(name), "InferenceStage")
    deployed = [one["name"] for one in serve_config(name)["applications"][0]["deployments"]]
    assert [stage["metadata"]["name"] for stage in stages] == deployed
    for stage in stages:
        custom_check(stage, STAGES)
        assert stage["spec"]["deployment"] == stage["metadata"]["name"]
        assert ("endpoint" in stage["spec"]) == (name in PLAIN)
        assert ("rayServiceRef" in stage["spec"]) == (name not in PLAIN)


def test_a_stage_by_latency_says_how_fast():
    stage = named(rendered("production"), "InferenceStage", "decision")["spec"]
    assert stage["maxReplicas"] == 12
    assert stage["latency"]["p95Ms"] == 8000
    assert stage["latency"]["prometheusUrl"].startswith("http://prometheus")
    assert "latency" not in named(rendered("production"), "InferenceStage", "search")["spec"]


def test_the_definition_is_the_operators():
    own = ROOT / "k8s" / "stage_operator" / "crd.yaml"
    assert STAGES.read_text(encoding="utf-8") == own.read_text(encoding="utf-8")


def test_the_operator_may_do_what_it_does_and_read_one_secret():
    own = yaml.safe_load((ROOT / "k8s/stage_operator/role.yaml").read_text(encoding="utf-8"))
    (role,) = of_kind(rendered("minimal"), "Role")
    (secrets,) = [rule for rule in role["rules"] if "resourceNames" in rule]
    assert (secrets["resources"], len(secrets.pop("resourceNames"))) == (["secrets"], 1)
    assert sorted(role["rules"], key=str) == sorted(own["rules"], key=str)


@pytest.mark.parametrize(
    ("name", "service"), [("minimal", "-graph-serve-svc"), ("plain", "-graph")]
)
def test_django_finds_the_graph(name, service):
    told = named(rendered(name), "ConfigMap", "-django")["data"]["CIVIC_GRAPH_URL"]
    assert told == f"http://civic-civicconnect{service}:8100"
    if name == "plain":
        assert named(rendered(name), "Service", service)["spec"]["ports"][0]["port"] == 8100
    else:
        # KubeRay names the Service after the RayService.
        assert named(rendered(name), "RayService", "-graph")["metadata"]["name"] in told
