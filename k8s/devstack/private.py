"""k8s.devstack: stacks of one run: on free ports, in folders that are forgotten with them."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from k8s.devstack.launch import NOTHING_TOLD, Launched, stack_launched, state_plan
from k8s.devstack.output import LinePrinter
from k8s.devstack.ports import port_free
from k8s.devstack.screens import progress
from k8s.devstack.services import Layout
from k8s.devstack.settings import DevstackSettings
from k8s.devstack.state import StackState

OTHERS = ("database_url", "database_owner_url", "redis_url", "qdrant_url", "telegram_token")


def settings_private(**chosen: object) -> DevstackSettings:
    """Return settings with servers and a bot of its own, whatever the environment names."""
    own = {**dict.fromkeys(OTHERS, ""), "web_port": port_free()}
    return DevstackSettings().model_copy(update=own | chosen)


def layout_private(folder: Path, settings: DevstackSettings) -> Layout:
    """Return what a new stack in ``folder`` consists of."""
    state = state_plan(StackState(), settings=settings, supervisor_pid=os.getpid())
    return Layout(state_dir=folder, state=state, settings=settings)


@contextmanager
def folder_private(name: str) -> Iterator[Path]:
    """Make a folder and forget it at the end."""
    with tempfile.TemporaryDirectory(prefix=f"civic-{name}-") as made:
        folder = Path(made)
        folder.chmod(0o711)  # The database server may run as another user.
        yield folder


@contextmanager
def stack_private(
    name: str,
    console: Console,
    settings: DevstackSettings,
    *,
    told: Mapping[str, Mapping[str, str]] = NOTHING_TOLD,
) -> Iterator[Launched]:
    """Start a stack, show its way until it is ready, and stop all of it at the end."""
    with (
        folder_private(name) as folder,
        stack_launched(
            state_dir=folder, settings=settings, listener=LinePrinter(console), told=told
        ) as launched,
    ):
        with progress(console, launched.stack) as redraw:
            launched.stack.ready_wait(while_waiting=redraw)
        yield launched
