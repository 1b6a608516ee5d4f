"""k8s.devstack: what Django is told of the bot."""

from collections.abc import Mapping

# Of the bot on this machine; nobody outside knows it.
LOCAL_BOT_TOKEN = "1000000001:the-bot-of-this-machine-only"  # noqa: S105  # it opens nothing


def bot_environment(urls: Mapping[str, str], *, token: str) -> dict[str, str]:
    """Tell of the real bot when there is a token, else of the one on this machine."""
    if token:
        return {"CIVIC_TELEGRAM_TOKEN": token}
    return {
        "CIVIC_TELEGRAM_TOKEN": LOCAL_BOT_TOKEN,
        "CIVIC_TELEGRAM_API_URL": urls["telegram"],
        "CIVIC_TELEGRAM_LINK_URL": f"{urls['telegram']}/",
        "CIVIC_PUBLIC_URL": urls["web"],
    }
