"""Values that contradict each other, miss something or are misspelt are refused in plain words."""

import helm_python as helm
import pytest

from tests.charts.rendering import case, of_kind, render

LATENCY = {"policy": "Latency"}
REFUSED = {
    "no address": ("minimal", {"publicUrl": ""}, "publicUrl is required"),
    "no index": ("minimal", {"qdrant": {"url": ""}}, "qdrant.url is required"),
    "no database": (
        "minimal",
        {"database": {"existingSecret": ""}},
        "database.existingSecret is required (key owner-url)",
    ),
    "two secrets": (
        "minimal",
        {"redis": {"url": "redis://redis"}},
        "redis.existingSecret and redis.url are both set",
    ),
    "bot without token": ("minimal", {"telegram": {"mode": "poll"}}, "CIVIC_TELEGRAM_TOKEN"),
    "webhook over http": (
        "inline",
        {"telegram": {"mode": "webhook", "webhookSecret": "x" * 32}},
        "telegram.mode=webhook needs a publicUrl with https://",
    ),
    "no token": ("minimal", {"ray": {"token": {"existingSecret": ""}}}, "key auth_token"),
    "no password for the control plane": (
        "minimal",
        {"ray": {"gcs": {"existingSecret": ""}}},
        "ray.gcs.enabled=false",
    ),
    "gcs in plain": (
        "plain",
        {"ray": {"gcs": {"password": "x"}}},
        "ray.gcs works with ray.mode=kuberay only",
    ),
    "no workers under KubeRay": (
        "minimal",
        {"ray": {"workers": {"enabled": False}}},
        "ray.workers.enabled=false works with ray.mode=plain only",
    ),
    "workers upside down": (
        "minimal",
        {"ray": {"workers": {"min": 5, "max": 2}}},
        "ray.workers.min is more than ray.workers.max",
    ),
    "drain longer than grace": (
        "minimal",
        {"ray": {"drainSeconds": 90}},
        "ray.graceSeconds must be more than ray.drainSeconds",
    ),
    "no time to end in plain": (
        "plain",
        {"ray": {"graceSeconds": 54}},
        "ray.graceSeconds must be 30 more than ray.drainSeconds",
    ),
    "unknown stage": (
        "minimal",
        {"stages": {"overrides": {"embeding": LATENCY}}},
        "stages.overrides.embeding: the graph has no such deployment; it has ingress, language",
    ),
    "replicas of an unknown stage": (
        "minimal",
        {"ray": {"replicas": {"oracle": 3}}},
        "ray.replicas.oracle: the graph has no such deployment",
    ),
    "a stage that is placed elsewhere": (
        "plain",
        {"stages": {"overrides": {"prompt": {"maxReplicas": 2}}}},
        "stages.overrides.prompt: the graph has no such deployment",
    ),
    "latency without Prometheus": (
        "minimal",
        {"stages": {"overrides": {"search": LATENCY}}},
        "stages: search has policy Latency, which needs latency.prometheusUrl",
    ),
    "stage bounds upside down": (
        "minimal",
        {"stages": {"overrides": {"search": {"minReplicas": 9}}}},
        "stages: search has more minReplicas than maxReplicas",
    ),
    "operator without stages": (
        "minimal",
        {"stages": {"enabled": False}},
        "operator.enabled without stages.enabled",
    ),
    "way past the second factor": (
        "minimal",
        {"config": {"apiBasicAuth": True}},
        "config.apiBasicAuth is a way past the second factor",
    ),
    "codes for everybody": (
        "production",
        {"config": {"devInbox": True}},
        "config.devInbox shows everybody's codes",
    ),
    "open cookies": (
        "minimal",
        {"config": {"cookiesSecure": False}},
        "config.cookiesSecure must be true",
    ),
    "secure cookies over http": (
        "inline",
        {"config": {"cookiesSecure": True}},
        "nobody could sign in",
    ),
    "TLS without certificate": (
        "production",
        {"ingress": {"tls": {"secretName": ""}}},
        "ingress.tls.secretName is required",
    ),
    "files nowhere": (
        "minimal",
        {"files": {"s3": {"bucket": ""}}},
        "web and worker share what people attach",
    ),
    "files twice": (
        "minimal",
        {"files": {"volume": {"existingClaim": "x"}}},
        "files.s3.bucket and files.volume.existingClaim are both set",
    ),
    "port of a node for nobody": (
        "minimal",
        {"frontend": {"service": {"nodePort": 30080}}},
        "frontend.service.nodePort needs frontend.service.type=NodePort",
    ),
    "autoscaler upside down": (
        "minimal",
        {"web": {"autoscaling": {"min": 9}}},
        "web.autoscaling.min is more than web.autoscaling.max",
    ),
}
MISSPELT = {
    "replicas": ({"web": {"replicas": 3}}, "'replicas' not allowed"),
    "a policy": ({"stages": {"overrides": {"search": {"policy": "Fast"}}}}, "one of 'Manual'"),
    "a digest": ({"images": {"django": {"digest": "latest"}}}, "does not match pattern"),
    "a short key": ({"security": {"serviceKey": "short"}}, "does not match pattern"),
    "a mode": ({"ray": {"mode": "kubray"}}, "one of 'kuberay'"),
    "a number": ({"pods": {"uid": "root"}}, "want integer"),
}


def refusal(values, **told):
    with pytest.raises(helm.HelmError) as refused:
        render(values, **told)
    return str(refused.value)


@pytest.mark.parametrize("what", REFUSED)
def test_contradictions_are_refused(what):
    name, changes, text = REFUSED[what]
    assert text in refusal(case(name, **changes))


@pytest.mark.parametrize("what", MISSPELT)
def test_what_the_schema_does_not_know_is_refused(what):
    changes, text = MISSPELT[what]
    assert text in refusal(case("minimal", **changes))


def test_all_that_is_missing_is_said_at_once():
    said = refusal({})
    for group in ("publicUrl", "security", "database", "redis", "sms", "ray.token", "files.s3"):
        assert f"  - {group}" in said


def test_backing_wants_to_hear_that_it_is_a_trial():
    assert "for kind and minikube only" in refusal({}, chart="backing")
    assert of_kind(render({"iKnowThisIsForTrialsOnly": True}, chart="backing"), "StatefulSet")
