"""k8s.images: each image is started as a cluster starts it, asked, and stopped."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from k8s.images.engine import ROOT, Engine, EngineError

STOPS_WITHIN_S = 20
ASK = (
    "import sys, urllib.request as r;"
    "print(r.urlopen(r.Request(sys.argv[1], headers={'Host': 'localhost'}), timeout=5).status)"
)
PYTHON = ("/app/.venv/bin/python", "-c", ASK)
EXAMPLE = ("--env-file", str(ROOT / ".env.example"))


@dataclass(frozen=True)
class Probe:
    """A program of an image, what is asked of it inside, and what must be in the answer."""

    image: str
    command: tuple[str, ...]
    asked: tuple[str, ...]
    answer: str
    options: tuple[str, ...] = ()
    starts_within_s: float = 60.0
    exit_codes: frozenset[int] = frozenset({0})


@dataclass(frozen=True)
class Probed:
    """How a container behaved; seconds."""

    answers_after_s: float
    stops_after_s: float
    exit_code: int


def _url(port: int, path: str) -> tuple[str, ...]:
    return (*PYTHON, f"http://127.0.0.1:{port}{path}")


def _bash(words: str) -> tuple[str, ...]:
    return ("bash", "-c", words)


_PAGE = "exec 3<>/dev/tcp/127.0.0.1/8080; printf 'GET {} HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3"
_GRAPH = ("/app/.venv/bin/python", "-m", "serve_graph", "serve_graph/serve_config.laptop.yaml")
PROBES: Mapping[str, Probe] = {
    "web": Probe("django", ("web",), _url(8000, "/health/live"), "200", EXAMPLE),
    "sockets": Probe("django", ("sockets",), _url(8001, "/health/live"), "200", EXAMPLE),
    "graph": Probe(
        "graph",
        _GRAPH,
        _url(8000, "/healthz"),
        "200",
        (*EXAMPLE, "--shm-size", "1g", "--env", "RAY_TMPDIR=/tmp/ray"),
        starts_within_s=420.0,
    ),
    # Without a cluster it starts, finds none, and says so: what it does in one, its tests show.
    "operator": Probe(
        "operator",
        (),
        (),
        "ConfigError",
        ("--env", "CIVIC_OPERATOR_NAMESPACE=civic"),
        exit_codes=frozenset({1}),
    ),
    "page": Probe("frontend", (), _bash(_PAGE.format("/uz/")), "<title>"),
    "health": Probe("frontend", (), _bash(_PAGE.format("/health/live")), "200 OK"),
    "absent": Probe("frontend", (), _bash(_PAGE.format("/nothing")), "404 Not Found"),
}


def probe_run(engine: Engine, tag: str, probe: Probe) -> Probed:
    """Start, ask until it answers, stop by SIGTERM or what the image asks for.

    Raises:
        EngineError: no such answer came, or it did not end by itself with a code it should.

    """
    container = engine.run(tag, *probe.command, options=probe.options)
    try:
        began = time.monotonic()
        _answer_wait(engine, container, probe)
        answered = time.monotonic()
        engine.ask("stop", "--time", str(STOPS_WITHIN_S), container)
        stopped = time.monotonic()
        code = int(engine.ask("inspect", "--format", "{{.State.ExitCode}}", container))
        if code not in probe.exit_codes:
            raise EngineError(f"ended with {code}: {engine.ask('logs', '--tail', '20', container)}")
        return Probed(answered - began, stopped - answered, code)
    finally:
        engine.ask("rm", "--force", container)


def _said(engine: Engine, container: str, probe: Probe) -> str:
    """Ask; of a program that ends by itself, read what it wrote."""
    if probe.asked:
        return engine.ask("exec", container, *probe.asked)
    return engine.logs(container)


def _answer_wait(engine: Engine, container: str, probe: Probe) -> None:
    ends_at = time.monotonic() + probe.starts_within_s
    while time.monotonic() < ends_at:
        with suppress(EngineError):
            if probe.answer in _said(engine, container, probe):
                return
        time.sleep(0.5)
    said = engine.ask("logs", "--tail", "20", container)
    raise EngineError(f"no {probe.answer!r} within {probe.starts_within_s:.0f} s: {said}")
