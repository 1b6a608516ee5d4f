from pathlib import Path

import pytest

from k8s.devstack.launch import state_plan
from k8s.devstack.parts import Service
from k8s.devstack.services import Layout
from k8s.devstack.settings import DevstackSettings
from k8s.devstack.state import StackState

OWN = {"database_url": "", "redis_url": "", "qdrant_url": ""}


def layout(tmp_path: Path, **given: str) -> Layout:
    settings = DevstackSettings(**(OWN | given))
    state = state_plan(StackState(), settings=settings, supervisor_pid=1)
    return Layout(state_dir=tmp_path, state=state, settings=settings)


def services(tmp_path: Path, **given: str) -> dict[str, Service]:
    return {service.name: service for service in layout(tmp_path, **given).services()}


def test_a_restart_keeps_free_ports_and_secrets():
    first = state_plan(StackState(), settings=DevstackSettings(**OWN), supervisor_pid=1)
    second = state_plan(first, settings=DevstackSettings(**OWN), supervisor_pid=2)
    assert second.ports == first.ports
    assert second.secrets == first.secrets
    assert second.urls == first.urls


@pytest.mark.parametrize(
    ("name", "server", "key"),
    [
        ("database_url", "postgres", "database"),
        ("redis_url", "valkey", "redis"),
        ("qdrant_url", "qdrant", "qdrant"),
    ],
)
def test_a_server_given_by_url_is_used_and_not_started(
    tmp_path: Path, name: str, server: str, key: str
):
    given = {name: "given://elsewhere"}
    assert server not in services(tmp_path, **given)
    assert server in services(tmp_path)
    assert layout(tmp_path, **given).state.urls[key] == "given://elsewhere"


def test_what_a_part_needs_is_part_of_the_stack(tmp_path: Path):
    for given in ({}, dict.fromkeys(OWN, "given://elsewhere")):
        parts = services(tmp_path, **given)
        assert {need for part in parts.values() for need in part.needs} <= parts.keys()


def test_ray_is_private_and_its_socket_paths_fit(tmp_path: Path):
    environment = layout(tmp_path).environment_graph
    longest = "/ray/session_2026-11-22_02-04-04_655847_4194304/sockets/plasma_store.1"
    assert environment["RAY_ADDRESS"] == "local"
    assert len(environment["RAY_TMPDIR"] + longest) <= 107
    Path(environment["RAY_TMPDIR"]).rmdir()


def test_the_database_listens_on_loopback_and_its_owner_has_a_generated_password(tmp_path: Path):
    made = layout(tmp_path)
    password = made.state.secrets.postgres_password
    assert made.state.urls["database"].startswith("postgres://civic_app:")
    assert len(password) == 32
