"""``manage.py relay``: keeps ringing jobs until SIGTERM."""

import signal
from threading import Event
from types import FrameType

from typing_extensions import override

from django_core.base.commands import SystemCommand
from django_core.base.relay import relay_run
from django_core.base.status import status_serve


class Command(SystemCommand):
    """Runs the relay in the foreground."""

    help = "Rings durable jobs that are due and unclaimed."

    @override
    def handle(self, *args: object, **options: object) -> None:
        """Run until SIGTERM or SIGINT, then end the current round."""
        stop = Event()

        def stop_ask(_number: int, _frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, stop_ask)
        signal.signal(signal.SIGINT, stop_ask)
        status_serve()
        relay_run(is_stopping=stop.is_set)
