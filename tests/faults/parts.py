"""What a stack is made of: each scenario changes the parts of the devstack before they start."""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from k8s.devstack.children import Command
from k8s.devstack.graph_config import graph_command
from k8s.devstack.parts import Service, http_check
from k8s.devstack.ports import LOOPBACK, port_free
from k8s.devstack.services import Layout
from k8s.devstack.settings import ROOT
from tests.fakes.graph_process import LESSONS
from tests.faults.stack import Check, FaultStack

SECOND = ("web", "worker", "beat")


@dataclass
class Parts:
    """The services of a stack before it starts, by name; ``checks`` are what G1 to G7 need more."""

    layout: Layout
    by_name: dict[str, Service]
    checks: list[Check] = field(default_factory=list)


Change = Callable[[Parts], None]


def process_add(name: str, *arguments: str) -> Change:
    """Return a change that lets ``manage.py <arguments>`` run as one more part of the stack."""

    def change(parts: Parts) -> None:
        relay = parts.by_name["relay"]

        def command() -> Command:
            plain = relay.command()
            return replace(plain, name=name, argv=(*plain.argv[:-1], *arguments))

        parts.by_name.setdefault(name, replace(relay, name=name, command=command))

    return change


def graph_fake(parts: Parts) -> None:
    """Put the small fake in the graph's place, and leave the index out."""
    parts.by_name.pop("qdrant", None)
    layout, state = parts.layout, parts.layout.state
    key = layout.state_dir / "service.key"
    key.write_text(state.secrets.service_key)
    arguments = (
        *("-m", "tests.fakes.graph_process", "--port", str(state.ports["graph"])),
        *("--key-file", str(key), "--callback-url", state.urls["web"]),
        *("--folder", str(layout.state_dir)),
    )
    argv = (sys.executable, *arguments)
    command = Command(name="graph", argv=argv, cwd=ROOT, env=layout.environment)
    ready = http_check(f"{state.graph_url}/healthz")
    parts.by_name["graph"] = Service(name="graph", command=lambda: command, is_ready=ready)
    parts.checks.append(_lessons_check)


def _lessons_check(stack: FaultStack, began_at: object) -> list[str]:
    """G6: the fake graph knows each correction with its last department."""
    file = stack.layout.state_dir / LESSONS
    learnt = json.loads(file.read_bytes()) if file.exists() else {}
    departments = {lesson: asked["department_id"] for lesson, asked in learnt.items()}
    wrong = stack.lessons(began_at).items() - departments.items()
    return [f"G6: {len(wrong)} lessons with another department or none"] if wrong else []


def second_of_each(parts: Parts) -> None:
    """Add a second web, worker and beat, as a deployment that rolls has them."""
    port, other = parts.layout.state.ports["web"], port_free()
    parts.layout.state.ports["web2"] = other
    for name in SECOND:
        first = parts.by_name[name]
        parts.by_name[f"{name}2"] = replace(
            first,
            name=f"{name}2",
            command=_second(first.command, old=f":{port}", new=f":{other}"),
            is_ready=http_check(f"http://{LOOPBACK}:{other}/health/ready")
            if name == "web"
            else first.is_ready,
        )


def _second(command: Callable[[], Command], *, old: str, new: str) -> Callable[[], Command]:
    def changed() -> Command:
        first = command()
        argv = tuple(part.replace(old, new) for part in first.argv)
        name = ("-n", "second@%h") if argv[-1] == "worker" else ()
        return replace(first, argv=(*argv, *name))

    return changed


def graph_behind_proxy(parts: Parts) -> None:
    """Reach the graph through Ray's proxy, as a cluster does; a door may then come and go.

    A door that listens itself takes no port on which connections of a killed one still end, and
    where it has but one port it never comes back (Ray 2.60 binds without SO_REUSEADDR).
    """
    layout = parts.layout

    def command() -> Command:
        told = {**layout.environment, **layout.environment_graph}
        own = {name for name in told if name.startswith("RAY_SERVE_DIRECT_INGRESS_M")}
        kept = {name: value for name, value in told.items() if name not in own}
        env = {**kept, "RAY_SERVE_ENABLE_DIRECT_INGRESS": "0"}
        return graph_command(
            layout.settings.graph_profile,
            state_dir=layout.state_dir,
            port=layout.state.ports["graph"],
            env=env,
        )

    parts.by_name["graph"] = replace(parts.by_name["graph"], command=command)


def environment_add(name: str, told: Mapping[str, str]) -> Change:
    """Return a change that tells one service more."""

    def change(parts: Parts) -> None:
        before = parts.by_name[name]

        def command() -> Command:
            plain = before.command()
            return replace(plain, env={**plain.env, **told})

        parts.by_name[name] = replace(before, command=command)

    return change
