"""k8s.stage_operator: the one place of the operator that reads the environment.

Every variable starts with ``CIVIC_OPERATOR_``; one that nobody knows is a typing mistake and is
named at start, as is each bad value.  Where Kubernetes is, is not said here: a pod has its service
account, and everybody else ``KUBECONFIG``.
"""

import os
from typing import Self

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "CIVIC_OPERATOR_"


class SettingsInvalid(Exception):  # noqa: N818  # it names the fact, like the other errors
    """The environment is not usable; the message names every variable that is wrong."""


class OperatorSettings(BaseSettings):
    """Where the operator works, how often, and how long it waits for others."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True
    )

    namespace: str = Field(
        min_length=1, max_length=63, description="The one namespace whose stages are kept."
    )
    http_port: int = Field(
        default=8090, ge=0, le=65_535, description="TCP port of health and metrics; 0 takes any."
    )
    interval_s: float = Field(
        default=3.0,
        gt=0,
        le=60,
        description="Between two looks at a Ray Serve; drift lives no longer; seconds.",
    )
    settling_interval_s: float = Field(
        default=0.5, gt=0, le=60, description="The same while replicas come or go; seconds."
    )
    resync_s: float = Field(
        default=60.0, gt=0, le=3600, description="Between two lists of all stages; seconds."
    )
    serve_timeout_s: float = Field(
        default=5.0, gt=0, le=60, description="Longest wait for an answer of Ray Serve; seconds."
    )
    prometheus_timeout_s: float = Field(
        default=3.0, gt=0, le=60, description="Longest wait for an answer of Prometheus; seconds."
    )
    kubernetes_timeout_s: float = Field(
        default=10.0, gt=0, le=60, description="Longest wait for the Kubernetes API; seconds."
    )
    token_lifetime_s: float = Field(
        default=30.0, gt=0, le=3600, description="After this a token is read anew; seconds."
    )
    ray_service_url: str = Field(
        default="http://{name}-head-svc.{namespace}.svc:8265",
        pattern=r"^https?://[^?#@\s]+$",
        description="Where the head of a RayService answers, as KubeRay names it.",
    )
    metric_prefix: str = Field(
        default="ray_",
        pattern=r"^[a-z_]*$",
        description="What Ray puts before the names of the graph's metrics.",
    )

    @classmethod
    def from_environment(cls) -> Self:
        """Return the settings; raises ``SettingsInvalid`` naming every variable that is wrong."""
        known = {f"{PREFIX}{name.upper()}" for name in cls.model_fields}
        strange = sorted(
            name for name in os.environ if name.startswith(PREFIX) and name not in known
        )
        wrong = [f"{name}: no such setting" for name in strange]
        try:
            settings = cls()  # type: ignore[call-arg]  # the environment has the rest
        except ValidationError as error:
            bad = error.errors(include_input=False)
            wrong += [f"{PREFIX}{str(item['loc'][0]).upper()}: {item['msg']}" for item in bad]
            raise SettingsInvalid("; ".join(wrong)) from None
        if wrong:
            raise SettingsInvalid("; ".join(wrong))
        return settings
