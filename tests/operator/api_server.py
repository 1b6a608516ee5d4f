"""The part of a Kubernetes API server that kmock leaves out, for InferenceStages only.

Resource versions that refuse outdated writes, generations, the status and scale subresources, and
the defaults, schema and CEL rules of the definition that is shipped.
"""

import asyncio
import copy
import itertools
from typing import Any

import aiohttp.web
import attrs
import cel
import yaml
from jsonschema import Draft202012Validator
from kmock import KubernetesEmulator, action
from kmock._internal.k8s import KubernetesError
from typing_extensions import override

from k8s.stage_operator.resources import GROUP, KIND, PLURAL, VERSION
from tests.servers import ROOT

CRD = yaml.safe_load((ROOT / "k8s/stage_operator/crd.yaml").read_text(encoding="utf-8"))
SCHEMA = CRD["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
RESOURCE = f"{GROUP}/{VERSION}/{PLURAL}"
NAMESPACE = "civic"


@attrs.define(kw_only=True)
class StageApi(KubernetesEmulator):
    """kmock, with InferenceStages as the definition says they are."""

    _versions: Any = attrs.field(factory=lambda: itertools.count(1), init=False)
    _writes: asyncio.Lock = attrs.field(factory=asyncio.Lock, init=False)

    @override
    async def _handle(self, request: Any) -> aiohttp.web.StreamResponse:
        if request.resource is None or request.resource.plural != PLURAL:
            return await super()._handle(request)
        if request.action not in {action.CREATE, action.UPDATE}:
            if request.subresource == "scale":
                return aiohttp.web.json_response(_scale(self._stored(request.name)))
            return await super()._handle(request)
        async with self._writes:
            if request.action is action.CREATE:
                _created(request.data, version=next(self._versions))
            else:
                stored = self._stored(request.name)
                patch = _patch(stored, request.data, subresource=request.subresource)
                patch["metadata"] = {
                    **patch["metadata"],
                    "resourceVersion": str(next(self._versions)),
                }
                request.data.clear()
                request.data.update(patch)
            answer = await super()._handle(request)
        if request.subresource == "scale":
            return aiohttp.web.json_response(_scale(self._stored(request.name)))
        return answer

    def _stored(self, name: str) -> dict[str, Any]:
        for (resource, _, found), kept in self.objects.items():
            if (resource.plural, found) == (PLURAL, name) and not kept.deleted:
                return copy.deepcopy(dict(kept.last.raw))
        raise KubernetesError(status=404, reason="NotFound", message=f"{name} not found")

    def stage(self, name: str) -> dict[str, Any]:
        """Return a stage as it is kept."""
        return self._stored(name)

    def events(self, name: str) -> list[dict[str, Any]]:
        """Return what was told about a stage."""
        return [
            dict(kept.last.raw)
            for (resource, _, _), kept in self.objects.items()
            if resource.plural == "events" and kept["involvedObject"]["name"] == name
        ]


def _created(body: dict[str, Any], *, version: int) -> None:
    body["spec"] = defaulted(SCHEMA["properties"]["spec"], body["spec"])
    refuse(body["spec"])
    body.setdefault("apiVersion", f"{GROUP}/{VERSION}")
    body.setdefault("kind", KIND)
    body["metadata"] |= {
        "namespace": NAMESPACE,
        "uid": f"uid-{version:06}",
        "generation": 1,
        "resourceVersion": str(version),
        "creationTimestamp": f"2026-11-22T08:00:{version % 60:02}Z",
    }


def _patch(
    stored: dict[str, Any], patch: dict[str, Any], *, subresource: str | None
) -> dict[str, Any]:
    """Return the part of a patch that this door may write, as a patch of the whole."""
    wanted = patch.get("metadata", {}).get("resourceVersion")
    if wanted not in {None, stored["metadata"]["resourceVersion"]}:
        raise KubernetesError(status=409, reason="Conflict", message="the object has been modified")
    if subresource == "status":
        return {"metadata": {}, "status": patch["status"]}
    spec = merged(stored["spec"], patch.get("spec", {}))
    refuse(spec)
    is_new = spec != stored["spec"]
    return {
        "metadata": {"generation": stored["metadata"]["generation"] + is_new},
        "spec": patch.get("spec", {}),
    }


def _scale(stage: dict[str, Any]) -> dict[str, Any]:
    """Return what the scale subresource shows, found by the paths of the definition."""
    status, meta = stage.get("status", {}), stage["metadata"]
    return {
        "apiVersion": "autoscaling/v1",
        "kind": "Scale",
        "metadata": {name: meta[name] for name in ("name", "namespace", "uid", "resourceVersion")},
        "spec": {"replicas": stage["spec"].get("replicas", 0)},
        "status": {
            "replicas": status.get("replicas", 0),
            "selector": status.get("selector", ""),
        },
    }


def merged(base: Any, patch: Any) -> Any:
    """Return a JSON merge patch applied (RFC 7386)."""
    if not isinstance(patch, dict):
        return patch
    made = dict(base) if isinstance(base, dict) else {}
    for name, value in patch.items():
        made[name] = merged(made.get(name), value)
    return {name: value for name, value in made.items() if value is not None}


def defaulted(schema: dict[str, Any], value: Any) -> Any:
    """Return a value with the defaults of its structural schema."""
    if schema.get("type") != "object" or not isinstance(value, dict):
        return value
    made = dict(value)
    for name, part in schema.get("properties", {}).items():
        if name not in made and "default" in part:
            made[name] = part["default"]
        if name in made:
            made[name] = defaulted(part, made[name])
    return made


def refusals(spec: dict[str, Any]) -> list[str]:
    """Return what the definition's schema and CEL rules say against a spec with defaults."""
    schema = SCHEMA["properties"]["spec"]
    wrong = [error.message for error in Draft202012Validator(schema).iter_errors(spec)]
    if wrong:
        return wrong  # As the API server does: rules are read once the shape is right.
    return [
        rule["message"]
        for rule in schema["x-kubernetes-validations"]
        if not cel.evaluate(rule["rule"], {"self": spec})
    ]


def refuse(spec: dict[str, Any]) -> None:
    if wrong := refusals(spec):
        raise KubernetesError(status=422, reason="Invalid", message="; ".join(wrong))
