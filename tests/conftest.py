"""What every test shares: a test that needs the database makes its server start.

Tables are made by the role that owns them; everything else, tests included, is the application's
role, which row-level security binds (S7).  What a test does outside of a request, it does as the
system; a request begins as nobody, as it does outside of tests.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import urlsplit

import pytest
from django.db import connection, connections
from django.test import TransactionTestCase, override_settings

from django_core.base import rights
from k8s.devstack.postgres import PostgresServer
from tests.servers import POSTGRES


@pytest.fixture(scope="session", autouse=True)
def static_files_are_left_alone() -> Iterator[None]:
    """Each client of a test would look for all files of the admin site, which takes 60 ms."""
    with override_settings(WHITENOISE_USE_FINDERS=False):
        yield


@pytest.fixture(autouse=True)
def system_is_who_looks(monkeypatch) -> None:
    """Also in threads of a test, which inherit nothing."""
    monkeypatch.setattr(rights, "_viewer", ContextVar("tests", default=rights.SYSTEM))


@pytest.fixture
def nobody_looks(system_is_who_looks, monkeypatch) -> None:
    """Begin as a process does: whoever looks must be told."""
    monkeypatch.setattr(rights, "_viewer", ContextVar("tests", default=rights.NOBODY))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgres_server: PostgresServer) -> None:
    """Start PostgreSQL; without a pool, no connection outlives the thread that opened it."""
    assert postgres_server.is_ready()
    connections.settings["default"]["OPTIONS"].pop("pool", None)
    role_use(POSTGRES.owner_url)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Make the tables as their owner, and test as the application."""
    with django_db_blocker.unblock():
        role_use(POSTGRES.url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _emptied_by_owner)
        yield
    with django_db_blocker.unblock():
        role_use(POSTGRES.owner_url)
        others_wait()


OTHERS_LEAVE_WITHIN_S = 10.0


def others_wait() -> None:
    """Wait for processes of the last tests to leave the database, which is dropped next."""
    ends_at = time.monotonic() + OTHERS_LEAVE_WITHIN_S
    while others := _others():
        assert time.monotonic() < ends_at, f"somebody keeps the database: {others}"
        time.sleep(0.1)


def _others() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT application_name, state, backend_start, query FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchall()


_empty = TransactionTestCase._fixture_teardown  # noqa: SLF001  # it truncates, which is the owner's right


def _emptied_by_owner(case: TransactionTestCase) -> None:
    with as_owner():
        _empty(case)


@contextmanager
def as_owner() -> Iterator[None]:
    """Connect as the owner of the tables inside this block."""
    role_use(POSTGRES.owner_url)
    try:
        yield
    finally:
        role_use(POSTGRES.url)


def role_use(url: str) -> None:
    """Let this thread's next connection, and those of other threads, be another role's."""
    parts = urlsplit(url)
    connections["default"].close()
    connections.settings["default"].update(USER=parts.username, PASSWORD=parts.password)
