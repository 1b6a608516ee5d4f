"""A district with two departments and its people; a graph that is faked."""

from collections.abc import Iterator

import pytest
from rest_framework.test import APIClient

from django_core.accounts.models import User
from django_core.departments.models import Department, District
from django_core.routing import graph_client
from tests.factories import people
from tests.fakes.graph import FakeGraph


@pytest.fixture
def district(db: None) -> District:
    return people.district_make()


@pytest.fixture
def water(district: District) -> Department:
    return people.department_make(district, code="water_sewer")


@pytest.fixture
def roads(district: District) -> Department:
    return people.department_make(district, code="roads")


@pytest.fixture
def citizen(district: District) -> User:
    return people.citizen_make(district)


@pytest.fixture
def staff(water: Department) -> User:
    return people.staff_make(water)


@pytest.fixture
def operator(district: District) -> User:
    return people.operator_make(district)


@pytest.fixture
def superuser(district: District) -> User:
    return people.superuser_make()


@pytest.fixture
def graph(settings) -> Iterator[FakeGraph]:
    fake = FakeGraph(key=settings.SERVICE_KEY)
    fake.start()
    settings.GRAPH_URL = fake.url
    yield fake
    graph_client.http_client().close()
    graph_client.http_client.cache_clear()
    fake.stop()


@pytest.fixture
def client_of():
    """Return a client that is signed in as somebody."""

    def make(user: User) -> APIClient:
        client = APIClient()
        client.force_login(user)
        return client

    return make
