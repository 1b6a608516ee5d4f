"""loadtests: what a run is made against: a private stack of its own, or one that runs already."""

import os
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import redis
from rich.console import Console

from k8s.devstack.errors import StackError
from k8s.devstack.launch import Launched
from k8s.devstack.private import settings_private, stack_private
from k8s.devstack.replicas import replica_kill
from loadtests.people import Citizens
from loadtests.processes import family_cpu_s, family_memory_mib
from loadtests.scenario import Scenario
from loadtests.servers import cookies_make
from tests.fakes.gemini import FakeGemini, fake_gemini

# One address and few people stand for many here: limits by person are not what is measured.
_NO_LIMITS = {
    "CIVIC_RATE_PER_PERSON": "1000000/minute",
    "CIVIC_RATE_PER_ADDRESS": "1000000/minute",
    "CIVIC_LIVE_SOCKETS_PER_PERSON": "100000",
    "CIVIC_LIVE_SOCKETS_PER_ADDRESS": "100000",
}
# Never the real provider: whoever has a key in their shell pays for no load test.
_NO_MODEL = {"GEMINI_API_KEY": "", "GEMINI_API_KEY_FILE": "", "CIVIC_GEMINI_BASE_URL": ""}


@dataclass
class Place:
    """Where the load goes, and what may be done there; ``launched`` is none for another's stack."""

    web_url: str
    graph_url: str
    database_url: str
    password: str
    launched: Launched | None = None
    model: FakeGemini | None = None

    @property
    def own(self) -> Launched:
        """The private stack; raises ``StackError`` where the processes are another's."""
        if self.launched is None:
            message = "Its processes are not ours: leave --url out, and a private stack is started."
            raise StackError("FAULTS_NEED_OWN_STACK", message)
        return self.launched

    def kill(self, part: str) -> None:
        """End a part by force; the supervisor starts it again at once."""
        self.own.stack.kill(part)

    def take_down(self, part: str) -> None:
        """End a part by force and keep it down."""
        self.own.stack.hold(part)
        self.own.stack.kill(part)

    def bring_back(self, part: str) -> None:
        """Start a part that is down; returns when it is ready."""
        self.own.stack.release(part)
        self.own.stack.back_wait(part)

    def replica_kill(self, stage: str) -> None:
        """End one replica of a stage by force; raises ``StackError`` when there is none."""
        replica_kill(self.own.layout.state.secrets.stack_id, stage)

    def redis_flush(self) -> None:
        """Forget everything that Redis holds."""
        url = self.own.layout.state.urls["redis"]
        with redis.Redis.from_url(url, socket_timeout=5) as client:
            client.flushall()

    def cpu_s(self) -> dict[str, float]:
        """Return the processor time of each part, its children included."""
        return {name: family_cpu_s(pid) for name, pid in self._pids().items()}

    def memory_mib(self) -> dict[str, float]:
        """Return the memory that each part has for itself, its children included."""
        return {name: family_memory_mib(pid) for name, pid in self._pids().items()}

    def _pids(self) -> dict[str, int]:
        return dict(self.launched.stack.pids) if self.launched else {}


@contextmanager
def place_private(scenario: Scenario, console: Console) -> Iterator[Place]:
    """Start a stack on free ports in a folder of its own, and forget both at the end."""
    settings = settings_private(graph_profile=scenario.profile)
    with ExitStack() as entered:
        model = entered.enter_context(fake_gemini()) if scenario.model else None
        told = {"web": _NO_LIMITS, "sockets": _NO_LIMITS, "graph": _model_told(model)}
        launched = entered.enter_context(stack_private("load", console, settings, told=told))
        urls = launched.layout.state.urls
        yield Place(
            web_url=urls["web"],
            graph_url=urls["graph"],
            database_url=urls["database"],
            password=settings.dev_password,
            launched=launched,
            model=model,
        )


def _model_told(model: FakeGemini | None) -> dict[str, str]:
    if model is None:
        return _NO_MODEL
    return {**_NO_MODEL, "GEMINI_API_KEY": "load-test", "CIVIC_GEMINI_BASE_URL": model.url}


def citizens_make(place: Place, *, count: int) -> Citizens:
    """Make citizens of a private stack, each signed in; raises ``StackError``."""
    return Citizens(deque(cookies_make(place.own.layout, count=count)))


def noise() -> float:
    """Return the load of this machine over the last minute: what else went on."""
    return os.getloadavg()[0]
