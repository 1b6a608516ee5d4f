"""loadtests.submit: a database and a web server of their own, as children of this process."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from k8s.devstack.children import Child, Command
from k8s.devstack.parts import http_check
from k8s.devstack.ports import LOOPBACK
from k8s.devstack.services import Layout
from k8s.devstack.settings import ROOT
from loadtests.processes import family_cpu_s
from loadtests.servers import cookies_make, environment_of, servers_running

WORKERS, THREADS = 2, 8
READY_WITHIN_S = 60.0


@dataclass(frozen=True)
class Web:
    """A web server that takes messages, its database, and citizens who are signed in."""

    port: int
    pid: int
    database_url: str
    cookies: tuple[str, ...]

    def cpu_s(self) -> float:
        """Return the processor time that the web has used: what a busy machine does not change."""
        return family_cpu_s(self.pid)


@contextmanager
def web_running(*, citizens: int) -> Iterator[Web]:
    """Start Postgres (durable, as in production), Valkey and the web; stop all at the end."""
    with servers_running("submit") as servers:
        layout = servers.layout
        cookies = cookies_make(layout, count=citizens)
        web = _web_start(layout)
        try:
            port, url = layout.state.ports["web"], layout.postgres().url
            yield Web(port=port, pid=web.pid, database_url=url, cookies=cookies)
        finally:
            web.stop()


def _web_start(layout: Layout) -> Child:
    port = layout.state.ports["web"]
    shape = ("--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS))
    module = ("-m", "gunicorn", "django_core.config.wsgi:application", "--no-control-socket")
    argv = (sys.executable, *module, "--bind", f"{LOOPBACK}:{port}", "--keep-alive", "30", *shape)
    command = Command(name="web", argv=argv, cwd=ROOT, env=environment_of(layout))
    is_ready = http_check(f"http://{LOOPBACK}:{port}/health/ready")
    log = layout.state_dir / "web.log"
    return Child.start_ready(command, is_ready=is_ready, within_s=READY_WITHIN_S, log=log)
