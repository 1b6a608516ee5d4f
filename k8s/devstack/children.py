"""k8s.devstack: one child process, in its own process group, that never outlives its parent."""

import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from k8s.devstack.errors import ServerNotReady, StackError

LEASH = Path(__file__).with_name("leash.py")
KILL_WAITS_S = 5.0
POLL_S = 0.05
TAIL_BYTES = 2_000


@dataclass(frozen=True)
class Account:
    """A user of this machine that a server runs as."""

    uid: int
    gid: int

    @classmethod
    def of(cls, name: str) -> "Account":
        """Return the account of the user ``name``; raises ``KeyError`` if there is none."""
        entry = pwd.getpwnam(name)
        return cls(uid=entry.pw_uid, gid=entry.pw_gid)


@dataclass(frozen=True, kw_only=True)
class Command:
    """A program to run: ``stop_signal`` asks it to end, within ``grace_s`` seconds."""

    name: str
    argv: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace_s: float = 10.0

    def leashed(self, parent_pid: int) -> list[str]:
        """Return the arguments that start this program bound to ``parent_pid``."""
        account = f"{self.account.uid}:{self.account.gid}" if self.account else "-"
        leash = [sys.executable, "-S", "-E", str(LEASH), str(parent_pid)]
        return [*leash, str(int(self.stop_signal)), account, *self.argv]

    def run(self, *, within_s: float) -> str:
        """Run the program to its end, as this user; return what it printed, or raise."""
        done = subprocess.run(  # noqa: S603  # our own argument list, no shell
            self.argv,
            cwd=self.cwd,
            env=dict(self.env),
            capture_output=True,
            text=True,
            timeout=within_s,
            check=False,
        )
        if done.returncode:
            message = f"{self.name} failed:\n{done.stderr[-TAIL_BYTES:]}"
            raise StackError("STEP_FAILED", message)
        return done.stdout


class Child:
    """A running program. Start it from a thread that lives as long as the child should."""

    def __init__(self, command: Command, process: "subprocess.Popen[bytes]") -> None:
        self.command = command
        self.process = process

    @classmethod
    def start(cls, command: Command, *, output: IO[bytes] | int) -> "Child":
        """Start ``command`` with its output and errors written to ``output``."""
        process = subprocess.Popen(  # noqa: S603  # our own argument list, no shell
            command.leashed(os.getpid()),
            cwd=command.cwd,
            env=dict(command.env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        return cls(command, process)

    @classmethod
    def start_ready(
        cls, command: Command, *, is_ready: Callable[[], bool], within_s: float, log: Path
    ) -> "Child":
        """Start ``command``, which writes to ``log``, and return once it is ready.

        Raises ``ServerNotReady`` with the end of the log; then nothing of it runs.
        """
        with log.open("ab") as output:
            child = cls.start(command, output=output)
        try:
            _ready_wait(child, is_ready, timeout_s=within_s, log=log)
        except BaseException:
            child.stop()
            raise
        return child

    @property
    def pid(self) -> int:
        """The process id, which is also the id of its process group."""
        return self.process.pid

    def is_alive(self) -> bool:
        """Return whether the program still runs."""
        return self.process.poll() is None

    def stop(self) -> None:
        """Ask the program to end, wait for its grace time, then end its whole group."""
        self.stop_ask()
        self._wait(self.command.grace_s)
        self.kill()

    def stop_ask(self) -> None:
        """Send the signal that asks the program to end, if it still runs."""
        if self.is_alive():
            self.process.send_signal(self.command.stop_signal)

    def kill(self) -> None:
        """End the program and its group by SIGKILL, and reap it."""
        self.group_kill()
        self._wait(KILL_WAITS_S)

    def group_kill(self) -> None:
        """Send SIGKILL to the whole group; whoever watches the program sees it end."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            self.process.kill()  # The group is empty, or macOS sees only a zombie in it.

    def _wait(self, timeout_s: float) -> bool:
        try:
            self.process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return False
        return True


def _ready_wait(child: Child, is_ready: Callable[[], bool], *, timeout_s: float, log: Path) -> None:
    name = child.command.name
    give_up_at = time.monotonic() + timeout_s
    while not is_ready():
        if not child.is_alive():
            message = f"{name} ended while starting:\n{log_tail(log)}"
            raise ServerNotReady("SERVER_ENDED", message, server=name)
        if time.monotonic() > give_up_at:
            message = f"{name} did not answer within {timeout_s:.0f} s:\n{log_tail(log)}"
            raise ServerNotReady("SERVER_NOT_READY", message, server=name)
        time.sleep(POLL_S)


def log_tail(log: Path) -> str:
    """Return the last lines of a log, or nothing when there is none."""
    if not log.exists():
        return ""
    return log.read_bytes()[-TAIL_BYTES:].decode(errors="replace").strip()
