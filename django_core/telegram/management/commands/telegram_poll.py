"""``manage.py telegram_poll``: takes updates by long polling until SIGTERM."""

from django.conf import settings
from django.core.management.base import CommandError
from typing_extensions import override

from django_core.base.commands import SystemCommand, program_run
from django_core.telegram.bot.poll import poll_run


class Command(SystemCommand):
    """Polls in the foreground."""

    help = "Takes what people write to the bot, where no webhook can reach."

    @override
    def handle(self, *args: object, **options: object) -> None:
        """Run until SIGTERM or SIGINT, then end the current request."""
        if not settings.TELEGRAM_TOKEN:
            raise CommandError("CIVIC_TELEGRAM_TOKEN is not set: there is no bot")
        program_run(poll_run)
