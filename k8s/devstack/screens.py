"""k8s.devstack: what `make dev` shows: progress, addresses, people, what to try next."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.panel import Panel
from rich.table import Table

from k8s.devstack.pages import NODE_ABSENT, PAGES, has_node
from k8s.devstack.stack import Phase, Stack
from k8s.devstack.state import StackState

MARKS = {
    Phase.WAITING: "[dim]waits[/dim]",
    Phase.STARTING: "[yellow]starting …[/yellow]",
    Phase.READY: "[green]ready[/green]",
    Phase.RESTARTING: "[red]again …[/red]",
}
PEOPLE = (
    ("citizen001 … citizen100", "citizens"),
    ("staff_<department>", "staff, such as staff_improvement"),
    ("operator", "operator of the district"),
    ("superuser", "owner of the platform"),
)
GIB = 2**30


@contextmanager
def progress(console: Console, stack: Stack) -> Iterator[Callable[[], None]]:
    """Show the parts on their way; on a plain output only one line for each that got ready."""
    if console.is_terminal:
        with Live(parts_table(stack), console=console, transient=True) as live:
            yield lambda: live.update(parts_table(stack))
    else:
        yield _line_teller(console, stack)


def _line_teller(console: Console, stack: Stack) -> Callable[[], None]:
    told: set[str] = set()

    def tell() -> None:
        for name, part in stack.parts.items():
            if part.phase is Phase.READY and name not in told:
                told.add(name)
                console.print(f"{name} ready after {part.took_s:.1f} s")

    return tell


def parts_table(stack: Stack) -> Table:
    """Return the parts with their phase and how long each took."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, part in stack.parts.items():
        took = f"{part.took_s:.1f} s" if part.phase is Phase.READY else ""
        table.add_row(name, MARKS[part.phase], took)
    return table


def ready_show(console: Console, state: StackState, *, stack: Stack, took_s: float) -> None:
    """Show that all is ready, where it is and what to try."""
    console.print(parts_table(stack))
    held_gib = stack.memory_peak_bytes / GIB
    console.print(f"\nReady after {took_s:.0f} s, {held_gib:.1f} GiB of memory.\n")
    addresses_show(console, state)
    try_next_show(console, state)
    console.print("\nCtrl-C stops everything. Logs are in .devstack/logs.\n")


def already_runs_show(console: Console, state: StackState) -> None:
    """Show what already runs, and that it may still be on its way."""
    word = "already runs" if state.is_ready else "is starting"
    console.print(f"The stack {word} (process {state.supervisor_pid}).\n")
    addresses_show(console, state)
    if state.is_ready:
        try_next_show(console, state)


def addresses_show(console: Console, state: StackState) -> None:
    """Show the addresses, with passwords where an address needs one: all is on loopback."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, url in state.urls.items():
        table.add_row(name, f"[bold]{url}[/bold]" if name == "web" else url)
    if not PAGES.exists():
        table.add_row("web pages", NODE_ABSENT if not has_node() else "not built: make web")
    if "web" in state.urls:
        table.add_row("SMS inbox", f"{state.web_url}/dev/inbox")
    console.print(table)


def try_next_show(console: Console, state: StackState) -> None:
    """Show who can sign in, and four commands to copy."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for names, what in PEOPLE:
        table.add_row(names, what)
    console.print(f"\nSeeded people, all with the password [bold]{state.dev_password}[/bold]:")
    console.print(table)
    console.print(Panel("Try next", expand=False))
    for line in commands_to_try(state):
        console.print(line, soft_wrap=True, markup=False)


def commands_to_try(state: StackState) -> tuple[str, ...]:
    """Return a message by a citizen, the sessions of the same citizen, and the whole path."""
    sign_in = f"-u citizen001:{state.dev_password}"
    text = "Ko‘chamizda uch kundan beri suv yo‘q, qachon tuzatiladi?"
    body = f"""-H 'Content-Type: application/json' -d '{{"text": "{text}"}}'"""
    return (
        f"curl {sign_in} {body} {state.web_url}/api/v1/messages",
        f"curl {sign_in} {state.web_url}/api/v1/sessions",
        f'civic route "{text}"',
        "make dev-seed   # 60 sessions in all states, through the real pipeline",
    )
