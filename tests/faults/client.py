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
_DEEDS = {Kind.PICK: "pick", Kind.CONFIRM: "confirmations", Kind.END: "end"}


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

    def session_of(self, session_uuid: str) -> dict[str, Any]:
        """Return a session that has a department, or nothing while nobody can say."""
        try:
            found = self.get("operator", f"/api/v1/sessions/{session_uuid}")
        except httpx.HTTPError:
            return {}
        return found if found["department"] else {}

    def _door(self) -> str:
        webs = list(self._stack.webs)
        return webs[next(self._turn) % len(webs)]

    def _headers(self, seat: str) -> dict[str, str]:
        signed_in = f"sessionid={self._stack.seats[seat]}; " if seat else ""
        return {"Cookie": f"{signed_in}csrftoken={CSRF}", "X-CSRFToken": CSRF}


def _request(operation: Operation) -> tuple[str, dict[str, Any]]:
    session = f"/api/v1/sessions/{operation.session_uuid}"
    match operation.kind:
        case Kind.SUBMIT | Kind.JOIN:
            return "/api/v1/messages", {
                "text": operation.text,
                "client_message_id": operation.client_id,
            }
        case Kind.REPLY | Kind.FOLLOW_UP:
            door = "replies" if operation.kind is Kind.REPLY else "messages"
            told = {"text": operation.text, "client_message_id": operation.client_id}
            return f"{session}/{door}", told
        case Kind.CORRECT:
            seen = operation.session_version
            told = {"department": operation.department, "reason": "It belongs there"}
            return f"{session}/corrections", told | ({"session_version": seen} if seen else {})
        case _:
            return f"{session}/{_DEEDS[operation.kind]}", {}


def _json(response: httpx.Response) -> dict[str, Any]:
    is_json = response.headers.get("content-type", "").startswith("application/json")
    found = response.json() if is_json and response.content else {}
    return found if isinstance(found, dict) else {}
