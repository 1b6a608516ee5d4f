"""Doing work at once as far as it goes, as the eager tasks of Python 3.12 do.

A connection takes most frames without a wait: a task for each would cost more than the frame.
"""

from collections.abc import Awaitable, Coroutine, Generator
from types import coroutine
from typing import Any

Work = Coroutine[Any, Any, None]


def begun(work: Work) -> Awaitable[None] | None:
    """Run work until it first waits; return the rest of it, or nothing when it is done.

    What it raises is raised by the rest.  Work that has yet to be handed to a task must not ask
    which task it runs in, as ``asyncio.timeout`` does.
    """
    try:
        waits_for = work.send(None)
    except StopIteration:
        return None
    except Exception as error:  # noqa: BLE001  # raised where the rest is awaited
        return _failed(error)
    return _rest(work, waits_for)


@coroutine
def _rest(work: Work, waits_for: object) -> Generator[Any, Any, None]:
    try:
        yield waits_for  # The task that awaits this goes on when it has come.
    except BaseException:
        work.close()
        raise
    yield from work.__await__()


async def _failed(error: Exception) -> None:
    raise error
