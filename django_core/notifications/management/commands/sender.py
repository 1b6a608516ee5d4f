"""``manage.py sender``: sends deliveries until SIGTERM."""

import signal
from threading import Event
from types import FrameType

from typing_extensions import override

from django_core.base.commands import SystemCommand
from django_core.base.status import status_serve
from django_core.notifications.services import sender_run


class Command(SystemCommand):
    """Runs the sender in the foreground."""

    help = "Sends what must reach people."

    @override
    def handle(self, *args: object, **options: object) -> None:
        """Run until SIGTERM or SIGINT, then end the current round."""
        stop = Event()

        def stop_ask(_number: int, _frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, stop_ask)
        signal.signal(signal.SIGINT, stop_ask)
        status_serve()
        sender_run(is_stopping=stop.is_set)
