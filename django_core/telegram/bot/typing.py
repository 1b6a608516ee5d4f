"""Shows that something happens while the pipeline looks for the department (P8, P11)."""

import time

from django.conf import settings
from telegram import Bot
from telegram.constants import ChatAction

from django_core.notifications.transports.telegram import bot_line
from django_core.telegram.selectors import chats_in_routing

# Telegram shows it for five seconds.
SHOWN_EVERY_S = 4.0
_shown_at_s = 0.0


def typing_round() -> None:
    """Show it to whoever waits for the pipeline; runs beside the sender, waits for nothing."""
    global _shown_at_s  # noqa: PLW0603  # one rhythm for the one sender of a process
    now_s = time.monotonic()
    if not settings.TELEGRAM_TOKEN or now_s - _shown_at_s < SHOWN_EVERY_S:
        return
    _shown_at_s = now_s
    for chat_id in chats_in_routing():
        _typing_show(chat_id)


def _typing_show(chat_id: int) -> None:
    async def ask(bot: Bot) -> None:
        await bot.send_chat_action(chat_id, ChatAction.TYPING)

    bot_line().start(ask)
