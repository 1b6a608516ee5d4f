"""Statements that a connection has seen before are planned once, whoever wrote them.

Planning a statement on a table with row-level security costs more than running it.  From its third
use on, a statement is therefore prepared under a name and called with its values as literals, in
the same round trip as without.  A call means what the statement meant: each place has the type that
its literal had.
"""

from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from types import NoneType
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog
from psycopg import ClientCursor, Connection, Error, ProgrammingError
from psycopg.pq import TransactionStatus
from psycopg.types.json import Jsonb

SEEN_BEFORE = 2
KEPT_MAX = 64  # A plan takes some 140 KB of the server on each connection.
COUNTED_MAX = 1_000
_VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE")
# Two places with the same value are one expression to a grouping, but `$1` and `$2` are two.
_GROUPINGS = (" GROUP BY ", " DISTINCT ")
_INTEGER_MAX, _BIGINT_MAX = 2**31, 2**63
_UNKNOWN = "unknown"  # As every quoted literal: its place says what it is.
_TYPES: dict[type, str] = {
    bool: "boolean",
    float: "numeric",
    UUID: "uuid",
    date: "date",
    timedelta: "interval",
    Jsonb: "jsonb",
    NoneType: _UNKNOWN,
}

Key = tuple[str, tuple[str, ...]]
_log = structlog.get_logger("civic.database")


@dataclass
class _Plans:
    """What one connection has seen, and the names of what it has planned, oldest use first."""

    seen: Counter[Key] = field(default_factory=Counter)
    names: OrderedDict[Key, str] = field(default_factory=OrderedDict)
    numbers: "count[int]" = field(default_factory=count)

    def is_due(self, key: Key) -> bool:
        """Note one more use; return whether there were enough before."""
        if len(self.seen) > COUNTED_MAX:
            self.seen.clear()
        self.seen[key] += 1
        return self.seen[key] > SEEN_BEFORE


_plans: WeakKeyDictionary[Connection, _Plans] = WeakKeyDictionary()
_refused: set[Key] = set()


def planned(connection: Connection, query: str, values: object) -> str:
    """Return the call of the query's plan, or the query where it has none; both take the values."""
    key = _key_of(query, values)
    if key is None or key in _refused:
        return query
    plans = _plans.setdefault(connection, _Plans())
    if key in plans.names:
        plans.names.move_to_end(key)
    elif not plans.is_due(key) or not _plan(connection, plans, key):
        return query
    return f"EXECUTE {plans.names[key]} ({', '.join(['%s'] * len(key[1]))})"


def _key_of(query: str, values: object) -> Key | None:
    """Return what a plan is for, or nothing for a statement that is better planned each time."""
    if not values or not isinstance(values, (list, tuple)) or not query.startswith(_VERBS):
        return None
    if "%%" in query or any(word in query for word in _GROUPINGS):
        return None
    types = tuple(map(_type_of, values))
    return (query, types) if all(types) else None


def _type_of(value: object) -> str:
    """Return the type that the value's literal has, or nothing where that is not known here."""
    if isinstance(value, int) and not isinstance(value, bool):
        return _type_of_integer(value)
    if isinstance(value, datetime):
        return "timestamptz" if value.tzinfo else ""
    return _TYPES.get(type(value)) or (_UNKNOWN if isinstance(value, str) else "")


def _type_of_integer(value: int) -> str:
    if -_INTEGER_MAX <= value < _INTEGER_MAX:
        return "integer"
    return "bigint" if -_BIGINT_MAX <= value < _BIGINT_MAX else "numeric"


def _plan(connection: Connection, plans: _Plans, key: Key) -> bool:
    """Prepare the statement; one that cannot be is noted and goes on as it was.

    A connection that is lost meanwhile says nothing of the statement: it fails as any other would.
    """
    query, types = key
    name = f"civic_plan_{next(plans.numbers)}"
    first, *rest = query.split("%s")
    sql = first + "".join(f"${place}{part}" for place, part in enumerate(rest, start=1))
    try:
        _send(connection, f"PREPARE {name} ({', '.join(types)}) AS {sql}")
    except ProgrammingError as refusal:
        _log.warning("statement_not_planned", statement=query, error_code=refusal.sqlstate)
        _refused.add(key)
        return False
    plans.names[key] = name
    if len(plans.names) > KEPT_MAX:
        _send(connection, f"DEALLOCATE {plans.names.popitem(last=False)[1]}")
    return True


def _send(connection: Connection, statement: str) -> None:
    """Run a statement that belongs to the connection and not to a transaction.

    A failure would end a running transaction; in a savepoint it does not.
    """
    with ClientCursor(connection) as cursor:
        if connection.info.transaction_status is not TransactionStatus.INTRANS:
            cursor.execute(statement)
            return
        cursor.execute("SAVEPOINT civic_plan")
        try:
            cursor.execute(statement)
        except Error:
            cursor.execute("ROLLBACK TO SAVEPOINT civic_plan")
            raise
        cursor.execute("RELEASE SAVEPOINT civic_plan")
