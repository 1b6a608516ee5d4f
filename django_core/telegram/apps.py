"""The bot's incoming door."""

from django.apps import AppConfig
from typing_extensions import override


class TelegramConfig(AppConfig):
    """Names the app; registers its job, its files, its part of a round, and what it forgets."""

    name = "django_core.telegram"
    label = "telegram"

    @override
    def ready(self) -> None:
        """Make this room answer for what people write to the bot."""
        from django_core.accounts.services import eraser_register  # noqa: PLC0415
        from django_core.base.jobs import handler_register  # noqa: PLC0415  # models must be loaded
        from django_core.notifications.services import round_join  # noqa: PLC0415
        from django_core.telegram.bot.chat import CHAT_HANDLER  # noqa: PLC0415
        from django_core.telegram.bot.files import file_take  # noqa: PLC0415
        from django_core.telegram.bot.typing import typing_round  # noqa: PLC0415
        from django_core.telegram.services import (  # noqa: PLC0415
            CHAT_JOB,
            receiver_register,
            telegram_erase,
        )

        handler_register(CHAT_JOB, CHAT_HANDLER)
        round_join(typing_round)
        receiver_register(file_take)
        eraser_register(self.label, telegram_erase)
