"""``civic``: the command line of a running stack.

It is a client like any other: what it shows went through HTTP, the database, the queue and the
graph, as a citizen's message does.
"""

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from k8s.devstack.client import ApiRefused, StillRouting
from k8s.devstack.journeys import Traveller
from k8s.devstack.pictures import accuracy_table, confusion_table, journey_picture
from k8s.devstack.scores import Labelled, Routing
from k8s.devstack.state import StackNotRunning, state_read

STATE_DIR = Path(".devstack")
PICTURE_COLUMNS = 110


class InputRefused(Exception):  # noqa: N818  # it names the fact
    """The file of texts, or a line of it, is not what it must be."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``civic`` and return its exit code: 0 done, 1 refused or unanswered, 2 bad usage."""
    options = _parser().parse_args(arguments)
    console = Console(
        record=options.picture is not None, width=PICTURE_COLUMNS if options.picture else None
    )
    try:
        _route(options, console=console)
    except StackNotRunning as error:
        console.print(f"[red]{error}[/red] Start one with: make dev")
        return 1
    except (ApiRefused, StillRouting, InputRefused, httpx.TransportError) as error:
        console.print(f"[red]{type(error).__name__}[/red]", *error.args)
        return 1
    if options.picture is not None:
        options.picture.write_text(_picture(console), encoding="utf-8")
    return 0


def _picture(console: Console) -> str:
    """Return what was shown as an SVG that fetches nothing: the fonts of the machine do."""
    return re.sub(r"@font-face {.*?}", "", console.export_svg(title="civic route"), flags=re.DOTALL)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="civic", description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(required=True, metavar="command")
    route = commands.add_parser("route", help="send a text through the whole path and show it")
    source = route.add_mutually_exclusive_group(required=True)
    source.add_argument("text", nargs="?", help="what a citizen writes, 20 to 4,000 characters")
    source.add_argument(
        "--file",
        type=Path,
        help='JSON lines: {"text", "lang", "script", "department"}; accuracy needs the last three',
    )
    route.add_argument("--state", type=Path, default=STATE_DIR, help="the stack's folder")
    route.add_argument("--picture", type=Path, help="save what is shown as an SVG file")
    return parser


def _route(options: argparse.Namespace, *, console: Console) -> None:
    traveller = Traveller(state_read(options.state))
    if options.file is None:
        with console.status("On its way through database, queue and graph …"):
            journey = traveller.one(options.text)
        console.print(journey_picture(journey))
        return
    routings = _file_route(traveller, texts_read(options.file), console=console)
    labelled = [routing for routing in routings if routing.labelled.department]
    if labelled:
        console.print(accuracy_table(labelled), confusion_table(labelled))


def _file_route(traveller: Traveller, texts: list[Labelled], *, console: Console) -> list[Routing]:
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    routings = []
    with Progress(*columns, console=console) as progress:
        for routing in progress.track(traveller.many(texts), total=len(texts)):
            chosen = routing.chosen or "(operator)"
            progress.console.print(f"{chosen:24} {routing.labelled.text[:80]}", highlight=False)
            routings.append(routing)
    return routings


def texts_read(path: Path) -> list[Labelled]:
    """Return the texts of a JSON lines file; raises ``InputRefused`` naming the line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputRefused(f"{path} cannot be read: {error}") from error
    return [
        _labelled(line, where=f"{path}:{number}")
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]


def _labelled(line: str, *, where: str) -> Labelled:
    try:
        row = json.loads(line)
        return Labelled(
            text=str(row["text"]),
            language=str(row.get("lang", "?")),
            script=str(row.get("script", "?")),
            department=str(row.get("department", "")),
        )
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise InputRefused(f'{where} is no JSON object with a "text"') from error
