"""The places, people and the faked graph that these tests share."""

from tests.factories.fixtures import *  # noqa: F403  # fixtures are found by their names
