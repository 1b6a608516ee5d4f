"""Who looks: the viewer that every statement tells the database, for row-level security (P36).

A door says who acts; nobody is the start, and nobody sees nothing.  What no person asked for
(a worker, a timer, the graph's callback, a command) acts as the system, and says so.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol
from uuid import UUID


class Person(Protocol):
    """What rights need to know of a signed-in person."""

    uuid: UUID
    kind: str
    district_id: UUID | None


@dataclass(frozen=True)
class Viewer:
    """Somebody's rights, as the policies of the database read them."""

    kind: str = ""
    uuid: UUID | None = None
    district_uuid: UUID | None = None

    @cached_property
    def statement(self) -> str:
        """SQL that tells the database who looks until the end of the transaction."""
        if not self.kind.isidentifier() and self.kind:
            message = f"{self.kind!r} is no kind of viewer"
            raise ValueError(message)
        told = {
            "civic.viewer_kind": self.kind,
            "civic.viewer_uuid": str(self.uuid or ""),
            "civic.viewer_district": str(self.district_uuid or ""),
        }
        # Only names and ids of ours: a kind is an identifier, the others are UUIDs.
        calls = (f"set_config('{name}', '{value}', true)" for name, value in told.items())
        return f"SELECT {', '.join(calls)}; "


NOBODY = Viewer()
SYSTEM = Viewer(kind="SYSTEM")
_viewer: ContextVar[Viewer] = ContextVar("civic_viewer", default=NOBODY)


def viewer_now() -> Viewer:
    """Return whose rights hold in this thread or task."""
    return _viewer.get()


def viewer_switch(viewer: Viewer) -> None:
    """Let ``viewer`` be the one who looks until the door that opened this scope closes."""
    _viewer.set(viewer)


def viewer_from(person: Person) -> Viewer:
    """Return the rights of a signed-in person."""
    return Viewer(kind=str(person.kind), uuid=person.uuid, district_uuid=person.district_id)


@contextmanager
def acting_as(viewer: Viewer) -> Iterator[None]:
    """Let ``viewer`` be the one who looks inside this block."""
    token = _viewer.set(viewer)
    try:
        yield
    finally:
        _viewer.reset(token)


@contextmanager
def system_acts() -> Iterator[None]:
    """Act as the system inside this block; the caller has checked what a person may do."""
    with acting_as(SYSTEM):
        yield
