"""k8s.devstack: how well texts with known departments were routed, as plain functions."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ALL = "all"
NO_DEPARTMENT = "—"


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A text and the code of its right department."""

    text: str
    language: str
    script: str
    department: str

    @property
    def group(self) -> str:
        """The language and script that accuracy is told by, such as ``uz latn``."""
        return f"{self.language} {self.script}"


@dataclass(frozen=True, kw_only=True)
class Routing:
    """What the router said of one text; ``candidates`` are department codes, best first."""

    labelled: Labelled
    chosen: str | None
    candidates: tuple[str, ...] = ()

    @property
    def ranked(self) -> tuple[str, ...]:
        """The chosen department first, then the other candidates: at most three codes."""
        first = (self.chosen,) if self.chosen else ()
        others = tuple(code for code in self.candidates if code != self.chosen)
        return (first + others)[:3]

    @property
    def is_right(self) -> bool:
        """Whether the first department is the right one."""
        return self.ranked[:1] == (self.labelled.department,)

    @property
    def is_among_three(self) -> bool:
        """Whether the right department is one of the three."""
        return self.labelled.department in self.ranked


@dataclass(frozen=True, kw_only=True)
class Accuracy:
    """How many texts of a group were right at once, and within the first three."""

    group: str
    texts: int
    right: int
    among_three: int

    @property
    def at_1(self) -> float:
        """The share that is right at once, 0 to 1."""
        return self.right / self.texts if self.texts else 0.0

    @property
    def at_3(self) -> float:
        """The share whose right department is among the three, 0 to 1."""
        return self.among_three / self.texts if self.texts else 0.0


def accuracy_of(group: str, routings: Sequence[Routing]) -> Accuracy:
    """Return the accuracy over all ``routings``, named ``group``."""
    return Accuracy(
        group=group,
        texts=len(routings),
        right=sum(routing.is_right for routing in routings),
        among_three=sum(routing.is_among_three for routing in routings),
    )


def accuracy_by_language(routings: Iterable[Routing]) -> tuple[Accuracy, ...]:
    """Return one accuracy for each language and script, in order, and the one over all last."""
    everything = tuple(routings)
    groups = sorted({routing.labelled.group for routing in everything})
    parts = [
        accuracy_of(group, [item for item in everything if item.labelled.group == group])
        for group in groups
    ]
    return (*parts, accuracy_of(ALL, everything))


def confusion(routings: Iterable[Routing]) -> Counter[tuple[str, str]]:
    """Return how often (right department, first department) occurred."""
    return Counter(
        (routing.labelled.department, routing.ranked[0] if routing.ranked else NO_DEPARTMENT)
        for routing in routings
    )


def percentile(values: Iterable[float], share: float) -> float:
    """Return the smallest value that ``share`` (0 to 1) of the values do not exceed.

    Raises ``ValueError`` when there are no values or ``share`` is out of range.
    """
    ordered = sorted(values)
    if not ordered or not 0.0 <= share <= 1.0:
        message = "a percentile needs values and a share from 0 to 1"
        raise ValueError(message)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]
