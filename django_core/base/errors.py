"""The one error tree: a stable code, words for people, and facts for machines."""

from enum import StrEnum


class Fault(StrEnum):
    """What kind of refusal an error is; each door has its own word for it."""

    INVALID = "INVALID"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"
    TOO_MANY = "TOO_MANY"
    UNAVAILABLE = "UNAVAILABLE"


class ApplicationError(Exception):
    """A refusal that a door may show: ``code`` is stable, ``message`` is translated."""

    fault = Fault.INVALID

    def __init__(self, code: str, message: str, **data: object) -> None:
        super().__init__(code, message, data)
        self.code = code
        self.message = message
        self.data = data


class Invalid(ApplicationError):  # noqa: N818  # it names the fact
    """What was sent cannot be accepted as it is."""


class Unauthenticated(ApplicationError):  # noqa: N818  # it names the fact
    """Nobody, or not who they say."""

    fault = Fault.UNAUTHENTICATED


class Forbidden(ApplicationError):  # noqa: N818  # it names the fact
    """The actor may not do this."""

    fault = Fault.FORBIDDEN


class NotFound(ApplicationError):  # noqa: N818  # it names the fact
    """It does not exist, or not for this viewer: both look the same (S1)."""

    fault = Fault.NOT_FOUND


class Conflict(ApplicationError):  # noqa: N818  # it names the fact
    """The state of things does not allow it now."""

    fault = Fault.CONFLICT


class TooMany(ApplicationError):  # noqa: N818  # it names the fact
    """It was asked too often; ``retry_after_s`` stands in the data."""

    fault = Fault.TOO_MANY


class Unavailable(ApplicationError):  # noqa: N818  # it names the fact
    """A service that is needed does not answer."""

    fault = Fault.UNAVAILABLE
