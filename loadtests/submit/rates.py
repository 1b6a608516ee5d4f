"""loadtests.submit: the two rates that are compared, and the latency at a steady rate."""

import http.client
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle

import psycopg

from k8s.devstack.ports import LOOPBACK
from loadtests.submit.stack import Web

TEXT = "В нашем дворе прорвало трубу, вода течёт на улицу третий день."
ANSWERS_WITHIN_S = 30.0
_CSRF = "a" * 32
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


@dataclass(frozen=True)
class Steady:
    """What a steady stream of messages met, in milliseconds."""

    sent: int
    failed: int
    rate_per_s: float
    p50_ms: float
    p99_ms: float


class Citizen:
    """One connection that posts as whichever citizen it is told."""

    def __init__(self, web: Web) -> None:
        self._http = http.client.HTTPConnection(LOOPBACK, web.port, timeout=ANSWERS_WITHIN_S)

    def submit(self, cookie: str) -> int:
        """Post one message and return the status."""
        body = json.dumps({"text": TEXT, "client_message_id": str(uuid.uuid4())})
        headers = {
            "Content-Type": "application/json",
            "Cookie": f"sessionid={cookie}; csrftoken={_CSRF}",
            "X-CSRFToken": _CSRF,
        }
        self._http.request("POST", "/api/v1/messages", body=body, headers=headers)
        answer = self._http.getresponse()
        answer.read()
        return answer.status


@dataclass(frozen=True)
class Rate:
    """Messages a second, and the processor time the web used for each."""

    per_s: float
    cpu_ms: float


def api_rate(web: Web, *, clients: int, rounds: int) -> Rate:
    """Return how many first messages a second are saved; each citizen sends one a round."""
    took_s, sent, cpu_s = 0.0, 0, web.cpu_s()
    for _round in range(rounds):
        shares = [web.cookies[number::clients] for number in range(clients)]
        began = time.monotonic()
        with ThreadPoolExecutor(clients) as pool:
            sent += sum(pool.map(lambda share: _submit_all(web, share), shares))
        took_s += time.monotonic() - began
        sessions_close(web)
    return Rate(per_s=sent / took_s, cpu_ms=(web.cpu_s() - cpu_s) / sent * 1_000)


def _submit_all(web: Web, cookies: tuple[str, ...]) -> int:
    citizen = Citizen(web)
    statuses = [citizen.submit(cookie) for cookie in cookies]
    refused = [status for status in statuses if status != http.client.CREATED]
    if refused:
        message = f"{len(refused)} of {len(statuses)} were not saved, the first with {refused[0]}"
        raise RuntimeError(message)
    return len(statuses)


def bare_rate(web: Web, *, clients: int, rows: int) -> float:
    """Return how many times a second psycopg inserts a message and a job, and commits."""
    with _as_system(web) as connection:
        found = connection.execute(
            "SELECT uuid, district_id, citizen_id FROM conversations_session LIMIT %s", [clients]
        ).fetchall()
    began = time.monotonic()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(lambda session: _insert_all(web, session, rows=rows // clients), found))
    return rows / (time.monotonic() - began)


def _insert_all(web: Web, session: tuple[object, ...], *, rows: int) -> None:
    session_uuid, district_uuid, citizen_uuid = session
    first = time.monotonic_ns() // 1_000_000 % 1_000_000_000
    with _as_system(web) as connection:
        for number in range(rows):
            message, place = uuid.uuid4(), (session_uuid, district_uuid, first + number)
            said = (citizen_uuid, TEXT, str(uuid.uuid4()))
            connection.execute(_MESSAGE, (message, *place, *said))
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
def _as_system(web: Web) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    with psycopg.connect(web.owner_url, options=_AS_SYSTEM) as connection:
        yield connection


def steady(web: Web, *, rate_per_s: int, seconds: int, clients: int) -> Steady:
    """Send at a steady rate whatever the answers do; time counts from when each was due."""
    total = min(rate_per_s * seconds, len(web.cookies))
    turn, lock, began = iter(range(total)), threading.Lock(), time.monotonic() + 0.5
    cookies = cycle(web.cookies)
    waits_ms: list[float] = []
    failures: list[int] = []

    def draw() -> tuple[int, str] | None:
        with lock:
            number = next(turn, None)
            return None if number is None else (number, next(cookies))

    def send_due() -> None:
        _send_due(web, draw, began=began, rate_per_s=rate_per_s, kept=(waits_ms, failures))

    with ThreadPoolExecutor(clients) as pool:
        for sender in [pool.submit(send_due) for _client in range(clients)]:
            sender.result()
    waits_ms.sort()
    return Steady(
        sent=total,
        failed=len(failures),
        rate_per_s=round(total / (time.monotonic() - began), 1),
        p50_ms=round(waits_ms[len(waits_ms) // 2], 1),
        p99_ms=round(waits_ms[int(len(waits_ms) * 0.99)], 1),
    )


def _send_due(
    web: Web,
    draw: Callable[[], tuple[int, str] | None],
    *,
    began: float,
    rate_per_s: int,
    kept: tuple[list[float], list[int]],
) -> None:
    citizen, (waits_ms, failures) = Citizen(web), kept
    while (turn := draw()) is not None:
        number, cookie = turn
        due = began + number / rate_per_s
        time.sleep(max(0.0, due - time.monotonic()))
        status = citizen.submit(cookie)
        waits_ms.append((time.monotonic() - due) * 1_000)
        if status != http.client.CREATED:
            failures.append(status)
