"""Charts as lists of objects: rendered by Helm's own library, inside the test's process."""

import copy
import gzip
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import helm_python as helm
import jsonschema
import yaml

ROOT = Path(__file__).resolve().parents[2]
CHARTS = ROOT / "helm"
CIVICCONNECT = CHARTS / "civicconnect"
KIND = ROOT / "k8s" / "kind" / "values.yaml"
CASES = {path.stem: path for path in sorted((CIVICCONNECT / "ci").glob("*.yaml"))} | {"kind": KIND}
KUBERAY = Path(__file__).parent / "kuberay" / "ray.io_rayservices.yaml.gz"
STAGES = CIVICCONNECT / "crds" / "inferencestages.yaml"
PODS = ("Deployment", "StatefulSet", "Job")

helm.disable_logging()


@cache
def chart_get(name: str) -> helm.Chart:
    """Return a chart, read once."""
    return helm.Chart.load(CHARTS / name)


def case(name: str, **changes: Any) -> dict[str, Any]:
    """Return the values of a case with ``changes``, whose maps are laid over those of the case."""
    values = yaml.safe_load(CASES[name].read_text(encoding="utf-8"))
    return laid_over(values, changes)


def laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``below`` with ``above`` laid over it, as Helm does with two files of values."""
    both = dict(copy.deepcopy(below))
    for key, value in above.items():
        is_map = isinstance(value, Mapping) and isinstance(both.get(key), Mapping)
        both[key] = laid_over(both[key], value) if is_map else value
    return both


def render(values: Mapping[str, Any], *, chart: str = "civicconnect") -> list[dict[str, Any]]:
    """Return all objects that Helm would send."""
    name = "civic" if chart == "civicconnect" else chart
    files = chart_get(chart).render(dict(values), name=name, namespace="civic")
    texts = [text for path, text in files.items() if path.endswith(".yaml")]
    return [one for text in texts for one in objects_read(text)]


def objects_read(text: str) -> list[dict[str, Any]]:
    """Return the objects of a manifest; libyaml reads ten times as fast as Python does."""
    return [one for one in yaml.load_all(text, Loader=yaml.CSafeLoader) if one]  # safe


@cache
def rendered(name: str) -> tuple[dict[str, Any], ...]:
    """Return the objects of a case, rendered once."""
    return tuple(render(case(name)))


@cache
def backing() -> tuple[dict[str, Any], ...]:
    """Return the objects of the servers for a trial."""
    return tuple(render({"iKnowThisIsForTrialsOnly": True}, chart="backing"))


def of_kind(objects: Any, *kinds: str) -> list[dict[str, Any]]:
    """Return the objects of these kinds."""
    return [one for one in objects if one["kind"] in kinds]


def named(objects: Any, kind: str, name: str) -> dict[str, Any]:
    """Return the one object of a kind whose name ends so."""
    (found,) = [one for one in of_kind(objects, kind) if one["metadata"]["name"].endswith(name)]
    return found


def pods(objects: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the template of every pod that comes of these objects, RayService's too."""
    for one in objects:
        name = f"{one['kind']}/{one['metadata']['name']}"
        if one["kind"] in PODS:
            yield name, one["spec"]["template"]
        if one["kind"] == "RayService":
            cluster = one["spec"]["rayClusterConfig"]
            yield f"{name}/head", cluster["headGroupSpec"]["template"]
            for group in cluster["workerGroupSpecs"]:
                yield f"{name}/{group['groupName']}", group["template"]


def containers(pod: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return all containers of a pod's template."""
    return [*pod["spec"].get("initContainers", []), *pod["spec"]["containers"]]


def custom_check(one: Mapping[str, Any], definition: Path) -> None:
    """Raise ``ValidationError`` unless the definition of a custom resource knows every field."""
    _custom_validator(definition).validate(one)


@cache
def _custom_validator(path: Path) -> jsonschema.Draft7Validator:
    """Return the schema of a custom resource's first version, closed to fields it does not name.

    The API server drops such fields silently; here they are mistakes.
    """
    raw = path.read_bytes()
    text = gzip.decompress(raw) if path.suffix == ".gz" else raw
    (definition,) = objects_read(text.decode())
    schema: dict[str, Any] = definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
    # What all objects have is not repeated in a definition.
    schema["properties"]["metadata"] = {"type": "object", "x-kubernetes-preserve-unknown-fields": 1}
    return jsonschema.Draft7Validator(closed(schema))


def closed(schema: Any) -> Any:
    """Return a schema that refuses fields which it does not name."""
    if isinstance(schema, list):
        return [closed(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: closed(inner) for key, inner in schema.items()}
    is_object = isinstance(schema.get("properties"), dict)
    if is_object and "x-kubernetes-preserve-unknown-fields" not in schema:
        made.setdefault("additionalProperties", False)
    if schema.get("x-kubernetes-int-or-string"):
        made.pop("type", None)
    return made
