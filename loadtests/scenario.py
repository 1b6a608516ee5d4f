"""loadtests: what a run does, as data: ``scenarios/*.yaml``, checked when they are read."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from k8s.devstack.settings import GraphProfile

FOLDER = Path(__file__).with_name("scenarios")
# No scenario may ask for more, whatever it says: a run ends by itself.
ARRIVALS_AT_MOST = 100_000
SECONDS_AT_MOST = 2 * 3_600.0


class Shape(BaseModel):
    """A part of a scenario: nothing unknown in it, and it stays as it was read."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Target(StrEnum):
    """What is put under load."""

    GRAPH = "graph"
    WHOLE = "whole"
    SOCKETS = "sockets"


class Voice(StrEnum):
    """The language and script of a text."""

    UZ_LATIN = "uz_latin"
    UZ_CYRILLIC = "uz_cyrillic"
    RU = "ru"


class Trouble(StrEnum):
    """What goes wrong during a run."""

    KILL = "kill"
    DOWN = "down"
    KILL_REPLICA = "kill_replica"
    FLUSH_REDIS = "flush_redis"
    MODEL_SLOW = "model_slow"
    MODEL_REFUSES = "model_refuses"
    MODEL_DOWN = "model_down"


MODEL_TROUBLES = frozenset({Trouble.MODEL_SLOW, Trouble.MODEL_REFUSES, Trouble.MODEL_DOWN})


class Phase(Shape):
    """Some seconds at one rate; a warm phase comes first and is not measured."""

    rate_per_s: float = Field(gt=0, le=1_000)
    seconds: float = Field(gt=0, le=3_600)
    name: str = ""
    is_warm: bool = False


class Sweep(Shape):
    """Phases at growing rates, until one is no longer kept up."""

    first_per_s: float = Field(gt=0)
    last_per_s: float = Field(gt=0, le=1_000)
    step_per_s: float = Field(gt=0)
    seconds: float = Field(gt=0, le=600)

    def phases(self) -> Iterator[Phase]:
        """Yield the phases in their order."""
        steps = int((self.last_per_s - self.first_per_s) / self.step_per_s + 1e-9)
        for number in range(steps + 1):
            rate_per_s = self.first_per_s + number * self.step_per_s
            yield Phase(rate_per_s=rate_per_s, seconds=self.seconds, name=f"{rate_per_s:g}/s")


class Knee(Shape):
    """Until when a rate counts as kept up: so many end in time, so fast."""

    step: str
    p99_ms: float = Field(gt=0)
    share_in_time: float = Field(default=0.99, gt=0, le=1)


class Corpus(Shape):
    """Which texts people send; ``is_fresh`` gives each a number, so that no cache knows it."""

    voices: dict[Voice, float] = {Voice.RU: 1, Voice.UZ_LATIN: 1, Voice.UZ_CYRILLIC: 0.5}
    injection_share: float = Field(default=0.0, ge=0, le=1)
    is_fresh: bool = True


class Model(Shape):
    """A language model on this machine in the provider's place; none means the offline one."""

    takes_s: float = Field(default=0.0, ge=0, le=60)


class Fault(Shape):
    """Something that goes wrong ``at_s`` after the beginning, for ``for_s``, in ``part``."""

    trouble: Trouble
    at_s: float = Field(ge=0)
    for_s: float = Field(default=0, ge=0)
    part: str = ""
    takes_s: float = Field(default=0, ge=0, le=60)

    @property
    def needs_model(self) -> bool:
        """Whether it happens to the language model."""
        return self.trouble in MODEL_TROUBLES


class Scenario(Shape):
    """One run: who arrives when, with what, and what goes wrong meanwhile."""

    name: str
    says: str
    target: Target = Target.WHOLE
    seed: int = 1
    phases: tuple[Phase, ...] = ()
    sweep: Sweep | None = None
    knee: Knee | None = None
    corpus: Corpus = Corpus()
    # Of the messages that found a department, how many staff answer at once.
    answered_share: float = Field(default=0.0, ge=0, le=1)
    # How often each message is sent, all at the same time and under the same client's id.
    copies: int = Field(default=1, ge=1, le=50)
    in_flight_max: int = Field(default=2_000, ge=1, le=10_000)
    gives_up_after_s: float = Field(default=60.0, gt=0, le=600)
    model: Model | None = None
    profile: GraphProfile = GraphProfile.LAPTOP
    faults: tuple[Fault, ...] = ()

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if bool(self.phases) == bool(self.sweep):
            raise ValueError("a scenario has either phases or a sweep")
        if self.sweep and not self.knee:
            raise ValueError("a sweep needs a knee")
        if any(fault.needs_model for fault in self.faults) and self.model is None:
            raise ValueError("trouble with a model needs a model")
        if self.arrivals_expected > ARRIVALS_AT_MOST or self.seconds > SECONDS_AT_MOST:
            raise ValueError("the scenario is larger than any run may be")
        return self

    @property
    def all_phases(self) -> tuple[Phase, ...]:
        """The phases, those of a sweep included."""
        return self.phases or tuple(self.sweep.phases() if self.sweep else ())

    @property
    def arrivals_expected(self) -> float:
        """How many arrivals there will be, more or less."""
        return sum(phase.rate_per_s * phase.seconds for phase in self.all_phases)

    @property
    def seconds(self) -> float:
        """How long people arrive."""
        return sum(phase.seconds for phase in self.all_phases)


def scenario_read(name: str, *, folder: Path = FOLDER) -> Scenario:
    """Return a scenario by its name; raises ``FileNotFoundError`` or pydantic's complaint."""
    told = yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))
    return Scenario.model_validate({"name": name, **told})


def scenario_names(*, folder: Path = FOLDER) -> list[str]:
    """Return the names of all scenarios."""
    return sorted(file.stem for file in folder.glob("*.yaml"))
