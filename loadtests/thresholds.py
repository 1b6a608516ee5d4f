"""loadtests: service levels as data: ``thresholds.yaml``; a run that breaks one has failed."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

FILE = Path(__file__).with_name("thresholds.yaml")


class Bound(BaseModel):
    """Where a figure must stay; ends included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_most: float | None = None
    at_least: float | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Bound":
        if self.at_most is None and self.at_least is None:
            raise ValueError("a threshold needs at_most or at_least")
        return self

    def holds(self, figure: float) -> bool:
        """Return whether the figure is inside."""
        is_low_enough = self.at_most is None or figure <= self.at_most
        return is_low_enough and (self.at_least is None or figure >= self.at_least)

    def told(self) -> str:
        """Return the bound in words."""
        parts = [("≤", self.at_most), ("≥", self.at_least)]
        return ", ".join(f"{sign} {value:g}" for sign, value in parts if value is not None)


class Thresholds(BaseModel):
    """What holds for every run, and what for the runs of one scenario besides."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    always: dict[str, Bound]
    scenarios: dict[str, dict[str, Bound]]

    def of(self, scenario: str) -> dict[str, Bound]:
        """Return the thresholds of a scenario; its own replace those of every run."""
        return self.always | self.scenarios.get(scenario, {})


@dataclass(frozen=True)
class Judged:
    """A threshold and what was measured; nothing was measured when ``figure`` is none."""

    name: str
    bound: Bound
    figure: float | None

    @property
    def is_met(self) -> bool:
        """Whether the threshold holds: what nobody measured does not."""
        return self.figure is not None and self.bound.holds(self.figure)


def thresholds_read(path: Path = FILE) -> Thresholds:
    """Return all thresholds; raises pydantic's complaint."""
    return Thresholds.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def judge(figures: Mapping[str, float], bounds: Mapping[str, Bound]) -> list[Judged]:
    """Return each threshold with its figure."""
    return [Judged(name, bound, figures.get(name)) for name, bound in bounds.items()]
