"""k8s.devstack: what can go wrong while the stack starts, told by code and in plain words."""

from typing_extensions import override


class StackError(Exception):
    """The stack cannot do what was asked; ``code`` is stable, ``message`` says what to do."""

    def __init__(self, code: str, message: str, **data: object) -> None:
        super().__init__(code, message, data)
        self.code = code
        self.message = message
        self.data = data

    @override
    def __str__(self) -> str:
        """Return the code and the words for a person."""
        return f"{self.code}: {self.message}"


class ServerNotReady(StackError):  # noqa: N818  # it names the fact
    """A server did not answer in time, or ended while it was starting."""


class ServerUnavailable(StackError):  # noqa: N818  # it names the fact
    """A server cannot be started here at all."""
