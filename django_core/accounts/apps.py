"""People: citizens, staff, operators, superusers."""

from django.apps import AppConfig
from typing_extensions import override


class AccountsConfig(AppConfig):
    """Names the app and registers its kinds of jobs and its topic."""

    name = "django_core.accounts"
    label = "accounts"

    @override
    def ready(self) -> None:
        """Make this room answer for codes, for erasing people, and for sockets' cookies."""
        from django_core.accounts.services import (  # noqa: PLC0415
            ERASE_HANDLER,
            ERASE_JOB,
            ME_TOPIC,
            SMS_HANDLER,
            SMS_JOB,
        )
        from django_core.accounts.sessions import keys_alive, person_signed_in  # noqa: PLC0415
        from django_core.base.jobs import handler_register  # noqa: PLC0415  # models must be loaded
        from django_core.realtime.gate import door_register  # noqa: PLC0415
        from django_core.realtime.topics import topic_register  # noqa: PLC0415

        handler_register(SMS_JOB, SMS_HANDLER)
        handler_register(ERASE_JOB, ERASE_HANDLER)
        door_register(find=person_signed_in, alive=keys_alive)
        topic_register(ME_TOPIC)
