"""A small HTTP server that speaks the wire of the Eskiz gateway."""

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

LOGIN, SEND = "/api/auth/login", "/api/message/sms/send"


@dataclass
class FakeEskiz:
    """Takes messages with a token that it gave; ``statuses`` answer the next sends instead."""

    statuses: list[int] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)
    logins: int = 0
    hangs_up: bool = False
    takes_s: float = 0.0
    _server: ThreadingHTTPServer | None = None

    @property
    def token(self) -> str:
        return f"token-{self.logins}"

    @property
    def url(self) -> str:
        assert self._server is not None
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def start(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

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
