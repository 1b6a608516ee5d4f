"""k8s.stage_operator: one asyncio loop for each Ray Serve, and which stage belongs to which.

There are no timers of kopf's and no delete handlers: both put a finalizer on every object, and
after ``helm uninstall`` objects would wait for ever for an operator that is gone.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from k8s.stage_operator.errors import KubernetesAway
from k8s.stage_operator.metrics import Metrics
from k8s.stage_operator.resources import Place, Stage, place_of
from k8s.stage_operator.settings import OperatorSettings
from k8s.stage_operator.turn import Finding, Turn

_log = structlog.get_logger(__name__)
TurnMaker = Callable[[Place | None], Turn]


class PlaceLoop:
    """Turns at one place until it has no stage any more."""

    def __init__(self, turn: Turn, *, keeper: "Keeper") -> None:
        self.stages: dict[tuple[str, str], Stage] = {}
        self.last_turn_at_s = time.monotonic()
        self._turn = turn
        self._keeper = keeper
        self._news = asyncio.Event()
        self._task = asyncio.create_task(self._run())

    def wake(self) -> None:
        """Let the next turn begin now."""
        self._news.set()

    def stop(self) -> None:
        """Cancel the loop."""
        self._task.cancel()

    async def ended(self) -> None:
        """Wait until the loop has ended."""
        await asyncio.wait([self._task])

    async def _run(self) -> None:
        while True:
            self._news.clear()
            wait_s = await self._turn_once()
            try:
                await asyncio.wait_for(self._news.wait(), timeout=wait_s)
            except TimeoutError:
                continue

    async def _turn_once(self) -> float:
        """Do one turn and return how long to wait; whatever a turn raises, the loop goes on."""
        began_s, is_ok = time.monotonic(), False
        settings = self._keeper.settings
        try:
            before = dict(self.stages)
            everyone = self._keeper.stages()
            now = datetime.now(tz=UTC)
            findings = await self._turn.run(before.values(), everyone=everyone, now=now)
            is_ok = True
        except KubernetesAway as error:
            _log.warning("kubernetes_away", error=str(error))
            return settings.interval_s
        except Exception:  # noqa: BLE001  # the door of a loop: logged once, and it goes on
            _log.exception("turn_failed")
            return settings.interval_s
        finally:
            self.last_turn_at_s = time.monotonic()
            self._keeper.metrics.turn(seconds=self.last_turn_at_s - began_s, is_ok=is_ok)
        return self._taken(findings, before)

    def _taken(self, findings: list[Finding], before: dict[tuple[str, str], Stage]) -> float:
        """Keep what a turn learnt, unless the watch brought something newer meanwhile."""
        for found in findings:
            if self.stages.get(found.stage.key) is not before.get(found.stage.key):
                continue
            if found.is_gone:
                self._keeper.forget(found.stage)
            else:
                self.stages[found.stage.key] = found.stage
        is_settled = all(found.is_settled for found in findings)
        settings = self._keeper.settings
        return settings.interval_s if is_settled else settings.settling_interval_s


class Keeper:
    """All loops of an operator; told by the watch what exists."""

    def __init__(
        self, *, settings: OperatorSettings, metrics: Metrics, turn_maker: TurnMaker
    ) -> None:
        self.settings = settings
        self.metrics = metrics
        self._turn_maker = turn_maker
        self._loops: dict[Place | None, PlaceLoop] = {}
        self._places: dict[tuple[str, str], Place | None] = {}

    def stages(self) -> tuple[Stage, ...]:
        """Return all stages there are."""
        return tuple(stage for loop in self._loops.values() for stage in loop.stages.values())

    def observe(self, stage: Stage) -> None:
        """Take a stage as the watch shows it; wakes its loop if it is new or its spec is."""
        place = place_of(stage, ray_service_url=self.settings.ray_service_url)
        if stage.key in self._places and self._places[stage.key] != place:
            self._leave(stage)
        loop = self._loops.get(place)
        if loop is None:
            loop = self._loops[place] = PlaceLoop(self._turn_maker(place), keeper=self)
        known = loop.stages.get(stage.key)
        self._places[stage.key] = place
        loop.stages[stage.key] = stage
        if known is None or (known.uid, known.generation) != (stage.uid, stage.generation):
            loop.wake()

    def observe_all(self, stages: list[Stage]) -> None:
        """Take a whole list: what is not in it is gone."""
        names = {stage.key for stage in stages}
        for known in self.stages():
            if known.key not in names:
                self.forget(known)
        for stage in stages:
            self.observe(stage)

    def forget(self, stage: Stage) -> None:
        """Let go of a stage that was deleted; Ray Serve keeps the replicas that it has."""
        if stage.key in self._places:
            self._leave(stage)
            self.metrics.stage_forget(stage)

    def _leave(self, stage: Stage) -> None:
        place = self._places.pop(stage.key)
        loop = self._loops[place]
        del loop.stages[stage.key]
        if not loop.stages:
            del self._loops[place]
            loop.stop()

    def is_alive(self, *, within_s: float) -> bool:
        """Return whether no loop hangs."""
        oldest_s = time.monotonic() - within_s
        return all(loop.last_turn_at_s >= oldest_s for loop in self._loops.values())

    async def stop(self) -> None:
        """End all loops."""
        loops = list(self._loops.values())
        self._loops.clear()
        for loop in loops:
            loop.stop()
        for loop in loops:
            await loop.ended()
