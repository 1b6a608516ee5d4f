"""How Django logs: one JSON object a line, a constant event name, ids only."""

import logging
import sys
import traceback
from typing import TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

_QUIET = (
    *("django.request", "django.server", "kombu", "amqp", "httpx", "httpcore", "asyncio"),
    "telegram",  # At DEBUG it tells tokens and words (S22).
    *("botocore", "pikepdf", "PIL"),
)


def logging_configure(*, level: str, stream: TextIO, unknown_variables: list[str]) -> None:
    """Send all logs to ``stream`` as JSON and name variables that nobody reads."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _error_shorten,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    _root_configure(level=level, stream=stream, shared=shared)
    if unknown_variables:
        structlog.get_logger("civic.settings").warning(
            "settings_unknown_variables", names=unknown_variables
        )


def _root_configure(
    *, level: str, stream: TextIO, shared: list[structlog.typing.Processor]
) -> None:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    for old in [one for one in root.handlers if getattr(one, "is_civic", False)]:
        root.removeHandler(old)
    handler.is_civic = True  # type: ignore[attr-defined]
    root.addHandler(handler)
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)


def _error_shorten(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace an error by its type and place: its message may quote a person's words (S22)."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__qualname__
        frames = traceback.extract_tb(error.__traceback__)[-6:]
        event["error_at"] = [f"{frame.filename}:{frame.lineno}" for frame in frames]
    return event
