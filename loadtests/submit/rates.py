"""loadtests.submit: the two rates that are compared: through the API, and two bare INSERTs."""

import http.client
import itertools
import json
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import psycopg

from loadtests.submit.stack import Web
from loadtests.submit.wire import TEXT, Wire

Connection = psycopg.Connection[tuple[object, ...]]

# Row-level security holds for these connections as for the web's: they are the same role's.
_AS_SYSTEM = "-c civic.viewer_kind=SYSTEM"
_CLOSE = """
    UPDATE conversations_session SET status = 'CLOSED', closed_at = now() WHERE status <> 'CLOSED'
"""
_FORGET = "UPDATE base_job SET state = 'CANCELLED', ended_at = now() WHERE state = 'QUEUED'"
_MESSAGE = """
    INSERT INTO conversations_message
        (uuid, session_id, district_id, sequence, sender_kind, sender_id, text, notice,
         notice_data, visibility, state, client_message_id, channel, language, script)
    VALUES (%s, %s, %s, %s, 'CITIZEN', %s, %s, '', '{}', 'PUBLIC', 'QUEUED', %s, 'WEB', '', '')
"""
_JOB = """
    INSERT INTO base_job (uuid, kind, subject, payload, state, fence, attempts,
                          is_repeat_wanted, error_code)
    VALUES (%s, 'ROUTE', %s, %s, 'QUEUED', 0, 0, false, '')
"""
_sequences = itertools.count(1_000)


@dataclass(frozen=True)
class Rate:
    """Messages a second, and the processor time that each cost the web and the generator."""

    per_s: float
    web_cpu_ms: float
    generator_cpu_ms: float


def api_rate(web: Web, *, clients: int, messages: int) -> Rate:
    """Return how many first messages a second are saved through the API, each of one citizen."""
    cookies = web.cookies[:messages]
    with ExitStack() as opened, ThreadPoolExecutor(clients) as pool:
        wires = [opened.enter_context(Wire(web.port)) for _client in range(clients)]
        shares = [cookies[number::clients] for number in range(clients)]
        web_cpu_s, own_cpu_s, began = web.cpu_s(), time.process_time(), time.monotonic()
        list(pool.map(_submit_all, wires, shares))
        took_s = time.monotonic() - began
        own_cpu_s, web_cpu_s = time.process_time() - own_cpu_s, web.cpu_s() - web_cpu_s
    sessions_close(web)
    count = len(cookies)
    return Rate(
        per_s=count / took_s,
        web_cpu_ms=web_cpu_s / count * 1_000,
        generator_cpu_ms=own_cpu_s / count * 1_000,
    )


def _submit_all(wire: Wire, cookies: Sequence[str]) -> None:
    statuses = [wire.submit(cookie) for cookie in cookies]
    refused = [status for status in statuses if status != http.client.CREATED]
    if refused:
        message = f"{len(refused)} of {len(statuses)} were not saved, the first with {refused[0]}"
        raise RuntimeError(message)


def bare_rate(web: Web, *, clients: int, rows: int) -> float:
    """Return how many times a second psycopg inserts a message and a job, and commits."""
    with ExitStack() as opened, ThreadPoolExecutor(clients) as pool:
        connections = [opened.enter_context(_as_system(web)) for _client in range(clients)]
        places = _places(connections[0], count=clients)
        share = rows // clients
        began = time.monotonic()
        list(pool.map(_insert_all, connections, places, itertools.repeat(share)))
        took_s = time.monotonic() - began
    sessions_close(web)
    return share * clients / took_s


def _places(connection: Connection, *, count: int) -> list[tuple[object, ...]]:
    """Return sessions that messages can be inserted into, one for each client."""
    found = connection.execute(
        "SELECT uuid, district_id, citizen_id FROM conversations_session LIMIT %s", [count]
    ).fetchall()
    connection.commit()
    return found


def _insert_all(connection: Connection, place: tuple[object, ...], rows: int) -> None:
    session_uuid, district_uuid, citizen_uuid = place
    for sequence in itertools.islice(_sequences, rows):
        message = uuid.uuid4()
        said = (citizen_uuid, TEXT, str(uuid.uuid4()))
        connection.execute(_MESSAGE, (message, session_uuid, district_uuid, sequence, *said))
        payload = json.dumps({"message_uuid": str(message)})
        connection.execute(_JOB, (uuid.uuid4(), uuid.uuid4(), payload))
        connection.commit()


def sessions_close(web: Web) -> None:
    """Let every citizen begin anew: the next message opens a session again."""
    with _as_system(web) as connection:
        connection.execute(_CLOSE)
        connection.execute(_FORGET)
        connection.commit()


@contextmanager
def _as_system(web: Web) -> Iterator[Connection]:
    with psycopg.connect(web.database_url, options=_AS_SYSTEM) as connection:
        yield connection
