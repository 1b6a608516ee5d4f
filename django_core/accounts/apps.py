"""People: citizens, staff, operators, superusers."""

from django.apps import AppConfig
from typing_extensions import override


class AccountsConfig(AppConfig):
    """Names the app and registers its kind of job."""

    name = "django_core.accounts"
    label = "accounts"

    @override
    def ready(self) -> None:
        """Make this room answer for codes on their way to a phone."""
        from django_core.accounts.services import SMS_HANDLER, SMS_JOB  # noqa: PLC0415
        from django_core.base.jobs import handler_register  # noqa: PLC0415  # models must be loaded

        handler_register(SMS_JOB, SMS_HANDLER)
