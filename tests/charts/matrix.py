"""``python -m tests.charts.matrix``: both Helms over all cases and all Kubernetes, in ten minutes.

Each case is rendered by Helm 4 and Helm 3 for each version of Kubernetes, and linted for the oldest
and the newest; every object that comes of it is held against that version's strict schema, or
against its definition.  An object that is the same in many renders is judged once a version.
"""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
from cloudcoil.models.prometheus_operator import v1 as monitoring

from tests.charts.rendering import (
    CASES,
    CHARTS,
    KUBERAY,
    ROOT,
    STAGES,
    closed,
    custom_check,
    objects_read,
)

TOOLS = ROOT / ".tools" / "bin"
HELMS = ("helm", "helm3")
VERSIONS = tuple(f"1.{minor}" for minor in range(29, 38))
AT_ONCE = 2
ENDS_WITHIN_S = 60.0
DEFINITIONS = {"RayService": KUBERAY, "InferenceStage": STAGES}
MODELS = {"PodMonitor": monitoring.PodMonitor, "PrometheusRule": monitoring.PrometheusRule}
# CloudNativePG's definition comes in no package; test_trial.py looks at the few fields that we set.
UNJUDGED = {"Cluster"}


@dataclass(frozen=True)
class Render:
    """One chart with the values of one case, for one Helm and one Kubernetes."""

    chart: str
    values: Path
    helm: str
    version: str
    more: tuple[str, ...] = ()

    def arguments(self, verb: str) -> list[str]:
        """Return the command that lints or renders it."""
        place = [str(CHARTS / self.chart), "--values", str(self.values), *self.more]
        told = ["--namespace", "civic", "--kube-version", f"{self.version}.0"]
        if verb == "lint":
            return [str(TOOLS / self.helm), "lint", "--strict", *place, *told]
        return [str(TOOLS / self.helm), "template", "civic", *place, *told]


def renders() -> Iterator[Render]:
    """Yield all that is rendered."""
    trial = CHARTS / "backing" / "ci" / "trial.yaml"
    cnpg = ("--set", "postgres.kind=cnpg")
    for helm, version in product(HELMS, VERSIONS):
        for path in CASES.values():
            yield Render("civicconnect", path, helm, version)
        yield Render("backing", trial, helm, version)
        yield Render("backing", trial, helm, version, cnpg)


def run(arguments: list[str]) -> str:
    """Return what a command prints; what it complains of ends everything."""
    done = subprocess.run(  # noqa: S603  # our own argument list, no shell
        arguments, capture_output=True, text=True, timeout=ENDS_WITHIN_S, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)}\n{done.stdout}{done.stderr}")
    return done.stdout


def rendered(one: Render) -> set[tuple[str, str]]:
    """Render, and lint for some; return each object with its version of Kubernetes."""
    if one.version in (VERSIONS[0], VERSIONS[-1]):
        run(one.arguments("lint"))
    objects = objects_read(run(one.arguments("template")))
    return {(one.version, json.dumps(found, sort_keys=True, default=str)) for found in objects}


def judge(judged: tuple[str, str]) -> tuple[str, str]:
    """Return the kind of an object, and what is wrong with it."""
    version, text = judged
    one = json.loads(text)
    kind, name = one["kind"], one["metadata"]["name"]
    try:
        _judge(one, version)
    except (jsonschema.ValidationError, kubernetes_validate.ValidationError) as error:
        return kind, f"{version} {kind}/{name}: {error.json_path}: {error.message[:300]}"
    return kind, ""


def _judge(one: dict[str, Any], version: str) -> None:
    kind = one["kind"]
    if kind in DEFINITIONS:
        custom_check(one, DEFINITIONS[kind])
    elif kind in MODELS:
        schema = closed(MODELS[kind].model_json_schema(by_alias=True))
        jsonschema.Draft202012Validator(schema).validate(one)
    elif kind not in UNJUDGED:
        kubernetes_validate.validate(one, version, strict=True)


def main() -> int:
    """Return 1 when something is wrong."""
    began = time.monotonic()
    wanted = list(renders())
    with ThreadPoolExecutor(AT_ONCE) as threads:
        found = set[tuple[str, str]]().union(*threads.map(rendered, wanted))
    print(f"{len(wanted)} renders after {time.monotonic() - began:.0f} s", flush=True)  # noqa: T201
    with ProcessPoolExecutor(AT_ONCE) as processes:
        verdicts = list(processes.map(judge, sorted(found), chunksize=50))
    kinds = Counter(kind for kind, _ in verdicts)
    print(f"{len(verdicts)} objects judged: {dict(kinds.most_common())}")  # noqa: T201
    complaints = [told for _, told in verdicts if told]
    complaints.append(f"{len(complaints)} findings, {time.monotonic() - began:.0f} s")
    print("\n".join(complaints))  # noqa: T201
    return int(len(complaints) > 1)


if __name__ == "__main__":
    sys.exit(main())
