"""Sessions and messages: the heart."""

from django.apps import AppConfig
from typing_extensions import override


class ConversationsConfig(AppConfig):
    """Names the app, registers its kind of job and its topics."""

    name = "django_core.conversations"
    label = "conversations"

    @override
    def ready(self) -> None:
        """Make this room answer for the work of people who have left, and for its topics."""
        from django_core.accounts.services import LEFT_JOB  # noqa: PLC0415  # models must be loaded
        from django_core.base.jobs import handler_register  # noqa: PLC0415
        from django_core.conversations.services import LEFT_HANDLER, TOPICS  # noqa: PLC0415
        from django_core.realtime.topics import topic_register  # noqa: PLC0415

        handler_register(LEFT_JOB, LEFT_HANDLER)
        for topic in TOPICS:
            topic_register(topic)
