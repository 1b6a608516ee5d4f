"""Sessions and messages: the heart."""

from django.apps import AppConfig
from typing_extensions import override


class ConversationsConfig(AppConfig):
    """Names the app, registers its kind of job, its topics and what it forgets of a person."""

    name = "django_core.conversations"
    label = "conversations"

    @override
    def ready(self) -> None:
        """Make this room answer for people who have left or are erased, and for its topics."""
        from django_core.accounts.services import LEFT_JOB, eraser_register  # noqa: PLC0415
        from django_core.base.jobs import handler_register  # noqa: PLC0415  # models must be loaded
        from django_core.conversations.services import (  # noqa: PLC0415
            LEFT_HANDLER,
            TOPICS,
            conversations_erase,
            message_change_tell,
        )
        from django_core.files.services import teller_register  # noqa: PLC0415
        from django_core.realtime.topics import topic_register  # noqa: PLC0415

        handler_register(LEFT_JOB, LEFT_HANDLER)
        eraser_register(self.label, conversations_erase)
        teller_register(self.label, message_change_tell)
        for topic in TOPICS:
            topic_register(topic)
