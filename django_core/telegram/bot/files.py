"""Downloading what somebody attached."""

from datetime import timedelta

from telegram import Bot

from django_core.notifications.transports.telegram import bot_line

DOWNLOADS_WITHIN = timedelta(seconds=30)


def file_fetch(file_id: str) -> bytes:
    """Return the bytes of a file, at most 20 MB, which is what Telegram gives to bots."""

    async def ask(bot: Bot) -> bytes:
        file = await bot.get_file(file_id)
        return bytes(
            await file.download_as_bytearray(read_timeout=DOWNLOADS_WITHIN.total_seconds())
        )

    return bot_line().call(ask, within=DOWNLOADS_WITHIN)
