"""The graph's one error tree: a stable code, a sentence, and whether trying again can help.

Errors cross from one replica to another by pickle, so every argument goes to ``super().__init__``
and ``__reduce__`` calls the constructor the way people do.
"""

# ruff: noqa: N818  # an error's name says the fact, as in the rest of the project

import traceback
from typing import ClassVar

from typing_extensions import override

from serve_graph.contract import ReasonCode


class GraphError(Exception):
    """Something a caller must hear about; only errors that are not ``permanent`` are retried.

    ``reason`` is what the outcome of a run says when this error ended it (P20).
    ``retry_after_s`` is when to come back, if an outside service has said it; ``tokens_used`` is
    what a model's useless answer has cost.
    """

    reason: ClassVar[ReasonCode] = ReasonCode.STAGE_FAILED
    retry_after_s: float | None = None
    tokens_used: int = 0

    def __init__(self, code: str, message: str, *, permanent: bool) -> None:
        super().__init__(code, message, permanent)
        self.code = code
        self.message = message
        self.permanent = permanent

    @override
    def __reduce__(self) -> tuple[object, ...]:
        return _rebuilt, (type(self), self.code, self.message, self.permanent)


def _rebuilt(kind: type[GraphError], code: str, message: str, permanent: bool) -> GraphError:
    return kind(code, message, permanent=permanent)


class RequestInvalid(GraphError):
    """The caller sent something that can never be answered."""


class TokenRefused(GraphError):
    """The call does not prove that it comes from Django."""


class BodyTooLarge(GraphError):
    """The body is larger than the graph reads."""


class PathUnknown(GraphError):
    """There is nothing at this path."""


class MethodWrong(GraphError):
    """The path exists, for another method."""


class DistrictUnknown(GraphError):
    """The index holds no department of this district."""

    reason = ReasonCode.UNKNOWN_DISTRICT


class EmbeddingUnavailable(GraphError):
    """The embedding model did not answer."""

    reason = ReasonCode.EMBEDDING_UNAVAILABLE


class IndexUnavailable(GraphError):
    """The search index did not answer, or refused."""

    reason = ReasonCode.INDEX_UNAVAILABLE


class ModelUnavailable(GraphError):
    """The language model did not answer within its retries."""

    reason = ReasonCode.MODEL_UNAVAILABLE


class ModelAnswerInvalid(GraphError):
    """The language model answered, but not with one of the candidates (P18)."""

    reason = ReasonCode.MODEL_ANSWER_INVALID


class StageBusy(GraphError):
    """A stage's queue is full; the caller should come back later."""


class StageLost(GraphError):
    """The replica that worked on the call died; the same call may be sent again."""


class DeadlineExceeded(GraphError):
    """The run had no time left for the next stage."""

    reason = ReasonCode.DEADLINE_EXCEEDED


def places(error: BaseException) -> list[str]:
    """Return where an error came from, for a log: its own words may quote a citizen's text."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
