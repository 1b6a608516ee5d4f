"""People at the HTTP API: one try of one operation, whatever comes of it."""

import itertools
import secrets
import socket
import time
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx

from tests.faults.ledger import Kind, Ledger, Operation
from tests.faults.stack import FaultStack

PATIENCE = httpx.Timeout(35.0, connect=3.0)
CSRF = secrets.token_hex(16)


class Client:
    """Sends operations to the doors in rotation, as a balancer would."""

    def __init__(self, stack: FaultStack, ledger: Ledger) -> None:
        self._stack = stack
        self._ledger = ledger
        self._turn = itertools.count()
        nothing_kept = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
        self._http = httpx.Client(
            cookies=nothing_kept,
            timeout=PATIENCE,
            trust_env=False,
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=0),
        )

    def close(self) -> None:
        self._http.close()

    def send(self, operation: Operation) -> None:
        """Try once and note what happened in the ledger."""
        began_at = time.monotonic()
        try:
            response = self.post(operation.seat, *_request(operation))
            status, answer = response.status_code, _json(response)
        except httpx.TransportError as error:
            status, answer = 0, {"error": type(error).__name__}
        took_s = time.monotonic() - began_at
        self._ledger.answered(operation, status=status, answer=answer, took_s=took_s)

    def send_and_go(self, operation: Operation) -> None:
        """Send an operation and close the connection before the answer comes."""
        path, body = _request(operation)
        request = self._http.build_request(
            "POST", self._door() + path, json=body, headers=self._headers(operation.seat)
        )
        headers = [f"{name}: {value}" for name, value in request.headers.items()]
        head = "\r\n".join([f"POST {path} HTTP/1.1", *headers, "", ""])
        with socket.create_connection((request.url.host, request.url.port or 80)) as connection:
            connection.sendall(head.encode() + request.read())

    def post(self, seat: str, path: str, body: dict[str, Any]) -> httpx.Response:
        return self._http.post(self._door() + path, json=body, headers=self._headers(seat))

    def get(self, seat: str, path: str) -> dict[str, Any]:
        response = self._http.get(self._door() + path, headers=self._headers(seat))
        response.raise_for_status()
        return _json(response)

    def _door(self) -> str:
        webs = list(self._stack.webs)
        return webs[next(self._turn) % len(webs)]

    def _headers(self, seat: str) -> dict[str, str]:
        cookie = f"sessionid={self._stack.seats[seat]}; csrftoken={CSRF}"
        return {"Cookie": cookie, "X-CSRFToken": CSRF}


def _request(operation: Operation) -> tuple[str, dict[str, Any]]:
    session = f"/api/v1/sessions/{operation.session_uuid}"
    match operation.kind:
        case Kind.SUBMIT | Kind.JOIN:
            return "/api/v1/messages", {
                "text": operation.text,
                "client_message_id": operation.client_id,
            }
        case Kind.CORRECT:
            reason = "It belongs there"
            return f"{session}/corrections", {"department": operation.department, "reason": reason}
        case _:
            return f"{session}/end", {}


def _json(response: httpx.Response) -> dict[str, Any]:
    is_json = response.headers.get("content-type", "").startswith("application/json")
    found = response.json() if is_json and response.content else {}
    return found if isinstance(found, dict) else {}
