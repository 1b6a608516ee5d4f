"""The definition that is shipped: valid, and its rules are those of the code."""

from typing import Any

import kubernetes_validate
import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8s.stage_operator.resources import StageSpec, spec_parsed
from tests.operator.api_server import CRD, SCHEMA, defaulted, refusals

LATENCY = {"p95Ms": 200, "prometheusUrl": "http://prometheus:9090"}
GOOD = {"endpoint": "http://ray:8265", "application": "civicconnect", "deployment": "search"}
WRONG: dict[str, dict[str, Any]] = {
    "nowhere": {"endpoint": None},
    "two places": {"rayServiceRef": {"name": "graph"}},
    "no application": {"application": None},
    "bounds crossed": {"minReplicas": 4, "maxReplicas": 3},
    "too many": {"replicas": 11},
    "too few": {"replicas": 1, "minReplicas": 2},
    "none": {"replicas": 0},
    "half": {"replicas": 1.5},
    "words": {"replicas": "3"},
    "unknown policy": {"policy": "Sometimes"},
    "nothing to go by": {"policy": "Latency"},
    "no limit": {"policy": "Latency", "latency": {"prometheusUrl": "http://prometheus:9090"}},
    "odd window": {"latency": LATENCY | {"window": "1 minute"}},
    "query in the URL": {"latency": LATENCY | {"prometheusUrl": "http://p/?query=up"}},
    "path traversal": {"deployment": "../search"},
    "PromQL in a name": {"deployment": 'search"} or up{a="'},
    "password in the URL": {"endpoint": "http://me:secret@ray:8265"},
    "not HTTP": {"endpoint": "file:///etc/passwd"},
}
ALLOWED: dict[str, dict[str, Any]] = {
    "least": {},
    "by reference": {"endpoint": None, "rayServiceRef": {"name": "graph"}},
    "with a token": {"tokenSecretRef": {"name": "ray-token", "key": "token"}},
    "at its bound": {"replicas": 4, "minReplicas": 4, "maxReplicas": 4},
    "by latency": {"policy": "Latency", "latency": LATENCY},
    "told in full": {"latency": LATENCY | {"window": "30s", "stabilizationSeconds": 0}},
}


def spec_of(changed: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (GOOD | changed).items() if value is not None}


def is_refused_by_definition(spec: dict[str, Any]) -> bool:
    return bool(refusals(defaulted(SCHEMA["properties"]["spec"], spec)))


@pytest.mark.parametrize("version", ["1.29", "1.33", "1.37"])
def test_definition_is_one_that_kubernetes_takes(version: str) -> None:
    kubernetes_validate.validate(CRD, version, strict=True)


def nodes(schema: dict[str, Any], path: str = "") -> list[tuple[str, dict[str, Any]]]:
    below = [
        found
        for name, part in schema.get("properties", {}).items()
        for found in nodes(part, f"{path}.{name}")
    ]
    items = nodes(schema["items"], f"{path}[]") if "items" in schema else []
    return [(path, schema), *below, *items]


def test_schema_is_structural() -> None:
    for path, node in nodes(SCHEMA):
        assert node["type"] in {"object", "array", "string", "integer"}, path
        assert set(node.get("required", ())) <= set(node.get("properties", {})), path
        assert not {"$ref", "additionalProperties", "uniqueItems", "definitions"} & set(node), path
        if "default" in node:
            assert not is_wrong(node, node["default"]), path


def is_wrong(schema: dict[str, Any], value: Any) -> bool:
    is_count = schema["type"] == "integer"
    below = is_count and value < schema.get("minimum", value)
    return not isinstance(value, int if is_count else str) or below


def test_paths_of_scale_and_columns_are_in_the_schema() -> None:
    version = CRD["spec"]["versions"][0]
    known = {path for path, _ in nodes(SCHEMA)}
    columns = [one["jsonPath"] for one in version["additionalPrinterColumns"]]
    paths = [*version["subresources"]["scale"].values(), *columns]
    plain = {path.split("[?")[0] for path in paths} - {".metadata.creationTimestamp"}
    assert plain <= known, plain - known


@pytest.mark.parametrize("case", ALLOWED)
def test_allowed_spec_is_taken_by_definition_and_code(case: str) -> None:
    spec = spec_of(ALLOWED[case])
    assert not is_refused_by_definition(spec)
    assert spec_parsed(spec)[1] == ""


@pytest.mark.parametrize("case", WRONG)
def test_wrong_spec_is_refused_by_definition_and_code(case: str) -> None:
    spec = spec_of(WRONG[case])
    assert is_refused_by_definition(spec)
    assert spec_parsed(spec)[1].startswith("spec")


COUNTS = st.integers(min_value=-1, max_value=12) | st.none()


@given(
    counts=st.tuples(COUNTS, COUNTS, COUNTS),
    policy=st.sampled_from(["Manual", "Latency", None]),
    has_latency=st.booleans(),
    places=st.sampled_from([(), ("endpoint",), ("rayServiceRef",), ("endpoint", "rayServiceRef")]),
)
def test_definition_and_code_judge_alike(
    counts: tuple[int | None, ...], policy: str | None, has_latency: bool, places: tuple[str, ...]
) -> None:
    fields = dict(zip(("replicas", "minReplicas", "maxReplicas"), counts, strict=True))
    where = {"endpoint": "http://ray:8265", "rayServiceRef": {"name": "graph"}}
    changed = {"endpoint": None, "policy": policy, "latency": LATENCY if has_latency else None}
    spec = spec_of(changed | fields | {name: where[name] for name in places})

    assert is_refused_by_definition(spec) == bool(spec_parsed(spec)[1])


def test_defaults_of_definition_and_code_are_the_same() -> None:
    given_ = defaulted(SCHEMA["properties"]["spec"], GOOD | {"latency": LATENCY})
    given_["tokenSecretRef"] = defaulted(
        SCHEMA["properties"]["spec"]["properties"]["tokenSecretRef"], {"name": "ray-token"}
    )
    bare = GOOD | {"latency": LATENCY, "tokenSecretRef": {"name": "ray-token"}}
    assert StageSpec.model_validate(bare) == StageSpec.model_validate(given_)
    assert "replicas" not in given_
