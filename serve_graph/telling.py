"""What the door tells Django beside its reply: how far a run got, and its outcome once more.

All of it in the background: a reply waits for none of it and says the same in the end.
"""

import asyncio
from collections.abc import Awaitable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

import structlog

from serve_graph.contract import RouteRequest, Stage
from serve_graph.contract_progress import Progress, RunStep
from serve_graph.errors import GraphError
from serve_graph.timing import Trace

# A step that is over sooner than people read it is not told: a run of fast models costs nothing.
STEP_STANDS_S = 0.5
# By then who asked has recorded the reply, and Django only sees that all is done.  At once, both
# would do the work, one of them in vain; this road is for replies that nobody is left to read.
OUTCOME_AGAIN_AFTER_S = 1.0
_BEGINS: Mapping[Stage, RunStep] = {
    Stage.SEARCH: RunStep.CHECKED,
    Stage.PROMPT: RunStep.SEARCHED,
    Stage.DECISION: RunStep.DECIDING,
}

log = structlog.get_logger(__name__)


class Callback(Protocol):
    """Where durable jobs are told of beside the reply; both raise ``GraphError`` in the end."""

    async def outcome_post(self, body: bytes, *, headers: dict[str, str]) -> None:
        """Post the JSON of an outcome."""

    async def progress_post(self, body: bytes, *, headers: dict[str, str]) -> None:
        """Post the JSON of a ``Progress``."""


class Teller:
    """Posts what concerns one run of a durable job; runs of outside clients are not told."""

    def __init__(
        self, callback: Callback | None, request: RouteRequest, *, headers: dict[str, str]
    ) -> None:
        is_durable = request.attempt is not None and request.fence is not None
        self._callback = callback if is_durable else None
        self._request = request
        self._headers = headers
        self._due: asyncio.TimerHandle | None = None

    @contextmanager
    def following(self, trace: Trace) -> Iterator[None]:
        """Tell the steps of a run while it lasts."""
        if self._callback:
            trace.stage_begins = self._stage_begins
        try:
            yield
        finally:
            self._withdraw()

    def outcome_tell(self, body: bytes) -> None:
        """Post the outcome, a while after the reply."""
        if self._callback:
            _in_background(self._outcome_post(self._callback, body))

    async def _outcome_post(self, callback: Callback, body: bytes) -> None:
        await asyncio.sleep(OUTCOME_AGAIN_AFTER_S)
        await callback.outcome_post(body, headers=self._headers)

    def _stage_begins(self, stage: Stage) -> None:
        step = _BEGINS.get(stage)
        if step is not None:
            self._withdraw()
            self._due = asyncio.get_running_loop().call_later(
                STEP_STANDS_S, self._progress_tell, step
            )

    def _withdraw(self) -> None:
        if self._due is not None:
            self._due.cancel()

    def _progress_tell(self, step: RunStep) -> None:
        if self._callback and self._request.fence:
            told = Progress(
                message_uuid=self._request.message_uuid, fence=self._request.fence, step=step
            )
            body = told.model_dump_json().encode()
            _in_background(self._callback.progress_post(body, headers=self._headers))


_posting: set[asyncio.Task[None]] = set()


def _in_background(post: Coroutine[None, None, None]) -> None:
    """Hold a task until it ends; the event loop itself would forget it."""
    task = asyncio.create_task(_posted(post))
    _posting.add(task)
    task.add_done_callback(_posting.discard)


async def _posted(post: Awaitable[None]) -> None:
    """Wait for a post; a failure is only logged, because the reply says it all."""
    try:
        await post
    except GraphError as error:
        log.warning("callback_failed", code=error.code)
