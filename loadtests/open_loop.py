"""loadtests: an open loop: people arrive at their time, however long the answers take.

Arrivals are a Poisson process.  Every latency counts from the moment at which the arrival was
*due*: what a slow system or a slow generator makes people wait is never left out.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from loadtests.scenario import ARRIVALS_AT_MOST, Phase

OVERFULL = "OVERFULL"
GAVE_UP = "GAVE_UP"
UNEXPECTED = "UNEXPECTED"


@dataclass(frozen=True)
class Arrival:
    """Somebody who is due ``due_s`` after the beginning of the run."""

    number: int
    phase: int
    due_s: float


@dataclass(slots=True)
class Journey:
    """What became of one arrival; times are of the monotonic clock, ``steps`` count from due."""

    arrival: Arrival
    due_at: float
    began_at: float = 0.0
    is_warm: bool = False
    steps: dict[str, float] = field(default_factory=dict)
    server_s: dict[str, float] = field(default_factory=dict)
    error: str = ""
    retries: int = 0
    client_id: str = ""
    message_uuid: str = ""
    session_uuid: str = ""
    is_attack: bool = False

    @property
    def lag_s(self) -> float:
        """How late the generator itself was."""
        return self.began_at - self.due_at

    def step(self, name: str, *, at: float | None = None) -> None:
        """Note that a step is done, now or at a time of the monotonic clock; the first counts."""
        moment = time.monotonic() if at is None else at
        self.steps.setdefault(name, moment - self.due_at)


Act = Callable[[Journey], Awaitable[None]]


class Refused(Exception):  # noqa: N818  # it names the fact
    """A step did not work; ``code`` says which way."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def arrivals(phases: Iterable[Phase], *, seed: int) -> Iterator[Arrival]:
    """Yield who arrives when, the same for the same seed, in the order of their times."""
    dice = Random(seed)  # noqa: S311  # a plan that can be repeated, no secret
    number, begins_s = 0, 0.0
    for index, phase in enumerate(phases):
        due_s = begins_s + dice.expovariate(phase.rate_per_s)
        while due_s < begins_s + phase.seconds and number < ARRIVALS_AT_MOST:
            yield Arrival(number=number, phase=index, due_s=due_s)
            number += 1
            due_s += dice.expovariate(phase.rate_per_s)
        begins_s += phase.seconds


@dataclass
class OpenLoop:
    """Lets people arrive and keeps what became of them.

    Who arrives while ``in_flight_max`` others are under way fails at once, and is counted.
    """

    act: Act
    in_flight_max: int
    gives_up_after_s: float
    journeys: list[Journey] = field(default_factory=list)
    _under_way: "set[asyncio.Task[None]]" = field(default_factory=set)

    @property
    def in_flight(self) -> int:
        """How many are under way."""
        return len(self._under_way)

    async def run(self, planned: Iterable[Arrival], *, is_warm: bool = False) -> None:
        """Begin each journey at its time; returns when the last one has begun."""
        began_at = time.monotonic()
        for arrival in planned:
            due_at = began_at + arrival.due_s
            await asyncio.sleep(max(due_at - time.monotonic(), 0))
            self._begin(Journey(arrival=arrival, due_at=due_at, is_warm=is_warm))

    async def ends_wait(self) -> None:
        """Return when all journeys have ended; each ends within its time."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    def _begin(self, journey: Journey) -> None:
        journey.began_at = time.monotonic()
        self.journeys.append(journey)
        if len(self._under_way) >= self.in_flight_max:
            journey.error = OVERFULL
            return
        task = asyncio.create_task(self._go(journey))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _go(self, journey: Journey) -> None:
        try:
            async with asyncio.timeout(self.gives_up_after_s):
                await self.act(journey)
        except TimeoutError:
            journey.error = GAVE_UP
        except Refused as refused:
            journey.error = refused.code
        except Exception as error:  # noqa: BLE001  # one journey's end is a figure, not the run's
            journey.error = f"{UNEXPECTED}_{type(error).__name__}"
