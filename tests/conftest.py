"""What every test shares: a test that needs the database makes its server start."""

import pytest

from k8s.devstack.postgres import PostgresServer


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgres_server: PostgresServer) -> None:
    """Start PostgreSQL before pytest-django makes the test database."""
    assert postgres_server.is_ready()
