"""Who a connection was last told looks, so that one transaction is told only once (P36).

What was told ends with its transaction, and with a savepoint that is rolled back: whoever ends
one says so here.
"""

from weakref import WeakKeyDictionary

from psycopg import Connection

from django_core.base.rights import Viewer

_told: WeakKeyDictionary[Connection, Viewer] = WeakKeyDictionary()


def told_find(connection: Connection) -> Viewer | None:
    """Return whom the database takes for the viewer, or nothing when that is not known."""
    return _told.get(connection)


def told_note(connection: Connection, viewer: Viewer) -> None:
    """Remember whom the running transaction was told."""
    _told[connection] = viewer


def told_forget(connection: Connection) -> None:
    """Let the next statement tell anew."""
    _told.pop(connection, None)
