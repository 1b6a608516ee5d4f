"""Sessions and messages: the heart."""

from django.apps import AppConfig
from typing_extensions import override


class ConversationsConfig(AppConfig):
    """Names the app and registers its kind of job."""

    name = "django_core.conversations"
    label = "conversations"

    @override
    def ready(self) -> None:
        """Make this room answer for the work of people who have left."""
        from django_core.accounts.services import LEFT_JOB  # noqa: PLC0415  # models must be loaded
        from django_core.base.jobs import handler_register  # noqa: PLC0415
        from django_core.conversations.services import LEFT_HANDLER  # noqa: PLC0415

        handler_register(LEFT_JOB, LEFT_HANDLER)
