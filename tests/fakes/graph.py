"""A small HTTP server that speaks the graph's wire, for tests where the real one is too slow."""

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from typing_extensions import override

from serve_graph.contract import ROUTE_PATH
from serve_graph.contract_teaching import (
    DEPARTMENTS_PATH,
    LEARN_PATH,
    PREVIEW_PATH,
    REBUILD_PATH,
    REPLAY_PATH,
    LearnReply,
    PreviewedCase,
    PreviewReply,
    ReplayReply,
)
from serve_graph.signing import AUDIENCE_GRAPH, verify
from tests.fakes.local_server import LocalServer

Answer = BaseModel | int
Answers = Callable[[dict[str, Any]], Answer]


@dataclass(frozen=True)
class Call:
    """What was asked, and what it proved itself with."""

    path: str
    body: dict[str, Any]
    is_signed: bool
    request_id: str | None = None


@dataclass
class FakeGraph(LocalServer):
    """Answers each route call with the next of ``answers``, or always with the last."""

    key: str
    answers: deque[Answer | Answers] = field(default_factory=deque)
    calls: list[Call] = field(default_factory=list)
    learn_status: int = 200
    replayed: ReplayReply = field(default_factory=lambda: ReplayReply(neighbours=0))
    leans: dict[str, tuple[str, float, str, float]] = field(default_factory=dict)

    @override
    def handler(self) -> type[BaseHTTPRequestHandler]:
        return _handler(self)

    def answer(self, call: Call) -> Answer:
        self.calls.append(call)
        if call.path == REPLAY_PATH:
            return self.replayed if self.learn_status == 200 else self.learn_status
        if call.path == PREVIEW_PATH:
            return self._previewed(call) if self.learn_status == 200 else self.learn_status
        if call.path in (LEARN_PATH, DEPARTMENTS_PATH, REBUILD_PATH):
            return self.learn_status if self.learn_status != 200 else _learned(call)
        answer = self.answers.popleft() if len(self.answers) > 1 else self.answers[0]
        return answer(call.body) if callable(answer) else answer

    def _previewed(self, call: Call) -> PreviewReply:
        """Return how each text leans, as ``leans`` says: before, how sure, after, how sure."""
        cases = []
        for case in call.body["cases"]:
            before, sure_before, after, sure_after = self.leans[case["text"]]
            leaning = PreviewedCase(
                message_uuid=UUID(case["message_uuid"]),
                before=before,
                after=after,
                before_probability=sure_before,
                after_probability=sure_after,
            )
            cases.append(leaning)
        return PreviewReply(cases=tuple(cases))

    def routes(self) -> list[Call]:
        return [call for call in self.calls if call.path == ROUTE_PATH]


def _learned(call: Call) -> LearnReply:
    correction = call.body.get("correction_uuid")
    return LearnReply(point_ids=(UUID(correction),) if correction else (), index_version="index-1")


def _handler(graph: FakeGraph) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            token = self.headers["Authorization"].removeprefix("Bearer ")
            verify(key=graph.key, audience=AUDIENCE_GRAPH, body=body, token=token)
            call = Call(
                path=self.path,
                body=json.loads(body),
                is_signed=True,
                request_id=self.headers["X-Request-ID"],
            )
            answer = graph.answer(call)
            is_status = isinstance(answer, int)
            payload = b"{}" if is_status else answer.model_dump_json().encode()
            self.send_response(answer if is_status else 200)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *_args: object) -> None:
            """Say nothing: tests look at ``calls``."""

    return Handler
