"""A private stack whose processes can be killed, stopped, kept down and brought back."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, LiteralString

import psycopg

from k8s.devstack.ports import LOOPBACK
from k8s.devstack.replicas import replica_kill
from k8s.devstack.services import Layout
from k8s.devstack.stack import Stack
from k8s.devstack.state import StackState

# Gets the stack and the database's time at which the run began; returns what is wrong.
Check = Callable[["FaultStack", object], list[str]]
STOPS_WITHIN_S = 70.0


@dataclass
class FaultStack:
    """A running stack as the scenarios see it; ``webs`` are the doors in rotation.

    ``checks`` are asked after each run for what is wrong in what only this stack has.
    """

    stack: Stack
    layout: Layout
    seats: dict[str, str] = field(default_factory=dict)
    webs: list[str] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    @property
    def state(self) -> StackState:
        return self.layout.state

    def pid(self, name: str) -> int:
        return self.stack.pids[name]

    def send(self, name: str, number: signal.Signals) -> None:
        """Send a signal to the process itself."""
        os.kill(self.pid(name), number)

    def kill(self, name: str) -> None:
        """SIGKILL to a part and all its children; the supervisor starts it again at once."""
        self.stack.kill(name)

    @contextmanager
    def down(self, name: str) -> Iterator[None]:
        """Kill a part and keep it down for the length of the block."""
        self.stack.hold(name)
        self.stack.kill(name)
        try:
            yield
        finally:
            self.stack.release(name)
            self.up_wait(name)

    @contextmanager
    def stopped(self, name: str) -> Iterator[None]:
        """Let a part hang for the length of the block."""
        self.stack.hold(name)  # Nobody may think that it has to be started again.
        self.send(name, signal.SIGSTOP)
        try:
            yield
        finally:
            self.send(name, signal.SIGCONT)
            self.stack.release(name)

    def replica_kill(self, stage: str) -> None:
        """SIGKILL to a replica of the real graph."""
        replica_kill(self.state.secrets.stack_id, stage)

    def restart_gracefully(self, name: str) -> tuple[int, float]:
        """SIGTERM, wait for the end, start again; return the exit code and how long it took."""
        return self.ending(name)()

    def ending(self, name: str) -> Callable[[], tuple[int, float]]:
        """SIGTERM; return what does the rest of ``restart_gracefully``."""
        part = self.stack.parts[name]
        self.stack.hold(name)
        child, began_at = part.child, time.monotonic()
        assert child is not None
        child.stop_ask()

        def ended() -> tuple[int, float]:
            code = child.process.wait(STOPS_WITHIN_S)
            took_s = time.monotonic() - began_at
            self.stack.release(name)
            self.up_wait(name)
            return code, took_s

        return ended

    def up_wait(self, name: str) -> None:
        """Return when a part is ready again."""
        self.stack.back_wait(name)

    def forget(self) -> None:
        """Remove all sessions, with whatever hangs on them, and all jobs."""
        with self.database() as connection:
            connection.execute("TRUNCATE conversations_session, base_job CASCADE")

    def log(self, name: str) -> str:
        return (self.stack.log_dir / f"{name}.log").read_text(errors="replace")

    def lessons(self, began_at: object) -> dict[str, str]:
        """Return the department that each lesson since then must have, by the lesson's id (G6)."""
        rows = self.rows(
            "SELECT DISTINCT ON (lesson_uuid) lesson_uuid::text, right_department_id::text "
            "FROM feedback_correction WHERE created_at >= %(began)s "
            "ORDER BY lesson_uuid, version DESC",
            began=began_at,
        )
        return {str(lesson): str(department) for lesson, department in rows}

    @contextmanager
    def database(self) -> Iterator["psycopg.Connection[tuple[Any, ...]]"]:
        """Connect as the server's superuser, whom no policy hides anything from."""
        ports, secrets = self.state.ports, self.state.secrets
        with psycopg.connect(
            host=LOOPBACK,
            port=ports["postgres"],
            user="postgres",
            password=secrets.postgres_password,
            dbname="civic",
            autocommit=True,
            connect_timeout=5,
        ) as connection:
            yield connection

    def rows(self, query: LiteralString, **values: Any) -> list[tuple[Any, ...]]:
        with self.database() as connection:
            return connection.execute(query, values).fetchall()

    def value(self, query: LiteralString, **values: Any) -> Any:
        return self.rows(query, **values)[0][0]
