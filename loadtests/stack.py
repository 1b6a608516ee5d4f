"""loadtests: what a run is made against: a private stack of its own, or one that runs already."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import redis
from rich.console import Console

from k8s.devstack.errors import StackError
from k8s.devstack.guard import processes_marked
from k8s.devstack.launch import Launched, stack_launched
from k8s.devstack.output import LinePrinter
from k8s.devstack.ports import port_free
from k8s.devstack.screens import progress
from k8s.devstack.settings import ROOT, DevstackSettings
from k8s.devstack.stack import Phase
from loadtests.people import Citizens
from loadtests.scenario import Scenario
from tests.fakes.gemini import FakeGemini, fake_gemini

COOKIES_WITHIN_S = 300.0
BACK_WITHIN_S = 240.0
_OWN = ("database_url", "database_owner_url", "redis_url", "qdrant_url", "telegram_token")
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
        stack = self.own.stack
        stack.parts[part].restarts = 0
        stack.kill(part)

    def take_down(self, part: str) -> None:
        """End a part by force and keep it down."""
        self.own.stack.hold(part)
        self.own.stack.kill(part)

    def bring_back(self, part: str) -> None:
        """Start a part that is down; returns when it is ready."""
        stack = self.own.stack
        stack.release(part)
        gives_up_at = time.monotonic() + BACK_WITHIN_S
        while not (stack.parts[part].phase is Phase.READY and stack.parts[part].is_running):
            if time.monotonic() > gives_up_at:
                message = f"{part} did not come back"
                raise StackError("PART_NOT_BACK", message)
            time.sleep(0.05)

    def replica_kill(self, stage: str) -> None:
        """End one replica of a stage by force; raises ``StackError`` when there is none."""
        name = f"ServeReplica:civicconnect:{stage}"
        for pid in processes_marked(self.own.layout.state.secrets.stack_id):
            try:
                process = psutil.Process(pid)
                if name in " ".join(process.cmdline()):
                    process.kill()
                    return
            except psutil.NoSuchProcess:
                continue  # It ended meanwhile, so it was not the replica.
        message = f"no replica of {stage} runs"
        raise StackError("NO_REPLICA", message)

    def redis_flush(self) -> None:
        """Forget everything that Redis holds."""
        url = self.own.layout.state.urls["redis"]
        with redis.Redis.from_url(url, socket_timeout=5) as client:
            client.flushall()

    def cpu_s(self) -> dict[str, float]:
        """Return the processor time of each part, its children included."""
        pids = self.launched.stack.pids if self.launched else {}
        return {name: _family_cpu_s(pid) for name, pid in pids.items()}


def _family_cpu_s(pid: int) -> float:
    total = 0.0
    try:
        root = psutil.Process(pid)
        for process in [root, *root.children(recursive=True)]:
            times = process.cpu_times()
            total += times.user + times.system
    except psutil.NoSuchProcess:
        return total  # It is being started again: what it used is lost with it.
    return total


@contextmanager
def place_private(scenario: Scenario, console: Console) -> Iterator[Place]:
    """Start a stack on free ports in a folder of its own, and forget both at the end."""
    own = dict.fromkeys(_OWN, "")
    settings = DevstackSettings().model_copy(
        update={**own, "web_port": port_free(), "graph_profile": scenario.profile}
    )
    with ExitStack() as entered:
        model = entered.enter_context(fake_gemini()) if scenario.model else None
        folder = Path(entered.enter_context(tempfile.TemporaryDirectory(prefix="civic-load-")))
        folder.chmod(0o711)  # The database server may run as another user.
        launched = entered.enter_context(
            stack_launched(
                state_dir=folder,
                settings=settings,
                listener=LinePrinter(console),
                told={
                    "web": _NO_LIMITS,
                    "sockets": _NO_LIMITS,
                    "graph": _model_told(model),
                },
            )
        )
        with progress(console, launched.stack) as redraw:
            launched.stack.ready_wait(while_waiting=redraw)
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
    layout = place.own.layout
    password = {"CIVIC_DEV_PASSWORD": secrets.token_hex(16)}
    done = subprocess.run(  # noqa: S603  # our own argument list, no shell
        [sys.executable, "-m", "django_core.manage", "dev_cookies", str(count)],
        cwd=ROOT,
        env=layout.environment | layout.environment_django | password,
        capture_output=True,
        text=True,
        timeout=COOKIES_WITHIN_S,
        check=False,
    )
    if done.returncode:
        raise StackError("COOKIES_NOT_MADE", done.stderr[-2_000:])
    return Citizens(deque(done.stdout.split()))


def noise() -> float:
    """Return the load of this machine over the last minute: what else went on."""
    return os.getloadavg()[0]
