"""k8s.stage_operator: what can be wrong with a stage; each ends as a condition, none as a crash."""

from enum import StrEnum


class Part(StrEnum):
    """What a fault says something about."""

    SPEC = "Spec"
    REACHABLE = "Reachable"
    SCALED = "Scaled"


class StageFault(Exception):  # noqa: N818  # it names the fact, like the other errors
    """Something keeps a stage from being as wanted; ``reason`` is a condition's reason."""

    part = Part.SCALED

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(f"{reason}: {message}")
        self.reason = reason
        self.message = message


class SpecInvalid(StageFault):
    """What was asked for contradicts itself, or another stage asks for the same deployment."""

    part = Part.SPEC


class EndpointUnreachable(StageFault):
    """Ray Serve did not answer, or refused the token."""

    part = Part.REACHABLE


class ScaleRefused(StageFault):
    """Ray Serve answered, and does not know or does not scale the deployment."""


class LatencyUnknown(Exception):  # noqa: N818  # it names the fact, like the other errors
    """Nobody can say how fast the stage is; so nothing is changed."""


class WriteOutdated(Exception):  # noqa: N818  # it names the fact, like the other errors
    """Somebody else changed the object first; the next turn sees it as it is then."""


class StageGone(Exception):  # noqa: N818  # it names the fact, like the other errors
    """The InferenceStage was deleted, or is another one by now."""


class KubernetesAway(Exception):  # noqa: N818  # it names the fact, like the other errors
    """The Kubernetes API did not answer, or refused; there is nowhere to say it but the log."""
