"""loadtests: what goes wrong during a run, at its time."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from loadtests.scenario import Fault, Trouble
from loadtests.stack import Place
from tests.fakes.gemini import Fault as ModelFault

# More than any run asks of the model: it refuses until it is told to stop.
_ALWAYS = 100_000
RETRY_AFTER_S = 5


@dataclass(frozen=True)
class Happened:
    """A trouble and when it was, in seconds after the beginning of the run."""

    fault: Fault
    from_s: float
    to_s: float


@dataclass
class Faults:
    """Makes trouble at its time and ends it; ``happened`` is what the report shows."""

    place: Place
    planned: tuple[Fault, ...]
    happened: list[Happened] = field(default_factory=list)

    async def run(self) -> None:
        """Make all trouble that is planned, each at its time; returns when all is over."""
        began_at = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for fault in self.planned:
                group.create_task(self._happen(fault, began_at=began_at))

    async def _happen(self, fault: Fault, *, began_at: float) -> None:
        await asyncio.sleep(began_at + fault.at_s - time.monotonic())
        from_s = time.monotonic() - began_at
        await asyncio.to_thread(_BEGINS[fault.trouble], self.place, fault)
        await asyncio.sleep(fault.for_s)
        if fault.trouble in _ENDS:
            await asyncio.to_thread(_ENDS[fault.trouble], self.place, fault)
        self.happened.append(Happened(fault, from_s, time.monotonic() - began_at))


Deed = Callable[[Place, Fault], None]


def _model_refuses(kind: ModelFault, *, retry_after_s: int | None = None) -> Deed:
    def deed(place: Place, _fault: Fault) -> None:
        if place.model:
            place.model.retry_after_s = retry_after_s
            place.model.generation_faults = deque([kind] * _ALWAYS)

    return deed


def _model_well(place: Place, _fault: Fault) -> None:
    if place.model:
        place.model.generation_faults = deque()
        place.model.takes_s = 0.0


def _model_slow(place: Place, fault: Fault) -> None:
    if place.model:
        place.model.takes_s = fault.takes_s


_BEGINS: Mapping[Trouble, Deed] = {
    Trouble.KILL: lambda place, fault: place.kill(fault.part),
    Trouble.DOWN: lambda place, fault: place.take_down(fault.part),
    Trouble.KILL_REPLICA: lambda place, fault: place.replica_kill(fault.part),
    Trouble.FLUSH_REDIS: lambda place, _fault: place.redis_flush(),
    Trouble.MODEL_SLOW: _model_slow,
    Trouble.MODEL_REFUSES: _model_refuses(ModelFault.TOO_MANY, retry_after_s=RETRY_AFTER_S),
    Trouble.MODEL_DOWN: _model_refuses(ModelFault.BROKEN),
}
_ENDS: Mapping[Trouble, Deed] = {
    Trouble.DOWN: lambda place, fault: place.bring_back(fault.part),
    Trouble.MODEL_SLOW: _model_well,
    Trouble.MODEL_REFUSES: _model_well,
    Trouble.MODEL_DOWN: _model_well,
}
