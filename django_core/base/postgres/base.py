"""PostgreSQL as Django knows it, with every statement telling who looks (P36).

``SET LOCAL`` travels in the same round trip as the first statement that it is for and ends with
its transaction, also when each statement is a transaction of its own: a connection that goes back
to a pool carries nobody's rights.  ``BEGIN`` travels with that statement too.
"""

from collections.abc import Iterable
from typing import Any, Self

from django.db.backends.postgresql import base
from psycopg import ClientCursor
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool
from typing_extensions import override

from django_core.base.metrics import connection_waited
from django_core.base.postgres.check import connection_check
from django_core.base.postgres.planned import planned
from django_core.base.postgres.prepared import Call, waiting_run
from django_core.base.postgres.told import told_find, told_forget, told_note
from django_core.base.rights import NOBODY, viewer_now

_BEGIN, _ROLLBACK = "BEGIN; ", "ROLLBACK"


class ViewerCursor(base.CursorMixin, ClientCursor[Any]):
    """A cursor whose statements carry the viewer: each transaction is told once who looks."""

    owner: "DatabaseWrapper | None" = None

    @override
    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        """Begin, tell who looks, and run the statement; its result is the one to be read."""
        if self.owner is not None and self.owner.waiting:
            is_rollback = isinstance(query, str) and query.startswith(_ROLLBACK)
            self.owner.waiting_end(is_forgotten=is_rollback)
        begin = _BEGIN if self._is_begin_due() else ""
        viewer = None if self._is_told() else viewer_now()
        if not isinstance(query, str):
            if begin:
                super().execute(begin)
            return super().execute(query, params, **options)
        before = begin + (viewer.statement if viewer else "")
        super().execute(before + planned(self.connection, query, params), params, **options)
        if query.startswith(_ROLLBACK):
            told_forget(self.connection)  # Who was told since the savepoint is forgotten too.
        elif viewer:
            told_note(self.connection, viewer)
        for _result in range(bool(begin) + bool(viewer)):
            self.nextset()
        return self

    @override
    def executemany(self, query: Any, params_seq: Iterable[Any], **_options: Any) -> None:
        """Run the statement once for each set of parameters."""
        for params in params_seq:
            self.execute(query, params)

    def _is_begin_due(self) -> bool:
        """Return whether Django has begun a transaction that the server does not know of yet."""
        if self.owner is None or self.owner.autocommit or not self.connection.autocommit:
            return False
        return self.connection.info.transaction_status is TransactionStatus.IDLE

    def _is_told(self) -> bool:
        """Return whether nothing needs to be told: nobody looks from a transaction's start on.

        An aborted transaction takes nothing but its end.
        """
        status = self.connection.info.transaction_status
        if status is TransactionStatus.INERROR:
            return True
        if status is TransactionStatus.IDLE:
            told_note(self.connection, NOBODY)
        return told_find(self.connection) == viewer_now()


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own backend with the cursor that tells who looks.

    ``waiting`` is what travels with the next statement of the transaction or with its commit.
    """

    def __init__(self, settings: dict[str, Any], alias: str) -> None:
        super().__init__(settings, alias)
        self.waiting: list[Call] = []

    def waiting_end(self, *, is_forgotten: bool) -> None:
        """Run what waits before a statement; what is rolled back is forgotten instead."""
        if is_forgotten:
            self.waiting.clear()
        else:
            waiting_run()

    @override
    def commit(self) -> None:
        """Commit, in one round trip with what waits."""
        if self.waiting:
            waiting_run(ending="; COMMIT")
        super().commit()

    @override
    def rollback(self) -> None:
        """Undo the transaction, and forget what waits."""
        self.waiting.clear()
        super().rollback()

    @override
    def close(self) -> None:
        """Give the connection back; what its transaction did not come to is forgotten."""
        self.waiting.clear()
        super().close()

    @property
    @override
    def pool(self) -> ConnectionPool | None:
        """The connections of this process; looking at one before use asks the server nothing."""
        pool: ConnectionPool | None = super().pool
        if pool is not None and self.settings_dict["CONN_HEALTH_CHECKS"]:
            pool._check = connection_check  # noqa: SLF001  # Django lets nobody name it
        return pool

    @override
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection of the pool, once there is a free one."""
        with connection_waited():
            return super().get_new_connection(conn_params)

    def _start_transaction_under_autocommit(self) -> None:
        """Leave it to the first statement to begin, in its own round trip."""

    @override
    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor that begins a transaction if Django has."""
        cursor = super().create_cursor(name)
        cursor.owner = self
        return cursor

    @override
    def get_connection_params(self) -> dict[str, Any]:
        """Return what a connection is opened with."""
        return {**super().get_connection_params(), "cursor_factory": ViewerCursor}
