"""Sends nothing: on one's own machine the inbox shows what would have been sent (P37)."""


class OfflineSms:
    """The double of the gateway."""

    def send(self, *, phone: str, text: str) -> None:
        """Take the text and leave it."""
