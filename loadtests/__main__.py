"""``python -m loadtests SCENARIO``: load by a plan, a report, an audit, and a verdict."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from k8s.devstack.errors import StackError
from k8s.devstack.settings import ROOT, STATE_DIR
from k8s.devstack.state import StackNotRunning, state_read
from loadtests import runner
from loadtests.figures import Run, figures_of
from loadtests.guard import CLUSTER_FLAG, ForeignHost, target_check
from loadtests.open_loop import Refused
from loadtests.report.page import page_of
from loadtests.report.table import run_show
from loadtests.scenario import Scenario, scenario_names, scenario_read
from loadtests.stack import Place, place_private
from loadtests.thresholds import judge, thresholds_read

REPORTS = ROOT / ".load"
WRONG_USE = 2
REDRAWN_PER_S = 2  # More would take time from what is measured.


def main(arguments: list[str] | None = None) -> int:
    """Play a scenario; 0 when every threshold holds, 1 when one is broken, 2 for a wrong use."""
    options = _parser().parse_args(arguments)
    console = Console(highlight=False)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # So that its stack ends as well.
    try:
        scenario = scenario_read(options.scenario)
        bounds = thresholds_read().of(scenario.name)
        with _place(options, scenario, console) as place:
            run = _play(scenario, place, console)
    except (FileNotFoundError, ValidationError, ForeignHost, StackError, StackNotRunning) as error:
        console.print(f"[red]{type(error).__name__}[/red] {error}", soft_wrap=True)
        return WRONG_USE
    except (httpx.HTTPError, Refused) as error:
        console.print(f"[red]The run broke off:[/red] {error!r}", soft_wrap=True)
        return 1
    judged = judge(figures_of(run), bounds)
    run_show(console, run, judged)
    page = _page_write(run, page_of(run, judged, at=datetime.now(tz=UTC)), folder=options.out)
    console.print(f"The whole report: {page}", soft_wrap=True)
    return 0 if all(one.is_met for one in judged) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m loadtests", description=__doc__)
    parser.add_argument("scenario", choices=scenario_names())
    parser.add_argument("--url", default="", help="a stack that runs already, such as `make dev`")
    parser.add_argument("--graph-url", default="", help="its graph; default: that of `make dev`")
    parser.add_argument("--database", default="", help="its database, for the audit in SQL")
    parser.add_argument("--password", default="", help="of its seeded people")
    parser.add_argument("--state-dir", type=Path, default=STATE_DIR, help="of `make dev`")
    parser.add_argument("--out", type=Path, default=REPORTS, help="the folder of the reports")
    parser.add_argument(CLUSTER_FLAG, action="store_true", dest="is_cluster_allowed")
    return parser


@contextmanager
def _place(options: argparse.Namespace, scenario: Scenario, console: Console) -> Iterator[Place]:
    """Give the place to load: a private stack, or the one at the address that was given."""
    if not options.url:
        with place_private(scenario, console) as place:
            yield place
        return
    if scenario.faults or scenario.model:
        message = "This scenario ends processes or needs a model of its own: leave --url out."
        raise StackError("FAULTS_NEED_OWN_STACK", message)
    yield _place_given(options)


def _place_given(options: argparse.Namespace) -> Place:
    allowed = {"is_cluster_allowed": options.is_cluster_allowed}
    web_url = target_check(options.url, **allowed)
    known = {"graph": options.graph_url, "database": options.database}
    password = options.password
    if not all((*known.values(), password)):
        state = state_read(options.state_dir)
        if state.web_url != web_url:
            message = "Say --graph-url, --database and --password: it is not that of `make dev`."
            raise StackError("STACK_UNKNOWN", message)
        known = {name: given or state.urls[name] for name, given in known.items()}
        password = password or state.dev_password
    return Place(
        web_url=web_url,
        graph_url=target_check(known["graph"], **allowed),
        database_url=known["database"],
        password=password,
    )


def _play(scenario: Scenario, place: Place, console: Console) -> Run:
    console.print(f"[bold]{scenario.name}[/bold]: {scenario.says}")
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, refresh_per_second=REDRAWN_PER_S) as bar:
        task = bar.add_task("getting ready", total=scenario.seconds)

        def tell(come: runner.Progress) -> None:
            told = f"{come.begun} begun, {come.begun - come.ended} under way, {come.failed} failed"
            bar.update(task, completed=come.elapsed_s, description=told)

        return asyncio.run(runner.Runner(scenario, place, tell).go())


def _page_write(run: Run, page: str, *, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{run.scenario.name}.html"
    path.write_text(page, encoding="utf-8")
    return path


if __name__ == "__main__":
    sys.exit(main())
