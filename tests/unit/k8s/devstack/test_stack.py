import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from k8s.devstack.children import Command
from k8s.devstack.errors import ServerNotReady
from k8s.devstack.parts import Service
from k8s.devstack.stack import Stack

SLEEPS = "import time; time.sleep(600)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"


def python(name: str, code: str) -> Callable[[], Command]:
    argv = (sys.executable, "-c", code)
    return lambda: Command(name=name, argv=argv, cwd=Path("/"), env={})


@pytest.fixture
def stack_of(tmp_path: Path) -> Iterator[Callable[..., Stack]]:
    made: list[Stack] = []

    def make(*services: Service) -> Stack:
        stack = Stack(services=services, log_dir=tmp_path, listener=lambda _name, _line: None)
        made.append(stack)
        stack.start()
        return stack

    yield make
    for stack in made:
        stack.stop()


def wait_until(is_so: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + 15
    while not is_so():
        assert time.monotonic() < give_up_at
        time.sleep(0.02)


def test_a_part_waits_for_what_it_needs(stack_of: Callable[..., Stack], tmp_path: Path):
    made = tmp_path / "made"
    step = python("step", f"import pathlib; pathlib.Path({str(made)!r}).touch()")
    app = python("app", f"assert __import__('os').path.exists({str(made)!r}); {SLEEPS}")

    stack = stack_of(
        Service(name="app", command=app, needs=("step",)),
        Service(name="step", command=step, is_step=True),
    )

    stack.ready_wait()
    assert list(stack.pids) == ["app"]


def test_a_step_that_fails_is_told_with_the_end_of_its_log(stack_of: Callable[..., Stack]):
    stack = stack_of(
        Service(name="step", command=python("step", "raise SystemExit('no room')"), is_step=True)
    )
    with pytest.raises(ServerNotReady, match="step failed") as failed:
        stack.ready_wait()
    assert failed.value.code == "STEP_FAILED"


def test_a_part_that_never_gets_ready_is_told(stack_of: Callable[..., Stack]):
    stack = stack_of(
        Service(
            name="slow",
            command=python("slow", SLEEPS),
            is_ready=lambda: False,
            ready_within_s=0.3,
        )
    )
    with pytest.raises(ServerNotReady) as failed:
        stack.ready_wait()
    assert failed.value.code == "PART_NOT_READY"


def test_a_part_that_ends_at_its_start_is_tried_again_before_the_stack_gives_up(
    stack_of: Callable[..., Stack],
):
    stack = stack_of(
        Service(name="app", command=python("app", "raise SystemExit('no')"), is_ready=lambda: False)
    )
    with pytest.raises(ServerNotReady) as failed:
        stack.ready_wait()
    assert failed.value.code == "PART_ENDED"
    assert stack.parts["app"].restarts == 2


def test_a_part_killed_by_sigkill_is_started_again(stack_of: Callable[..., Stack]):
    stack = stack_of(Service(name="app", command=python("app", SLEEPS)))
    stack.ready_wait()
    first = stack.pids["app"]

    stack.kill("app")

    wait_until(lambda: stack.pids.get("app", first) != first)
    stack.back_wait("app")
    assert psutil.pid_exists(stack.pids["app"])


def test_a_part_that_does_not_come_back_is_told(stack_of: Callable[..., Stack]):
    stack = stack_of(Service(name="app", command=python("app", SLEEPS), ready_within_s=0.5))
    stack.ready_wait()

    stack.hold("app")
    stack.kill("app")

    with pytest.raises(ServerNotReady) as failed:
        stack.back_wait("app")
    assert failed.value.code == "PART_NOT_BACK"


def test_a_stop_ends_even_those_that_do_not_listen(
    stack_of: Callable[..., Stack], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("k8s.devstack.stack.STOPS_WITHIN_S", 0.5)
    stack = stack_of(Service(name="deaf", command=python("deaf", DEAF)))
    stack.ready_wait()
    pid = stack.pids["deaf"]

    stack.stop()

    assert not psutil.pid_exists(pid)
