"""loadtests: Postgres and Valkey of a benchmark's own, with the tables and the district."""

import secrets
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from k8s.devstack.children import Command
from k8s.devstack.private import folder_private, layout_private, settings_private
from k8s.devstack.services import Layout
from k8s.devstack.settings import ROOT
from k8s.programs import MANAGE

STEP_WITHIN_S = 300.0


@dataclass(frozen=True)
class Servers:
    """Both servers, and where all of a stack would be."""

    layout: Layout
    postgres_pid: int
    valkey_pid: int


@contextmanager
def servers_running(name: str) -> Iterator[Servers]:
    """Start both (durable, as in production), prepare them, and stop both at the end."""
    with folder_private(name) as folder, ExitStack() as running:
        layout = layout_private(folder, settings_private())
        postgres = layout.postgres()
        running.callback(postgres.forget)
        database = postgres.start()
        running.callback(database.stop)
        broker = layout.valkey().start()
        running.callback(broker.stop)
        steps = {service.name: service for service in layout.services() if service.is_step}
        for step in ("migrate", "district"):
            steps[step].command().run(within_s=STEP_WITHIN_S)
        yield Servers(layout, postgres_pid=database.pid, valkey_pid=broker.pid)


def environment_of(layout: Layout) -> dict[str, str]:
    """Return what each process of Django is told."""
    return layout.environment | layout.environment_django


def cookies_make(layout: Layout, *, count: int) -> tuple[str, ...]:
    """Make citizens, each signed in, and return their cookies; raises ``StackError``."""
    argv = (sys.executable, *MANAGE, "dev_cookies", str(count))
    told = environment_of(layout) | {"CIVIC_DEV_PASSWORD": secrets.token_hex(16)}
    made = Command(name="cookies", argv=argv, cwd=ROOT, env=told).run(within_s=STEP_WITHIN_S)
    return tuple(made.split())
