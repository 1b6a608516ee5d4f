"""Scenarios run quickly, once, in `make test`; `--faults` runs all of them with five seeds."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from k8s.devstack.settings import GraphProfile
from tests.fakes.eskiz import FakeEskiz
from tests.fakes.gemini import FakeGemini, fake_gemini
from tests.faults.guarantees import Verdict, Watch
from tests.faults.load import Load
from tests.faults.parts import Parts, environment_add, graph_behind_proxy, graph_fake
from tests.faults.points import points_check
from tests.faults.report import result_write
from tests.faults.running import stack_running
from tests.faults.seeds import SEEDS
from tests.faults.stack import FaultStack

# More than write in any run, however slow the machine is.
CITIZENS = 1_500
# How many questions the graph has at a time (F5), and how many more come while it has them.
IN_FLIGHT = 20
MORE = 4
WEBHOOK_SECRET = "for-tests-only-webhook-secret-0123456789"  # noqa: S105  # it opens nothing


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("faults")
    group.addoption("--faults", action="store_true", help="all scenarios at full length")
    group.addoption("--faults-seeds", type=int, default=len(SEEDS), help="how many seeds of five")
    group.addoption("--faults-results", type=Path, help="a file that each run adds a line to")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "full_only: takes too long for `make test`")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        is_full = metafunc.config.getoption("--faults", default=False)
        count = metafunc.config.getoption("--faults-seeds", default=1)
        metafunc.parametrize("seed", SEEDS[:count] if is_full else [secrets.randbelow(10_000)])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--faults", default=False):
        return
    skipped = pytest.mark.skip(reason="make test-faults runs it")
    for item in items:
        if item.get_closest_marker("full_only"):
            item.add_marker(skipped)


@pytest.fixture(scope="session")
def gateway() -> Iterator[FakeEskiz]:
    fake = FakeEskiz()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture(scope="session")
def stack(gateway: FakeEskiz) -> Iterator[FaultStack]:
    """The stack of all scenarios that need no other: the graph is the small fake.

    Who has a chat is told there, who has a phone by SMS, through gateways that are faked.  Nobody
    polls: Telegram's updates come to the webhook.
    """
    told = {
        "CIVIC_NOTIFY_BY": "TELEGRAM,SMS,WEB",
        "CIVIC_SMS_TRANSPORT": "eskiz",
        "CIVIC_ESKIZ_URL": gateway.url,
        "CIVIC_ESKIZ_EMAIL": "civic@example.uz",
        "CIVIC_ESKIZ_PASSWORD": "gateway-password",
    }

    def change(parts: Parts) -> None:
        graph_fake(parts)
        parts.by_name.pop("poll")
        environment_add("web", {"CIVIC_TELEGRAM_WEBHOOK_SECRET": WEBHOOK_SECRET})(parts)
        for name in ("sender", "worker"):
            environment_add(name, told)(parts)

    with stack_running(people=CITIZENS, change=change) as running:
        yield running


@pytest.fixture(scope="session")
def gemini() -> Iterator[FakeGemini]:
    with fake_gemini() as fake:
        yield fake


@pytest.fixture(scope="session")
def graph_stack(gemini: FakeGemini) -> Iterator[FaultStack]:
    """The stack with the real graph in one process, and a faked Gemini."""

    def change(parts: Parts) -> None:
        environment_add("graph", _gemini_told(gemini))(parts)
        parts.checks.append(points_check)

    with stack_running(people=CITIZENS, change=change) as running:
        _model_always_asked(running)
        yield running


@pytest.fixture(scope="session")
def replicas_stack(gemini: FakeGemini) -> Iterator[FaultStack]:
    """The stack with the real graph as a cluster has it: each stage in replicas of its own."""
    at_once = {"CIVIC_WORKER_CONCURRENCY": str(IN_FLIGHT + MORE)}
    # Questions are held at the model until all of them are there, on a busy machine for long.
    patient = {"CIVIC_GRAPH_MODEL_TIMEOUT_S": "50"}

    def change(parts: Parts) -> None:
        graph_behind_proxy(parts)
        environment_add("graph", _gemini_told(gemini) | patient)(parts)
        environment_add("worker", at_once)(parts)
        parts.checks.append(points_check)

    profile = GraphProfile.CLUSTER
    with stack_running(people=CITIZENS, change=change, profile=profile) as running:
        _model_always_asked(running)
        yield running


def _gemini_told(gemini: FakeGemini) -> dict[str, str]:
    return {"GEMINI_API_KEY": "not-a-key", "CIVIC_GEMINI_BASE_URL": gemini.url}


def _model_always_asked(stack: FaultStack) -> None:
    """Ask the model about each message, also where the search is sure (P20), as often as it takes.

    A question that the search answers alone is neither in flight nor met by a broken model.
    """
    with stack.database() as connection:
        connection.execute(
            "UPDATE departments_district SET skips_model_when_sure = false, "
            "tokens_per_day_max = 2000000000"
        )


@dataclass(frozen=True)
class Extent:
    """How long things take: a taste of each fault in `make test`, all of it in full runs.

    Limits of time hold on the quiet machine of a full run; a busy one is given more.
    """

    is_full: bool

    def __call__(self, full_s: float, quick_s: float) -> float:
        return full_s if self.is_full else quick_s


@pytest.fixture
def extent(pytestconfig: pytest.Config) -> Extent:
    return Extent(is_full=pytestconfig.getoption("--faults", default=False))


@dataclass
class Run:
    """One run of a scenario: a load, a watch, and the line it adds to the results."""

    stack: FaultStack
    load: Load
    watch: Watch
    scenario: str
    what: str
    conclude: Callable[["Run", Verdict], None]

    def end(
        self,
        *,
        dead_expected: int = 0,
        unknown_expected: int = 0,
        heals_s: float | None = None,
        **told: float,
    ) -> Verdict:
        """Settle what is open, judge, write the result down, and fail if anything is wrong.

        ``heals_s`` is for faults that heal otherwise than by messages reaching their end.
        """
        self.load.settle()
        verdict = self.watch.verdict(dead_expected=dead_expected, unknown_expected=unknown_expected)
        verdict.heals_s = verdict.heals_s if heals_s is None else heals_s
        verdict.told |= told
        self.conclude(self, verdict)
        assert verdict.is_clean, verdict
        return verdict


Begin = Callable[..., "contextmanager[Run]"]


@pytest.fixture
def begin(pytestconfig: pytest.Config, seed: int) -> Callable[..., object]:
    """Return a function that opens a run: `with begin(stack, "F2", "what") as run`."""

    def conclude(run: Run, verdict: Verdict) -> None:
        line = {
            "scenario": run.scenario,
            "what": run.what,
            "seed": seed,
            "lost": verdict.lost,
            "doubled": verdict.doubled,
            "heals_s": round(verdict.heals_s, 2),
            "is_clean": verdict.is_clean,
            "broken": verdict.broken,
            "messages": verdict.told.pop("messages", 0),
            "told": {name: round(value, 2) for name, value in verdict.told.items()},
        }
        print(line)  # noqa: T201  # shown when a run fails, or with -s
        path = pytestconfig.getoption("--faults-results", default=None)
        if path and run.scenario.startswith("F"):
            result_write(path, **line)

    @contextmanager
    def opened(
        stack: FaultStack,
        scenario: str,
        what: str,
        *,
        rate_per_s: float = 4.0,
        padding_chars: int = 0,
    ) -> Iterator[Run]:
        load = Load(stack, seed=seed, rate_per_s=rate_per_s, padding_chars=padding_chars)
        try:
            yield Run(stack, load, Watch(stack, load), scenario, what, conclude)
        finally:
            load.close()

    return opened
