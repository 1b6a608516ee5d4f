"""Whether a pooled connection still leads to the server, without asking the server each time."""

import select
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool


def connection_check(connection: Connection[Any]) -> None:
    """Raise ``psycopg.OperationalError`` when the server has closed the connection (F4).

    A server that goes says so or closes the socket: either can be read.  Where nothing has
    arrived there is nothing to ask, which saves each request a round trip.
    """
    arrived = select.poll()
    arrived.register(connection.fileno(), select.POLLIN)
    if arrived.poll(0):
        ConnectionPool.check_connection(connection)
