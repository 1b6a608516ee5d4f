"""loadtests.submit: one connection to the web, with as little work a message as can be.

The generator runs on the same cores as what it measures, so it builds requests by hand.
"""

import json
import socket
import uuid
from types import TracebackType
from typing import Self

from k8s.devstack.ports import LOOPBACK

ANSWERS_WITHIN_S = 30.0
TEXT = "В нашем дворе прорвало трубу, вода течёт на улицу третий день."
_CSRF = "a" * 32
_HEAD_ENDS = b"\r\n\r\n"
_LENGTH = b"content-length:"
_READS_BYTES = 65_536


class BadAnswer(Exception):  # noqa: N818  # it names the fact
    """The server said something that is no answer to a message."""


class Wire:
    """A connection that posts as whichever citizen it is told."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((LOOPBACK, port), timeout=ANSWERS_WITHIN_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    def submit(self, cookie: str) -> int:
        """Post one message and return the status."""
        self._socket.sendall(request_bytes(cookie, client_message_id=str(uuid.uuid4())))
        answer = b""
        while not is_whole(answer):
            read = self._socket.recv(_READS_BYTES)
            if not read:
                message = f"the server closed after {answer[:80]!r}"
                raise BadAnswer(message)
            answer += read
        return status_of(answer)


def request_bytes(cookie: str, *, client_message_id: str) -> bytes:
    """Return the request that submits a message as the citizen with this cookie."""
    body = json.dumps({"text": TEXT, "client_message_id": client_message_id}).encode()
    head = (
        "POST /api/v1/messages HTTP/1.1\r\n"
        f"Host: {LOOPBACK}\r\n"
        "Content-Type: application/json\r\n"
        f"Cookie: sessionid={cookie}; csrftoken={_CSRF}\r\n"
        f"X-CSRFToken: {_CSRF}\r\n"
        f"Content-Length: {len(body)}"
    )
    return head.encode() + _HEAD_ENDS + body


def is_whole(answer: bytes) -> bool:
    """Return whether all of an answer has arrived, as its Content-Length says."""
    head, ended, body = answer.partition(_HEAD_ENDS)
    if not ended:
        return False
    for line in head.lower().split(b"\r\n"):
        if line.startswith(_LENGTH):
            return len(body) >= int(line.removeprefix(_LENGTH))
    message = f"no length in {head[:80]!r}"
    raise BadAnswer(message)


def status_of(answer: bytes) -> int:
    """Return the status of an answer."""
    return int(answer.split(b" ", 2)[1])
