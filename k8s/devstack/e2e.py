"""``make e2e``: browsers against a private stack with the built pages, then both are gone."""

import shutil
import subprocess
import sys
import time

from rich.console import Console

from k8s.devstack.errors import StackError
from k8s.devstack.launch import Launched
from k8s.devstack.pages import FRONTEND
from k8s.devstack.private import settings_private, stack_private
from k8s.devstack.settings import environment_inherited
from k8s.devstack.state import STATE_FILE

ENDS_WITHIN_S = 1_800.0
STATE_EVERY_S = 0.5


def main() -> int:
    """Run the journeys, or those that the arguments name; the exit code is Playwright's."""
    console = Console(highlight=False)
    try:
        with stack_private("e2e", console, settings_private(web_pages=True)) as launched:
            return playwright_run(launched, arguments=sys.argv[1:])
    except StackError as error:
        console.print(f"[red]{error.code}[/red] {error.message}", soft_wrap=True)
        return 1


def playwright_run(launched: Launched, *, arguments: list[str]) -> int:
    """Run Playwright against a stack that is ready; journeys that kill a part read its pid."""
    npx = shutil.which("npx")
    if npx is None:
        raise StackError("NODE_MISSING", "Node.js is needed to run browsers.")
    state = launched.state_now(is_ready=True)
    told = {
        "CIVIC_E2E_URL": state.web_url,
        "CIVIC_E2E_PASSWORD": state.dev_password,
        "CIVIC_E2E_TELEGRAM_URL": state.urls.get("telegram", ""),
        "CIVIC_E2E_STATE": str(launched.layout.state_dir / STATE_FILE),
    }
    run = subprocess.Popen(  # noqa: S603  # our own argument list, no shell
        [npx, "playwright", "test", *arguments],
        cwd=FRONTEND,
        env=environment_inherited() | told,
    )
    return _exit_code(run, launched)


def _exit_code(run: "subprocess.Popen[bytes]", launched: Launched) -> int:
    """Wait for the journeys, and write down which processes run: a killed one comes back."""
    gives_up_at = time.monotonic() + ENDS_WITHIN_S
    try:
        while time.monotonic() < gives_up_at:
            try:
                return run.wait(timeout=STATE_EVERY_S)
            except subprocess.TimeoutExpired:
                launched.state_now(is_ready=True)
    finally:
        run.kill()  # It does nothing to a process that has ended.
    raise StackError("JOURNEYS_TOO_LONG", "The journeys did not end in time.")


if __name__ == "__main__":
    sys.exit(main())
