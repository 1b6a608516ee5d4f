"""loadtests: one run from its first arrival to its audit."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from random import Random

from k8s.devstack.audit import Audit, audit, ends_wait
from loadtests.corpus import texts
from loadtests.faults import Faults
from loadtests.figures import PhaseFigures, Run, phase_figures
from loadtests.open_loop import Act, Arrival, OpenLoop, arrivals
from loadtests.people import Api, Crew, citizens_sign_in, officials_sign_in
from loadtests.scenario import Phase, Scenario, Target
from loadtests.stack import Place, citizens_make, noise
from loadtests.targets.graph import GraphTarget
from loadtests.targets.sockets import SocketsTarget
from loadtests.targets.whole import Ears, WholeTarget
from loadtests.traces import traces_read, ways_of

# A Poisson process brings some more than its mean; nobody may be missing.
CITIZENS_MORE = 1.25
ENDS_WITHIN_S = 180.0
TABS = 200
Tell = Callable[["Progress"], None]


@dataclass(frozen=True)
class Progress:
    """How far a run has come."""

    elapsed_s: float
    begun: int
    ended: int
    failed: int


@dataclass
class Runner:
    """Plays one scenario at one place."""

    scenario: Scenario
    place: Place
    tell: Tell

    async def go(self) -> Run:
        """Play all phases and return what was measured, audited in SQL."""
        scenario, place = self.scenario, self.place
        run = Run(scenario=scenario, journeys=[], load_before=noise())
        before = self._audited([])
        async with AsyncExitStack() as entered:
            target, settle = await self._target(entered)
            loop = OpenLoop(
                act=target,
                in_flight_max=scenario.in_flight_max,
                gives_up_after_s=scenario.gives_up_after_s,
            )
            run.journeys = loop.journeys
            cpu_s, client_cpu_s, began_at = place.cpu_s(), time.process_time(), time.monotonic()
            faults = Faults(place, scenario.faults)
            telling = asyncio.create_task(self._tell_often(loop, began_at))
            weighing = asyncio.create_task(self._weigh(run))
            async with asyncio.TaskGroup() as group:
                group.create_task(faults.run())
                group.create_task(self._phases(loop, run))
            run.took_s, run.happened = time.monotonic() - began_at, faults.happened
            await settle()
            weighing.cancel()
            telling.cancel()
            run.memory_mib.append(await asyncio.to_thread(place.memory_mib))
            run.client_cpu_s = time.process_time() - client_cpu_s
            run.cpu_s = {name: used - cpu_s.get(name, 0.0) for name, used in place.cpu_s().items()}
        run.load_after = noise()
        await asyncio.to_thread(self._look_back, run, before)
        return run

    async def _phases(self, loop: OpenLoop, run: Run) -> None:
        """Play the phases; those of a sweep one by one, until one is not kept up."""
        if self.scenario.sweep is None:
            phases = self.scenario.phases
            for batch, is_warm in _batches(phases, seed=self.scenario.seed):
                await loop.run(batch, is_warm=is_warm)
                if is_warm:
                    await loop.ends_wait()
            await loop.ends_wait()
            return
        for index, phase in enumerate(self.scenario.all_phases):
            figures = await self._step_up(loop, index, phase)
            run.phases.append(figures)
            if not figures.is_kept:
                return

    async def _step_up(self, loop: OpenLoop, index: int, phase: Phase) -> PhaseFigures:
        first, cpu_s = len(loop.journeys), self.place.cpu_s()
        planned = arrivals([phase], seed=self.scenario.seed + index)
        await loop.run([Arrival(one.number, index, one.due_s) for one in planned])
        await loop.ends_wait()
        found = phase_figures(phase, loop.journeys[first:], knee=self.scenario.knee)
        for name, used in self.place.cpu_s().items():
            found.cpu_each_s[name] = (used - cpu_s.get(name, 0.0)) / max(found.sent, 1)
        return found

    async def _target(self, entered: AsyncExitStack) -> tuple[Act, Callable[[], Awaitable[None]]]:
        """Return what an arrival does, and what is left to do at the end."""
        scenario, place = self.scenario, self.place
        found = texts(scenario.corpus, seed=scenario.seed)
        if scenario.target is Target.GRAPH:
            graph = await entered.enter_async_context(Api(place.graph_url))
            return GraphTarget(graph, found).act, _nothing
        api = await entered.enter_async_context(Api(place.web_url))
        crew = await self._crew(api)
        if scenario.target is Target.SOCKETS:
            return SocketsTarget(api, crew.citizens).act, _nothing
        ears = Ears()
        await entered.enter_async_context(ears.listening(api, crew.officials))
        whole = WholeTarget(
            api=api,
            crew=crew,
            texts=found,
            ears=ears,
            dice=Random(scenario.seed),  # noqa: S311  # a plan that can be repeated, no secret
            answered_share=scenario.answered_share,
            copies=scenario.copies,
        )
        return whole.act, whole.settle

    async def _crew(self, api: Api) -> Crew:
        password = self.place.password
        officials = await officials_sign_in(api, password=password)
        wanted = int(self.scenario.arrivals_expected * CITIZENS_MORE) + 20
        wanted = TABS if self.scenario.target is Target.SOCKETS else wanted
        if self.place.launched is None:
            citizens = await citizens_sign_in(api, password=password, count=wanted)
        else:
            citizens = await asyncio.to_thread(citizens_make, self.place, count=wanted)
        return Crew(citizens, officials, is_lent=self.place.launched is None)

    async def _tell_often(self, loop: OpenLoop, began_at: float) -> None:
        while True:
            begun, failed = len(loop.journeys), sum(bool(one.error) for one in loop.journeys)
            elapsed_s = time.monotonic() - began_at
            self.tell(Progress(elapsed_s, begun, begun - loop.in_flight, failed))
            await asyncio.sleep(0.5)

    async def _weigh(self, run: Run) -> None:
        """Note what each part holds at first and half way."""
        for pause_s in (0.0, self.scenario.seconds / 2):
            await asyncio.sleep(pause_s)
            run.memory_mib.append(await asyncio.to_thread(self.place.memory_mib))

    def _look_back(self, run: Run, before: Audit) -> None:
        """Wait until all is quiet, read the traces, and audit."""
        if self.scenario.target is not Target.WHOLE:
            return
        sent = [one.message_uuid for one in run.journeys if one.message_uuid]
        run.quiet_after_s = ends_wait(
            database_url=self.place.database_url, sent=sent, within_s=ENDS_WITHIN_S
        )
        traces, clocks = traces_read(self.place.database_url, sent)
        run.ways = ways_of(run.journeys, traces=traces, clocks=clocks)
        run.audit = _difference(before, self._audited(sent))

    def _audited(self, sent: list[str]) -> Audit:
        return audit(database_url=self.place.database_url, sent=sent)


async def _nothing() -> None:
    """Settle what needs no settling."""


def _batches(phases: tuple[Phase, ...], *, seed: int) -> Iterator[tuple[Iterator[Arrival], bool]]:
    """Yield the warm phases one by one, then all others as one stream."""
    warm = [phase for phase in phases if phase.is_warm]
    for number, phase in enumerate(warm):
        yield arrivals([phase], seed=seed - number - 1), True
    yield arrivals([phase for phase in phases if not phase.is_warm], seed=seed), False


def _difference(before: Audit, after: Audit) -> Audit:
    """Return the audit of this run alone: what was there before it is no news.

    ``doubled`` counts every message that nobody has sent, so all earlier ones are in both.
    """
    return Audit(
        lost=after.lost,
        doubled=after.doubled - before.doubled,
        on_their_way=after.on_their_way - before.on_their_way,
        routed_without_analysis=after.routed_without_analysis - before.routed_without_analysis,
        states=after.states - before.states,
    )
