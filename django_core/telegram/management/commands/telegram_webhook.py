"""``manage.py telegram_webhook set|delete``: tells Telegram where the bot takes updates."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import CommandError
from django.urls import reverse
from typing_extensions import override

from django_core.base.commands import SystemCommand
from django_core.telegram.bot.webhook import webhook_delete, webhook_set
from django_core.telegram.services import bot_id_of


class Command(SystemCommand):
    """Sets or deletes the webhook."""

    help = "Needs CIVIC_TELEGRAM_TOKEN, CIVIC_TELEGRAM_WEBHOOK_SECRET and CIVIC_PUBLIC_URL."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say which."""
        parser.add_argument("action", choices=("set", "delete"))

    @override
    def handle(self, *args: object, action: str, **options: object) -> None:
        """Do it."""
        if not settings.TELEGRAM_TOKEN:
            raise CommandError("CIVIC_TELEGRAM_TOKEN is not set: there is no bot")
        if action == "delete":
            webhook_delete()
            return
        if not (settings.TELEGRAM_WEBHOOK_SECRET and settings.PUBLIC_URL):
            raise CommandError("CIVIC_TELEGRAM_WEBHOOK_SECRET and CIVIC_PUBLIC_URL are needed")
        path = reverse("telegram-webhook", args=[bot_id_of(settings.TELEGRAM_TOKEN)])
        webhook_set(f"{settings.PUBLIC_URL}{path}", secret=settings.TELEGRAM_WEBHOOK_SECRET)
        self.stdout.write(f"Telegram sends updates to {settings.PUBLIC_URL}{path}")
