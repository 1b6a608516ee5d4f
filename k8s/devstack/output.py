"""k8s.devstack: what the processes say: kept in files, and shown with a coloured name in front."""

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from rich.console import Console
from rich.text import Text
from typing_extensions import override

COLOURS = ("cyan", "magenta", "yellow", "green", "blue", "bright_red", "bright_cyan", "white")
NAME_CELLS = 10
Listener = Callable[[str, str], None]


class Pump(threading.Thread):
    """Copies what one process says to its file and to a listener, line by line."""

    def __init__(self, *, name: str, source: IO[bytes], log: Path, listener: Listener) -> None:
        super().__init__(name=f"log-{name}", daemon=True)
        self._process_name = name
        self._source = source
        self._log = log
        self._listener = listener

    @override
    def run(self) -> None:
        """Copy until the process closes its output."""
        with self._log.open("ab", buffering=0) as log, self._source as source:
            for line in source:
                with suppress(OSError):  # A full disk; who stops reading stops the process.
                    log.write(line)
                self._listener(self._process_name, line.decode(errors="replace").rstrip())


class LinePrinter:
    """Shows lines with the name of their process in its own colour, once it is switched on."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._colours: dict[str, str] = {}
        self.is_on = False

    def __call__(self, name: str, line: str) -> None:
        """Show one line."""
        if not self.is_on:
            return
        colour = self._colours.setdefault(name, COLOURS[len(self._colours) % len(COLOURS)])
        prefix = Text(f"{name:<{NAME_CELLS}} │ ", style=colour)
        self._console.print(prefix + Text.from_ansi(line), soft_wrap=True)
