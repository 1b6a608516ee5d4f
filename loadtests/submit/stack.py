"""loadtests.submit: a database and a web server of their own, as children of this process."""

import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from k8s.devstack.children import Child, Command, ready_wait
from k8s.devstack.launch import state_plan
from k8s.devstack.ports import LOOPBACK, port_free
from k8s.devstack.services import Layout
from k8s.devstack.settings import ROOT, DevstackSettings
from k8s.devstack.state import state_load

WORKERS, THREADS = 2, 8
READY_WITHIN_S = 60.0
STEP_WITHIN_S = 120.0


@dataclass(frozen=True)
class Web:
    """A web server that takes messages, its database, and citizens who are signed in."""

    port: int
    pid: int
    database_url: str
    cookies: tuple[str, ...]

    def cpu_s(self) -> float:
        """Return the processor time that the web has used: what a busy machine does not change."""
        root = psutil.Process(self.pid)
        times = [process.cpu_times() for process in [root, *root.children(recursive=True)]]
        return float(sum(one.user + one.system for one in times))


@contextmanager
def web_running(*, citizens: int) -> Iterator[Web]:
    """Start Postgres (durable, as in production), Valkey and the web; stop all at the end."""
    with tempfile.TemporaryDirectory(prefix="civic-submit-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # The database server may run as another user.
        layout = _layout(folder)
        postgres = layout.postgres()
        servers = [postgres.start()]
        try:
            servers.append(layout.valkey().start())
            cookies = _prepare(layout, citizens=citizens)
            web = _web_start(layout, folder=folder)
            servers.append(web)
            port, url = layout.state.ports["web"], postgres.url
            yield Web(port=port, pid=web.pid, database_url=url, cookies=cookies)
        finally:
            for server in reversed(servers):
                server.stop()
            postgres.forget()


def _layout(folder: Path) -> Layout:
    free = {"database_url": "", "database_owner_url": "", "redis_url": "", "qdrant_url": ""}
    settings = DevstackSettings().model_copy(update=free | {"web_port": port_free()})
    state = state_plan(state_load(folder), settings=settings, supervisor_pid=0)
    return Layout(state_dir=folder, state=state, settings=settings)


def _prepare(layout: Layout, *, citizens: int) -> tuple[str, ...]:
    """Make the tables, the district and the citizens; returns their cookies."""
    steps = {service.name: service for service in layout.services() if service.is_step}
    for name in ("migrate", "district"):
        _run(steps[name].command())
    environment = _environment(layout) | {"CIVIC_DEV_PASSWORD": secrets.token_hex(16)}
    argv = (sys.executable, "-m", "django_core.manage", "dev_cookies", str(citizens))
    made = _run(Command(name="cookies", argv=argv, cwd=ROOT, env=environment))
    return tuple(made.split())


def _run(command: Command) -> str:
    """Run a step to its end and return what it printed."""
    done = subprocess.run(  # noqa: S603  # our own argument list, no shell
        command.argv,
        cwd=command.cwd,
        env=dict(command.env),
        capture_output=True,
        text=True,
        timeout=STEP_WITHIN_S,
        check=False,
    )
    if done.returncode:
        message = f"{command.name} failed:\n{done.stderr[-2_000:]}"
        raise RuntimeError(message)
    return done.stdout


def _environment(layout: Layout) -> dict[str, str]:
    return layout.environment | layout.environment_django


def _web_start(layout: Layout, *, folder: Path) -> Child:
    port = layout.state.ports["web"]
    shape = ("--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS))
    module = ("-m", "gunicorn", "django_core.config.wsgi:application", "--no-control-socket")
    argv = (sys.executable, *module, "--bind", f"{LOOPBACK}:{port}", "--keep-alive", "30", *shape)
    command = Command(name="web", argv=argv, cwd=ROOT, env=_environment(layout))
    log, url = folder / "web.log", f"http://{LOOPBACK}:{port}/health/ready"
    with log.open("ab") as output:
        child = Child.start(command, output=output)
    ready_wait(child, lambda: _is_ready(url), timeout_s=READY_WITHIN_S, log=log)
    return child


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2.0).is_success
    except httpx.HTTPError:
        return False
