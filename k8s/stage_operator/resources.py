"""k8s.stage_operator: an InferenceStage as Kubernetes has it, parsed at the door.

The rules are those of ``crd.yaml``.  They stand here too because an object may be older than a rule
or come from an API server that was told none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic import model_validator as validator
from pydantic.alias_generators import to_camel

GROUP, VERSION, KIND, PLURAL = "civicconnect.uz", "v1alpha1", "InferenceStage", "inferencestages"
REPLICAS_MAX = 1000

Count = Annotated[int, Field(ge=1, le=REPLICAS_MAX, strict=True)]
ServeName = Annotated[str, StringConstraints(pattern=r"^[-._a-zA-Z0-9]+$", max_length=128)]


class Policy(StrEnum):
    """Who moves ``spec.replicas``."""

    MANUAL = "Manual"
    LATENCY = "Latency"


class Fragment(BaseModel):
    """Something of the spec; what it does not know Kubernetes has already dropped."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, extra="ignore")


class RayServiceRef(Fragment):
    """A RayService in the same namespace."""

    name: Annotated[
        str, StringConstraints(pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", max_length=63)
    ]


class TokenSecretRef(Fragment):
    """A key of a secret in the same namespace."""

    name: Annotated[
        str, StringConstraints(pattern=r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", max_length=253)
    ]
    key: Annotated[str, StringConstraints(pattern=r"^[-._a-zA-Z0-9]+$", max_length=253)] = (
        "auth_token"
    )


class Latency(Fragment):
    """How fast a stage shall be, and where to read how fast it is."""

    p95_ms: Annotated[int, Field(ge=1, le=600_000, strict=True)]
    prometheus_url: Annotated[
        str, StringConstraints(pattern=r"^https?://[^?#@\s]+$", max_length=512)
    ]
    window: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}[sm]$")] = "1m"
    stabilization_seconds: Annotated[int, Field(ge=0, le=86_400, strict=True)] = 300

    @property
    def window_lasts(self) -> timedelta:
        """How long the window is."""
        number, unit = int(self.window[:-1]), self.window[-1]
        return timedelta(minutes=number) if unit == "m" else timedelta(seconds=number)

    @property
    def stabilization_lasts(self) -> timedelta:
        """How long the stage must have been fast before a replica goes."""
        return timedelta(seconds=self.stabilization_seconds)


class StageSpec(Fragment):
    """What is wanted of one stage."""

    endpoint: (
        Annotated[str, StringConstraints(pattern=r"^https?://[^/?#@\s]+/?$", max_length=512)] | None
    ) = None
    ray_service_ref: RayServiceRef | None = None
    token_secret_ref: TokenSecretRef | None = None
    application: ServeName
    deployment: ServeName
    replicas: Count | None = None
    min_replicas: Count = 1
    max_replicas: Count = 10
    policy: Policy = Policy.MANUAL
    latency: Latency | None = None

    @validator(mode="after")
    def _rules(self) -> Self:
        """Say what ``x-kubernetes-validations`` of the definition say."""
        if (self.endpoint is None) == (self.ray_service_ref is None):
            raise ValueError("exactly one of endpoint and rayServiceRef must be given")
        if self.min_replicas > self.max_replicas:
            raise ValueError("minReplicas must not be more than maxReplicas")
        if self.replicas is not None and self.replicas != self.bounded(self.replicas):
            raise ValueError("replicas must lie between minReplicas and maxReplicas")
        if self.policy is Policy.LATENCY and self.latency is None:
            raise ValueError("policy Latency needs latency")
        return self

    def bounded(self, replicas: int) -> int:
        """Return the nearest number of replicas that the bounds allow."""
        return min(max(replicas, self.min_replicas), self.max_replicas)


@dataclass(frozen=True)
class Stage:
    """One InferenceStage as it was last seen; ``spec`` is absent when it breaks the rules."""

    name: str
    namespace: str
    uid: str
    resource_version: str
    generation: int
    created_at: str
    spec: StageSpec | None
    complaint: str = ""
    status: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_object(cls, body: Mapping[str, Any]) -> Self:
        """Parse an object of the Kubernetes API."""
        meta = body["metadata"]
        spec, complaint = spec_parsed(body.get("spec") or {})
        return cls(
            name=meta["name"],
            namespace=meta["namespace"],
            uid=meta["uid"],
            resource_version=meta["resourceVersion"],
            generation=int(meta.get("generation", 1)),
            created_at=str(meta.get("creationTimestamp", "")),
            spec=spec,
            complaint=complaint,
            status=dict(body.get("status") or {}),
        )

    @property
    def key(self) -> tuple[str, str]:
        """What no two stages share at one time."""
        return self.namespace, self.name


@dataclass(frozen=True)
class Place:
    """A Ray Serve, and with what it is spoken to: one loop looks after each."""

    url: str
    namespace: str
    ray_service: str | None = None
    token: TokenSecretRef | None = None


def place_of(stage: Stage, *, ray_service_url: str) -> Place | None:
    """Return where a stage lives, or nothing when its spec does not say it."""
    spec = stage.spec
    if spec is None:
        return None
    reference = spec.ray_service_ref
    if reference is not None:
        url = ray_service_url.format(name=reference.name, namespace=stage.namespace)
    else:
        url = spec.endpoint or ""
    return Place(
        url=url.rstrip("/"),
        namespace=stage.namespace,
        ray_service=reference.name if reference else None,
        token=spec.token_secret_ref,
    )


@dataclass(frozen=True)
class Deployment:
    """One deployment of Ray Serve: replicas it aims at, that exist, and that run."""

    target: int
    total: int
    running: int
    status: str
    message: str = ""


@dataclass(frozen=True)
class Verdict:
    """What one turn found out about a stage."""

    desired: int | None = None
    deployment: Deployment | None = None
    paused: str = ""
    p95_ms: int | None = None
    note: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether Ray Serve has what is wanted."""
        found = self.deployment
        return found is not None and self.desired == found.target == found.total == found.running


def spec_parsed(spec: Mapping[str, Any]) -> tuple[StageSpec | None, str]:
    """Return a spec, or nothing and what is wrong with it."""
    try:
        return StageSpec.model_validate(spec), ""
    except ValidationError as error:
        bad = error.errors(include_url=False, include_input=False)
        return None, "; ".join(_told(item["loc"], item["msg"]) for item in bad)[:1000]


def _told(location: tuple[int | str, ...], message: str) -> str:
    path = ".".join(("spec", *map(str, location)))
    return f"{path}: {message.removeprefix('Value error, ')}"
