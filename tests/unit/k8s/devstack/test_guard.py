import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from k8s.devstack.guard import MARK, processes_marked, stack_end

SLEEPS = "import time; time.sleep(600)"


@pytest.fixture
def marked() -> Iterator["subprocess.Popen[bytes]"]:
    environment = os.environ | {MARK: "mine"}  # noqa: TID251  # a child inherits it
    with subprocess.Popen([sys.executable, "-c", SLEEPS], env=environment) as process:  # noqa: S603  # our own arguments
        yield process
        process.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_only_processes_with_the_mark_of_the_stack_are_ended(marked: "subprocess.Popen[bytes]"):
    assert stack_end("another") == 0
    assert processes_marked("mine") == {marked.pid}

    ended = stack_end("mine")

    assert ended == 1
    assert marked.wait(5) != 0
