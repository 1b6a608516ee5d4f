"""A small HTTP server that speaks the wire of the Eskiz gateway."""

import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs

from typing_extensions import override

from tests.fakes.local_server import LocalServer

LOGIN, SEND = "/api/auth/login", "/api/message/sms/send"


@dataclass
class FakeEskiz(LocalServer):
    """Takes messages with a token that it gave; ``statuses`` answer the next sends instead."""

    statuses: list[int] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)
    logins: int = 0
    hangs_up: bool = False
    takes_s: float = 0.0

    @property
    def token(self) -> str:
        return f"token-{self.logins}"

    @override
    def handler(self) -> type[BaseHTTPRequestHandler]:
        return _handler(self)

    def answer(self, path: str, form: dict[str, str], token: str) -> tuple[int, str]:
        if path == LOGIN:
            if form != {"email": "civic@example.uz", "password": "gateway-password"}:
                return 401, '{"message": "Invalid credentials"}'
            self.logins += 1
            return 200, f'{{"message": "token_generated", "data": {{"token": "{self.token}"}}}}'
        if path != SEND or token != f"Bearer {self.token}":
            return 401, '{"message": "Expired"}'
        if self.statuses:
            return self.statuses.pop(0), '{"status": "error"}'
        time.sleep(self.takes_s)
        self.sent.append(form)
        return 200, '{"id": "1", "status": "waiting", "message": "Waiting for SMS provider"}'


def _handler(fake: FakeEskiz) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # http.server's name
            raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(raw).items()}
            token = self.headers.get("Authorization", "")
            status, body = fake.answer(self.path, form, token)
            if fake.hangs_up and self.path == SEND:
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    return Handler
