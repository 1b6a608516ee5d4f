"""loadtests.sockets: which core does what, so that it is the server which ends first.

On one machine a message costs the database more than the server.  So the server has a core apart
and shares it with neighbours that never rest, each of which gets as much as the server; all else
has the other cores.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from subprocess import DEVNULL

from k8s.devstack.children import Child, Command
from k8s.devstack.settings import ROOT
from loadtests.processes import family_of

# Three leave the server a quarter of its core, also where each session has a share of its own.
NEIGHBOURS = 3
_BUSY = Command(name="neighbour", argv=(sys.executable, "-c", "while True: pass"), cwd=ROOT)


@dataclass(frozen=True)
class Cores:
    """The core of the server, and those of everything else; they are the same on one core."""

    server: frozenset[int]
    others: frozenset[int]

    @classmethod
    def of_machine(cls) -> "Cores":
        """Return the last core for the server, and the rest."""
        *others, last = sorted(os.sched_getaffinity(0))
        return cls(server=frozenset({last}), others=frozenset(others or {last}))

    def others_place(self) -> None:
        """Move this process and all that it has started to the cores of the rest."""
        for process in family_of(os.getpid()):
            for thread in process.threads():
                os.sched_setaffinity(thread.id, self.others)

    @contextmanager
    def at_server(self) -> Iterator[None]:
        """Let what is started meanwhile run on the core of the server."""
        before = os.sched_getaffinity(0)
        os.sched_setaffinity(0, self.server)
        try:
            yield
        finally:
            os.sched_setaffinity(0, before)

    @contextmanager
    def neighbours(self) -> Iterator[None]:
        """Keep the core of the server busy."""
        with ExitStack() as running:
            with self.at_server():
                children = [Child.start(_BUSY, output=DEVNULL) for _ in range(NEIGHBOURS)]
            for child in children:
                running.callback(child.kill)
            yield
