"""k8s.devstack: ``python -m k8s.devstack [up|reset|status]``: the whole system on this machine."""

import argparse
import shutil
import signal
import sys
import threading
import time
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from k8s.devstack import screens
from k8s.devstack.errors import StackError
from k8s.devstack.launch import Launched, stack_launched
from k8s.devstack.output import LinePrinter
from k8s.devstack.places import place_forget, ray_place
from k8s.devstack.preflight import machine_check, machine_look
from k8s.devstack.services import Layout
from k8s.devstack.settings import STATE_DIR, DevstackSettings, settings_read
from k8s.devstack.state import StackAlreadyRuns, is_locked, state_load

STATE_EVERY_S = 2.0
COMMANDS = ("up", "reset", "status")
ENDED_BY_PERSON = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAsked(Exception):  # noqa: N818  # it names the fact
    """A signal asked the supervisor to stop."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return the exit code: 0 fine, 1 something stood in the way."""
    parser = argparse.ArgumentParser(prog="python -m k8s.devstack", description=__doc__)
    parser.add_argument("command", nargs="?", default="up", choices=COMMANDS)
    parser.add_argument("--state-dir", type=Path, default=STATE_DIR, help="where all is kept")
    parser.add_argument("--servers-only", action="store_true", help="without Django and graph")
    options = parser.parse_args(arguments)
    console, state_dir = Console(highlight=False), options.state_dir.absolute()
    try:
        if options.command == "up":
            return up(state_dir, console, servers_only=options.servers_only)
        return {"reset": reset, "status": status}[options.command](state_dir, console)
    except StackError as error:
        console.print(f"[red]{error.code}[/red]", escape(error.message), soft_wrap=True)
        return 1


def up(state_dir: Path, console: Console, *, servers_only: bool = False) -> int:
    """Start everything and stay until a signal comes; say so when it already runs."""
    if is_locked(state_dir):
        screens.already_runs_show(console, state_load(state_dir))
        return 0
    settings = settings_read()
    machine = machine_look(web_port=settings.web_port)
    memory_needed_gib = settings.memory_needed_gib
    machine_check(machine, web_port=settings.web_port, memory_needed_gib=memory_needed_gib)
    try:
        _run(state_dir, console, settings, servers_only=servers_only)
    except StackAlreadyRuns:
        screens.already_runs_show(console, state_load(state_dir))
    return 0


def _run(
    state_dir: Path, console: Console, settings: DevstackSettings, *, servers_only: bool
) -> None:
    started_at_s = time.monotonic()
    printer = LinePrinter(console)
    stop_asked = _signals_take()
    with stack_launched(
        state_dir=state_dir, settings=settings, listener=printer, servers_only=servers_only
    ) as launched:
        try:
            _start_show(launched, console, stop_asked)
            took_s = time.monotonic() - started_at_s
            state = launched.state_now(is_ready=True)
            screens.ready_show(console, state, stack=launched.stack, took_s=took_s)
            printer.is_on = True
            _stay(launched, stop_asked)
        except StopAsked:
            printer.is_on = False
            console.print("\nStopping everything …")
    peak_gib = launched.stack.memory_peak_bytes / 2**30
    console.print(f"Stopped. At most {peak_gib:.1f} GiB of memory were in use.")


def _start_show(launched: Launched, console: Console, stop_asked: threading.Event) -> None:
    with screens.progress(console, launched.stack) as redraw:

        def look() -> None:
            redraw()
            if stop_asked.is_set():
                raise StopAsked

        launched.stack.ready_wait(while_waiting=look)


def _stay(launched: Launched, stop_asked: threading.Event) -> None:
    while not stop_asked.wait(STATE_EVERY_S):
        launched.state_now(is_ready=True)
        if launched.stack.failure:
            raise launched.stack.failure
    raise StopAsked


def _signals_take() -> threading.Event:
    asked = threading.Event()
    for number in ENDED_BY_PERSON:
        signal.signal(number, lambda *_: asked.set())
    return asked


def reset(state_dir: Path, console: Console) -> int:
    """Forget all data of a stopped stack."""
    if is_locked(state_dir):
        message = "The stack runs. Stop it first (Ctrl-C where it runs), then reset."
        raise StackError("STACK_RUNS", message)
    state = state_load(state_dir)
    if state.ports:
        layout = Layout(state_dir=state_dir, state=state, settings=DevstackSettings())
        place_forget(layout.postgres().place)
        shutil.rmtree(ray_place(state.secrets.stack_id), ignore_errors=True)
    shutil.rmtree(state_dir, ignore_errors=True)
    console.print(f"Forgot everything in {state_dir}.")
    return 0


def status(state_dir: Path, console: Console) -> int:
    """Say whether the stack runs and where; the exit code is 1 when it does not."""
    if not is_locked(state_dir):
        console.print("No stack runs. Start one with: make dev")
        return 1
    screens.already_runs_show(console, state_load(state_dir))
    return 0


if __name__ == "__main__":
    sys.exit(main())
