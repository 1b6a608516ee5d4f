"""Attachments of messages: checked, written anew, stored, forgotten."""

from django.apps import AppConfig
from typing_extensions import override


class FilesConfig(AppConfig):
    """Names the app and registers its kind of job."""

    name = "django_core.files"
    label = "files"

    @override
    def ready(self) -> None:
        """Make this room answer for jobs that store a file."""
        from django_core.base.jobs import handler_register  # noqa: PLC0415  # models must be loaded
        from django_core.files.services import STORE_HANDLER, STORE_JOB  # noqa: PLC0415

        handler_register(STORE_JOB, STORE_HANDLER)
