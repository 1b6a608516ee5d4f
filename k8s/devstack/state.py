"""k8s.devstack: what a stack remembers in its folder, and the lock that keeps it single."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

STATE_FILE = "state.json"
LOCK_FILE = "lock"


class StackNotRunning(Exception):  # noqa: N818  # it names the fact
    """No stack runs from this folder."""


class StackAlreadyRuns(Exception):  # noqa: N818  # it names the fact
    """Another process holds the lock of this folder."""


class StackSecrets(BaseModel):
    """Keys generated once for a folder and kept across restarts."""

    model_config = ConfigDict(frozen=True)

    stack_id: str = Field(default_factory=lambda: secrets.token_hex(8))
    secret_key: str = Field(default_factory=lambda: secrets.token_urlsafe(48))
    service_key: str = Field(default_factory=lambda: secrets.token_urlsafe(48))
    postgres_password: str = Field(default_factory=lambda: secrets.token_hex(16))
    valkey_password: str = Field(default_factory=lambda: secrets.token_hex(16))


class StackState(BaseModel):
    """A stack as others on this machine find it: addresses, sign-in, processes."""

    secrets: StackSecrets = Field(default_factory=StackSecrets)
    dev_password: str = ""
    supervisor_pid: int = 0
    is_ready: bool = False
    ports: dict[str, int] = Field(default_factory=dict)
    urls: dict[str, str] = Field(default_factory=dict)
    pids: dict[str, int] = Field(default_factory=dict)

    @property
    def web_url(self) -> str:
        """The address of Django, without a slash at its end."""
        return self.urls["web"]

    @property
    def graph_url(self) -> str:
        """The address of the graph, without a slash at its end."""
        return self.urls["graph"]


def state_load(state_dir: Path) -> StackState:
    """Return the state kept in a folder, or a new one when there is none that can be read."""
    try:
        return StackState.model_validate_json((state_dir / STATE_FILE).read_bytes())
    except (FileNotFoundError, ValidationError):
        return StackState()


def state_write(state_dir: Path, state: StackState) -> None:
    """Write the state in one step, readable by this user only: it holds secrets."""
    state_dir.mkdir(parents=True, exist_ok=True)
    unfinished = state_dir / f"{STATE_FILE}.unfinished"
    unfinished.touch(mode=0o600)
    unfinished.write_text(state.model_dump_json(indent=2))
    unfinished.rename(state_dir / STATE_FILE)


def state_read(state_dir: Path) -> StackState:
    """Return the state of the running stack; raises ``StackNotRunning`` when none is ready."""
    if not is_locked(state_dir):
        message = f"No stack runs from {state_dir}."
        raise StackNotRunning(message)
    state = state_load(state_dir)
    if "web" not in state.urls:
        message = f"The stack in {state_dir} is only starting."
        raise StackNotRunning(message)
    return state


@contextmanager
def state_lock(state_dir: Path) -> Iterator[None]:
    """Hold the folder for this process; raises ``StackAlreadyRuns`` when another holds it."""
    state_dir.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(state_dir / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _lock_try(descriptor):
            message = f"A stack already runs from {state_dir}."
            raise StackAlreadyRuns(message)
        yield
    finally:
        os.close(descriptor)


def is_locked(state_dir: Path) -> bool:
    """Return whether a process holds this folder."""
    try:
        descriptor = os.open(state_dir / LOCK_FILE, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not _lock_try(descriptor)
    finally:
        os.close(descriptor)


def _lock_try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
