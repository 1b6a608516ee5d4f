"""Where Telegram sends updates."""

from telegram import Bot

from django_core.notifications.transports.telegram import bot_line
from django_core.telegram.bot.reading import WANTED

CONNECTIONS_MAX = 20


def webhook_set(url: str, *, secret: str) -> None:
    """Let Telegram send updates to ``url``, with ``secret`` in a header."""

    async def ask(bot: Bot) -> None:
        await bot.set_webhook(
            url,
            secret_token=secret,
            allowed_updates=WANTED,
            max_connections=CONNECTIONS_MAX,
        )

    bot_line().call(ask)


def webhook_delete() -> None:
    """Let Telegram keep updates for whoever polls."""

    async def ask(bot: Bot) -> None:
        await bot.delete_webhook()

    bot_line().call(ask)
