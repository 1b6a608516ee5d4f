"""The places, people and the faked graph that these tests share."""

from tests.factories.fixtures import *  # noqa: F403  # fixtures are found by their names
from tests.sockets import socket_server, sockets  # noqa: F401  # as above
