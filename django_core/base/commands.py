"""Commands that touch people's data: nobody is signed in, so they act as the system."""

from typing import Any

from django.core.management.base import BaseCommand
from typing_extensions import override

from django_core.base.rights import system_acts


class SystemCommand(BaseCommand):
    """A command with the rights of the system."""

    @override
    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command."""
        with system_acts():
            return super().execute(*args, **options)
