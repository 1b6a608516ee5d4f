"""k8s.devstack: starts the parts of a stack side by side, watches them, and stops them in order."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from k8s.devstack.children import Child, log_tail
from k8s.devstack.errors import ServerNotReady, StackError
from k8s.devstack.memory import memory_bytes
from k8s.devstack.output import Listener, Pump
from k8s.devstack.parts import Service

TICK_S = 0.1
LOOKS_EVERY_S = 0.02
MEMORY_EVERY_S = 2.0
BACKOFF_FIRST_S = 0.5
BACKOFF_MAX_S = 30.0
STOPS_WITHIN_S = 12.0
STARTS_AGAIN_MAX = 2


class Phase(StrEnum):
    """Where a part is on its way."""

    WAITING = "WAITING"
    STARTING = "STARTING"
    READY = "READY"
    RESTARTING = "RESTARTING"
    HELD = "HELD"


@dataclass
class Part:
    """A service of this stack and what became of it."""

    service: Service
    phase: Phase = Phase.WAITING
    child: Child | None = None
    started_at_s: float = 0.0
    took_s: float = 0.0
    restarts: int = 0
    restart_at_s: float = 0.0

    @property
    def is_running(self) -> bool:
        """Whether its process is alive."""
        return self.child is not None and self.child.is_alive()


@dataclass
class Stack:
    """All parts of one stack. One thread starts every process and lives as long as they do.

    That thread matters: Linux sends the signal that ties a child to its parent when the
    *thread* that started the child ends.
    """

    services: tuple[Service, ...]
    log_dir: Path
    listener: Listener
    parts: dict[str, Part] = field(init=False)
    memory_peak_bytes: int = 0
    failure: StackError | None = None

    def __post_init__(self) -> None:
        self.parts = {service.name: Part(service) for service in self.services}
        self._stopping = threading.Event()
        self._settled = threading.Event()
        self._thread = threading.Thread(target=self._supervise, name="supervisor")
        self._memory_at_s = 0.0

    def start(self) -> None:
        """Begin to start everything, and return at once."""
        self.log_dir.mkdir(parents=True, exist_ok=True)
        self._thread.start()

    def ready_wait(self, *, while_waiting: Callable[[], None] | None = None) -> None:
        """Return once every part is ready; raises what stood in the way."""
        while not self._settled.wait(TICK_S):
            if while_waiting:
                while_waiting()
        if self.failure:
            raise self.failure

    def stop(self) -> None:
        """Stop the apps first, then the servers; returns when nothing of it runs."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def kill(self, name: str) -> None:
        """End a part by SIGKILL, as a first crash would; the supervisor starts it again."""
        part = self.parts[name]
        if part.child is None:
            message = f"{name} does not run"
            raise StackError("PART_NOT_RUNNING", message)
        part.restarts = 0
        part.child.group_kill()

    def hold(self, name: str) -> None:
        """No longer start a part again when it ends, until it is released; it still runs now."""
        self.parts[name].phase = Phase.HELD

    def release(self, name: str) -> None:
        """Start a held part that has ended, at once, and look after it again."""
        part = self.parts[name]
        part.restarts, part.restart_at_s = 0, 0.0
        part.phase = Phase.READY if part.is_running else Phase.RESTARTING

    def back_wait(self, name: str) -> None:
        """Return once a part is ready again; raises what stood in the way."""
        part = self.parts[name]
        gives_up_at = time.monotonic() + part.service.ready_within_s
        while not (part.phase is Phase.READY and part.is_running):
            if self.failure:
                raise self.failure
            if time.monotonic() > gives_up_at:
                raise self._failed(part, "PART_NOT_BACK", "did not come back")
            time.sleep(LOOKS_EVERY_S)

    @property
    def pids(self) -> dict[str, int]:
        """The process ids of what runs now."""
        return {
            name: part.child.pid
            for name, part in self.parts.items()
            if part.child and part.is_running
        }

    def _supervise(self) -> None:
        try:
            while not self._stopping.is_set():
                self._tick(now_s=time.monotonic())
                self._stopping.wait(TICK_S)
        except StackError as error:
            self.failure = error
        finally:
            self._settled.set()
            self._stop_all()

    def _tick(self, *, now_s: float) -> None:
        for part in self.parts.values():
            self._advance(part, now_s=now_s)
        if all(part.phase is Phase.READY for part in self.parts.values()):
            self._settled.set()
        if now_s - self._memory_at_s > MEMORY_EVERY_S:
            self._memory_at_s = now_s
            self.memory_peak_bytes = max(self.memory_peak_bytes, memory_bytes(self.pids.values()))

    def _advance(self, part: Part, *, now_s: float) -> None:
        match part.phase:
            case Phase.WAITING if self._needs_met(part.service):
                self._launch(part, now_s=now_s)
            case Phase.STARTING:
                self._starting_check(part, now_s=now_s)
            case Phase.READY if not part.service.is_step and not part.is_running:
                self._restart_plan(part, now_s=now_s)
            case Phase.RESTARTING if now_s >= part.restart_at_s:
                self._launch(part, now_s=now_s)
            case _:
                pass  # It waits for others, or is fine.

    def _needs_met(self, service: Service) -> bool:
        return all(self.parts[name].phase is Phase.READY for name in service.needs)

    def _launch(self, part: Part, *, now_s: float) -> None:
        name = part.service.name
        child = Child.start(part.service.command(), output=subprocess.PIPE)
        part.child, part.phase, part.started_at_s = child, Phase.STARTING, now_s
        if child.process.stdout is None:
            message = f"{name} has no output"
            raise StackError("PART_WITHOUT_OUTPUT", message)
        log = self.log_dir / f"{name}.log"
        Pump(name=name, source=child.process.stdout, log=log, listener=self.listener).start()

    def _starting_check(self, part: Part, *, now_s: float) -> None:
        if part.service.is_step:
            self._step_check(part, now_s=now_s)
        elif not part.is_running:
            self._ended_early(part, now_s=now_s)
        elif part.service.is_ready():
            part.service.when_ready()
            self._ready_mark(part, now_s=now_s)
        else:
            self._patience_check(part, now_s=now_s)

    def _step_check(self, part: Part, *, now_s: float) -> None:
        if part.is_running:
            self._patience_check(part, now_s=now_s)
        elif part.child and part.child.process.returncode == 0:
            self._ready_mark(part, now_s=now_s)
        else:
            raise self._failed(part, "STEP_FAILED", "failed")

    def _ended_early(self, part: Part, *, now_s: float) -> None:
        """Try again with growing pauses; give up only while the stack is not ready yet.

        Ray gives its first process 30 s and then ends, which a busy machine may exceed.
        """
        if not self._settled.is_set() and part.restarts >= STARTS_AGAIN_MAX:
            raise self._failed(part, "PART_ENDED", "ended while starting")
        self._restart_plan(part, now_s=now_s)

    def _ready_mark(self, part: Part, *, now_s: float) -> None:
        part.phase, part.took_s = Phase.READY, now_s - part.started_at_s

    def _patience_check(self, part: Part, *, now_s: float) -> None:
        if now_s - part.started_at_s > part.service.ready_within_s:
            raise self._failed(part, "PART_NOT_READY", "did not get ready in time")

    def _restart_plan(self, part: Part, *, now_s: float) -> None:
        pause_s = min(BACKOFF_FIRST_S * 2**part.restarts, BACKOFF_MAX_S)
        self.listener(part.service.name, f"ended; starting it again in {pause_s:.1f} s")
        part.restarts += 1
        part.phase, part.restart_at_s = Phase.RESTARTING, now_s + pause_s

    def _failed(self, part: Part, code: str, what: str) -> StackError:
        name = part.service.name
        log = self.log_dir / f"{name}.log"
        return ServerNotReady(code, f"{name} {what}. The end of {log}:\n{log_tail(log)}")

    def _stop_all(self) -> None:
        parts = self.parts.values()
        children_stop(part.child for part in parts if part.child and not part.service.is_server)
        children_stop(part.child for part in parts if part.child and part.service.is_server)


def children_stop(children: Iterable[Child]) -> None:
    """Ask all to end at once, wait for them together, then end what is left by force."""
    running = list(children)
    for child in running:
        child.stop_ask()
    give_up_at = time.monotonic() + STOPS_WITHIN_S
    while any(child.is_alive() for child in running) and time.monotonic() < give_up_at:
        time.sleep(TICK_S)
    for child in running:
        child.kill()
