"""The bot's incoming door."""

from django.apps import AppConfig
from typing_extensions import override


class TelegramConfig(AppConfig):
    """Names the app; registers its kind of job and what it does in the sender's rounds."""

    name = "django_core.telegram"
    label = "telegram"

    @override
    def ready(self) -> None:
        """Make this room answer for what people write to the bot."""
        from django_core.base.jobs import handler_register  # noqa: PLC0415  # models must be loaded
        from django_core.notifications.services import round_join  # noqa: PLC0415
        from django_core.telegram.bot.chat import CHAT_HANDLER  # noqa: PLC0415
        from django_core.telegram.bot.typing import typing_round  # noqa: PLC0415
        from django_core.telegram.services import CHAT_JOB  # noqa: PLC0415

        handler_register(CHAT_JOB, CHAT_HANDLER)
        round_join(typing_round)
