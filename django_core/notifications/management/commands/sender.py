"""``manage.py sender``: sends deliveries until SIGTERM."""

from typing_extensions import override

from django_core.base.commands import SystemCommand, program_run
from django_core.notifications.services import sender_run


class Command(SystemCommand):
    """Runs the sender in the foreground."""

    help = "Sends what must reach people."

    @override
    def handle(self, *args: object, **options: object) -> None:
        """Run until SIGTERM or SIGINT, then end the current round."""
        program_run(sender_run)
