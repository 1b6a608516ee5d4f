"""What every adapter for short messages promises."""

from typing import Protocol


class SmsFailed(Exception):  # noqa: N818  # it names the fact
    """The gateway did not take the message; when ``is_unknown``, nobody can tell."""

    def __init__(self, code: str, *, permanent: bool, is_unknown: bool = False) -> None:
        super().__init__(code, permanent, is_unknown)
        self.code = code
        self.permanent = permanent
        self.is_unknown = is_unknown


class SmsPort(Protocol):
    """Sends a text to a phone."""

    def send(self, *, phone: str, text: str) -> None:
        """Hand a text over; raises ``SmsFailed``."""
