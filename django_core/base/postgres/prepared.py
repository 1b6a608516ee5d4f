"""Statements that each connection plans once, several of them in one round trip.

Planning a statement on a table with row-level security costs up to ten times what running it
does.  A statement that every request needs is therefore prepared by name on each connection.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from psycopg import Connection

from django_core.base.postgres.told import told_note
from django_core.base.rights import Viewer, viewer_now

Row = tuple[Any, ...]
Kind = TypeVar("Kind", bound=models.Model)

_known: WeakKeyDictionary[Connection, set[str]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Call:
    """One use of a prepared statement; ``viewer`` looks instead of who looks otherwise."""

    statement: "Prepared"
    values: Sequence[object]
    viewer: Viewer | None = None

    @property
    def sql(self) -> str:
        """What is sent; values stand in it as placeholders."""
        return f"EXECUTE {self.statement.name}{_listed(['%s'] * len(self.values))}"


@dataclass(frozen=True)
class Prepared:
    """A statement with ``%(name)s`` placeholders and the type of each."""

    name: str
    sql: str
    types: Mapping[str, str]

    def call(self, *, viewer: Viewer | None = None, **values: object) -> Call:
        """Return a use of this statement with its values, by name."""
        return Call(self, [values[name] for name in self.types], viewer)

    @property
    def definition(self) -> str:
        """What makes the statement known to a connection."""
        places = {name: f"${place}" for place, name in enumerate(self.types, start=1)}
        return f"PREPARE {self.name}{_listed(self.types.values())} AS {self.sql % places}"


def _listed(parts: Collection[str]) -> str:
    """Return what stands in brackets behind a name; without values there are none."""
    return f" ({', '.join(parts)})" if parts else ""


def columns_of(model: type[models.Model], *, alias: str) -> str:
    """Return the columns of a table, as ``from_row`` wants them."""
    return ", ".join(f"{alias}.{field.column}" for field in model._meta.concrete_fields)  # noqa: SLF001  # documented API


def from_row(model: type[Kind], row: Row) -> Kind:
    """Return what ``columns_of`` brought as an instance, as a query would."""
    fields = model._meta.concrete_fields  # noqa: SLF001  # documented API
    values = [
        field.from_db_value(value, None, connection) if hasattr(field, "from_db_value") else value
        for field, value in zip(fields, row, strict=True)
    ]
    return model.from_db(connection.alias, [field.attname for field in fields], values)


def run(call: Call) -> list[Row]:
    """Run one prepared statement and return its rows."""
    return run_together(call)[0]


def run_together(*calls: Call) -> list[list[Row]]:
    """Run the calls in one round trip; returns the rows of each.

    Outside of a transaction they are one: each sees what the ones before it did, and all or
    none remain.
    """
    return _run(calls, ending="")


def run_and_commit(*calls: Call) -> list[list[Row]]:
    """Run the calls as the last ones of this transaction, in one round trip with its commit.

    What they lock is then free again without waiting for this process.  The caller does nothing
    more in the transaction.  Inside of another transaction that one commits.
    """
    is_outermost = connection.in_atomic_block and not connection.savepoint_ids
    return _run(calls, ending="; COMMIT" if is_outermost else "")


def run_later(call: Call) -> None:
    """Run a call whose rows nobody wants together with what this transaction does next.

    That is its next statement or its commit, which then cost one round trip.  What fails is
    raised there, so whoever calls this goes on after no failure.  Outside of a transaction the
    call is run at once.
    """
    if connection.in_atomic_block:
        _waiting().append(replace(call, viewer=call.viewer or viewer_now()))
    else:
        run(call)


def waiting_run(*, ending: str = "") -> None:
    """Run what waits; for the backend, before another statement or a commit."""
    _run((), ending=ending)


def _waiting() -> list[Call]:
    waiting: list[Call] = connection.waiting  # type: ignore[attr-defined]  # our backend has it
    return waiting


def _run(calls: Sequence[Call], *, ending: str) -> list[list[Row]]:
    waiting = _waiting()
    found = _run_all([*waiting, *calls], waiting, ending=ending)
    return found[-len(calls) :] if calls else []


def _run_all(calls: Sequence[Call], waiting: list[Call], *, ending: str) -> list[list[Row]]:
    waiting.clear()
    with connection.cursor() as cursor:
        _prepare(cursor, {call.statement.name: call.statement for call in calls})
        viewers = [call.viewer or viewer_now() for call in calls]
        before = [viewer_now(), *viewers]
        told = [
            "" if viewer is last else viewer.statement
            for viewer, last in zip(viewers, before, strict=False)
        ]
        parts = [f"{words}{call.sql}" for words, call in zip(told, calls, strict=True)]
        values: list[Any] = [value for call in calls for value in call.values]
        cursor.execute("; ".join(parts) + ending, values)
        told_note(cursor.connection, viewers[-1])
        return [
            _rows(cursor, passed=(place > 0) + bool(told[place])) for place in range(len(calls))
        ]


def _prepare(cursor: CursorWrapper, statements: Mapping[str, Prepared]) -> None:
    """Make the statements known to the connection, each once; that is no query of anybody's."""
    known = _known.setdefault(cursor.connection, set())
    for name in statements.keys() - known:
        with connection.wrap_database_errors:
            cursor.cursor.execute(statements[name].definition)
        known.add(name)


def _rows(cursor: CursorWrapper, *, passed: int) -> list[Row]:
    """Return the rows of the next result but those to be passed: what tells the viewer is one."""
    for _result in range(passed):
        cursor.nextset()
    return cursor.fetchall() if cursor.pgresult.nfields else []
