"""Reading for sockets: a few connections on the loop, every statement with its viewer's rights.

Sockets that have something to read at the same moment share a round trip.  Each part of it tells
the database who looks before it asks, as ``base.postgres`` does, and all of it is one implicit
transaction, so that nothing of a viewer stays with the connection (P36).  What the same viewer
asks in the same words before it is sent, two tabs of one person, is asked and rendered once.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.db import connection
from psycopg import AsyncClientCursor, AsyncConnection, OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from django_core.base.rights import Viewer
from django_core.realtime.topics import Statement

CONNECTIONS = 2
TOGETHER_MAX = 32
ANSWERS_WITHIN_S = 5.0
_AWAY = (OperationalError, PoolTimeout, TimeoutError, OSError)

Row = tuple[Any, ...]
Answer = TypeVar("Answer")


class DatabaseAway(Exception):  # noqa: N818  # it names the fact
    """The database did not answer, or not in time; asking again may help."""


@dataclass(frozen=True)
class _Question:
    viewer: Viewer
    statement: Statement
    values: tuple[Any, ...]
    render: Callable[[list[Row]], Any]
    answer: "asyncio.Future[Any]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    shared_as: tuple[Any, ...] | None = None


@dataclass
class Reader:
    """Answers questions in batches; one for each loop."""

    _questions: "asyncio.Queue[_Question]" = field(default_factory=asyncio.Queue)
    _shared: dict[tuple[Any, ...], _Question] = field(default_factory=dict)
    _workers: "list[asyncio.Task[None]]" = field(default_factory=list)
    _pool: "AsyncConnectionPool[AsyncConnection[Row]] | None" = None
    _prepared: "WeakKeyDictionary[AsyncConnection[Row], set[str]]" = field(
        default_factory=WeakKeyDictionary
    )

    async def ask(self, viewer: Viewer, statement: Statement, *values: object) -> list[Row]:
        """Return the rows of a statement; raises ``DatabaseAway``."""
        question = _Question(viewer, statement, values, list)
        self._put(question)
        rows: list[Row] = await question.answer
        return rows

    def ask_together(
        self,
        viewer: Viewer,
        statement: Statement,
        *values: object,
        render: Callable[[list[Row]], Answer],
    ) -> "asyncio.Future[Answer]":
        """Return what ``render`` will make of the rows: one future for all who ask now.

        Only what is not sent yet is shared: the answer is never older than the question.  It may
        be ``DatabaseAway``.  Nobody may cancel what others wait for too.
        """
        words = (viewer, statement.name, values)
        question = self._shared.get(words)
        if question is None:
            question = _Question(viewer, statement, values, render, shared_as=words)
            self._shared[words] = question
            self._put(question)
        return question.answer

    def _put(self, question: _Question) -> None:
        if self._pool is None:
            self._pool = _pool_make()
            rounds = [self._work(self._pool) for _ in range(CONNECTIONS)]
            self._workers = [asyncio.create_task(one) for one in rounds]
        self._questions.put_nowait(question)

    def _take(self) -> list[_Question]:
        """Return what waits, as much as fits a round trip."""
        count = min(self._questions.qsize(), TOGETHER_MAX - 1)
        return [self._questions.get_nowait() for _ in range(count)]

    async def stop(self) -> None:
        """Close the connections."""
        for worker in self._workers:
            worker.cancel()
        if self._pool is not None:
            await self._pool.close()

    async def _work(self, pool: "AsyncConnectionPool[AsyncConnection[Row]]") -> None:
        await pool.open(wait=False)  # All but the first find it open.
        while True:
            questions = [await self._questions.get(), *self._take()]
            for one in questions:
                if one.shared_as:
                    del self._shared[one.shared_as]
            try:
                async with asyncio.timeout(ANSWERS_WITHIN_S), pool.connection() as connected:
                    await self._prepare(connected, questions)
                    answers = await _answers(connected, questions)
                _tell_all(questions, answers)
            except _AWAY as error:
                _fail_all(questions, DatabaseAway(type(error).__name__))
            except Exception as error:  # noqa: BLE001  # whoever asked is told, and handles it
                _fail_all(questions, error)

    async def _prepare(self, connected: "AsyncConnection[Row]", questions: list[_Question]) -> None:
        """Let a connection know the statements that it has not run before."""
        known = self._prepared.setdefault(connected, set())
        for statement in {one.statement for one in questions}:
            if statement.name not in known:
                await connected.execute(statement.prepare.encode())
                known.add(statement.name)


async def _answers(connected: AsyncConnection[Row], questions: list[_Question]) -> list[list[Row]]:
    """Ask everything in one round trip and return the rows of each."""
    answers = []
    async with AsyncClientCursor[Row](connected) as cursor:
        parts = (_part(cursor, one) for one in questions)
        await cursor.execute(";".join(parts).encode())
        for _ in questions:
            cursor.nextset()
            answers.append(await cursor.fetchall())
            cursor.nextset()
    return answers


def _tell_all(questions: list[_Question], answers: list[list[Row]]) -> None:
    for one, rows in zip(questions, answers, strict=True):
        if not one.answer.done():
            one.answer.set_result(one.render(rows))


def _part(cursor: AsyncClientCursor[Row], one: _Question) -> str:
    """Return SQL that tells who looks, and asks."""
    asked = cursor.mogrify(one.statement.execute(len(one.values)), one.values)
    return one.viewer.statement + asked


def _fail_all(questions: list[_Question], error: Exception) -> None:
    for one in questions:
        if not one.answer.done():
            one.answer.set_exception(error)


def _pool_make() -> "AsyncConnectionPool[AsyncConnection[Row]]":
    """Return a pool that opens the database of Django's settings."""
    known = connection.get_connection_params()
    kept = {name: known[name] for name in ("dbname", "user", "password", "host", "port")}
    options = (
        f"{known.get('options', '')} -c timezone=UTC -c plan_cache_mode=force_generic_plan".strip()
    )
    return AsyncConnectionPool(
        kwargs={**kept, "options": options, "autocommit": True, "connect_timeout": 5},
        min_size=1,
        max_size=CONNECTIONS,
        timeout=ANSWERS_WITHIN_S,
        open=False,
    )
