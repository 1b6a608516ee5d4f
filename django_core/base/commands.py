"""Commands that touch people's data: nobody is signed in, so they act as the system."""

import signal
from collections.abc import Callable
from threading import Event
from types import FrameType
from typing import Any, Protocol

from django.core.management.base import BaseCommand
from typing_extensions import override

from django_core.base.rights import system_acts
from django_core.base.status import status_serve


class SystemCommand(BaseCommand):
    """A command with the rights of the system."""

    @override
    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command."""
        with system_acts():
            return super().execute(*args, **options)


class Rounds(Protocol):
    """What a program does over and over."""

    def __call__(self, *, is_stopping: Callable[[], bool]) -> None:
        """Return soon after ``is_stopping`` says so, with the present round ended."""


def program_run(rounds: Rounds) -> None:
    """Run until SIGTERM or SIGINT, and show the status meanwhile."""
    stop = Event()

    def stop_ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, stop_ask)
    signal.signal(signal.SIGINT, stop_ask)
    status_serve()
    rounds(is_stopping=stop.is_set)
