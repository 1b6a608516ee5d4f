"""The disk of the database is full for a while."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import CITIZENS
from tests.faults.ledger import Ledger
from tests.faults.parts import graph_fake
from tests.faults.running import stack_running
from tests.faults.stack import FaultStack

DISK_MIB = 300
CHUNK = b"\0" * 65_536
PAUSE_S = 0.2
FULL_S = 10.0
# Long texts, so that the tables have to grow.
PADDING_CHARS = 3_000

# The first test also waits until the stack has started, on a busy machine for minutes.
pytestmark = pytest.mark.timeout(600, func_only=True)


@pytest.fixture(scope="module")
def disk() -> Iterator[Path]:
    """A disk of its own in memory; only root can mount one.

    Not in a folder of pytest: another user, as whom the database server runs, cannot pass through
    those, and its data would be on the disk of the machine.
    """
    with tempfile.TemporaryDirectory(prefix="civic-disk-") as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m,mode=0711", "tmpfs", folder]
        try:
            done = subprocess.run(mount, capture_output=True, check=False)  # noqa: S603
        except FileNotFoundError:
            pytest.skip("no mount program")
        if done.returncode:
            pytest.skip("a small disk cannot be mounted here")
        yield Path(folder)
        subprocess.run(["umount", "--lazy", folder], check=False)  # noqa: S603, S607


@pytest.fixture(scope="module")
def stack(disk: Path) -> Iterator[FaultStack]:
    with stack_running(people=CITIZENS, change=graph_fake, place=disk / "stack") as running:
        assert running.layout.postgres().place.is_relative_to(disk)
        yield running


@pytest.mark.full_only
def test_full_disk_is_told_clearly_and_loses_nothing(stack, disk, begin, seed):
    what = "the disk of database and broker full for 10 s (text messages)"
    with begin(stack, "F17", what, padding_chars=PADDING_CHARS) as run:
        with run.load.under():
            time.sleep(3)
            filler = disk / "filler"
            began_at = time.monotonic()
            while not _is_enough(run.load.ledger, full_s=time.monotonic() - began_at):
                _fill(filler)
                time.sleep(PAUSE_S)
            filler.unlink()
            run.watch.healed()
            time.sleep(5)
        statuses = _statuses(run.load.ledger)
        run.end(refusals=run.load.ledger.failures)
    assert run.load.ledger.failures, "the disk was never full"
    # A colleague's correction in between takes a session from its staff (404) or moves it on (409).
    assert statuses <= {200, 201, 404, 409, 503, 0}, "anything else says nothing of the cause"


def _is_enough(ledger: Ledger, *, full_s: float) -> bool:
    """Return whether the disk was full for its time and somebody has met it, or never will."""
    return full_s > FULL_S and (bool(ledger.failures) or full_s > 4 * FULL_S)


def _fill(filler: Path) -> None:
    """Take what is left of the disk."""
    with filler.open("ab", buffering=0) as file:
        try:
            while True:
                file.write(CHUNK)
        except OSError:
            return


def _statuses(ledger: Ledger) -> set[int]:
    return set(ledger.statuses)
