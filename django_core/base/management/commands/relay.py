"""``manage.py relay``: keeps ringing jobs until SIGTERM."""

from typing_extensions import override

from django_core.base.commands import SystemCommand, program_run
from django_core.base.relay import relay_run


class Command(SystemCommand):
    """Runs the relay in the foreground."""

    help = "Rings durable jobs that are due and unclaimed."

    @override
    def handle(self, *args: object, **options: object) -> None:
        """Run until SIGTERM or SIGINT, then end the current round."""
        program_run(relay_run)
