"""A small local server that speaks the part of Gemini's REST API that the graph uses.

It remembers every request, so that a test can say what reached the provider, and it can be told
to fail in each way that the real one fails.
"""

import json
import math
import threading
import time
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from typing_extensions import override

NGRAM_CHARS = 3
TOKENS = 700  # What every answer says that it has cost.
HOLDS_AT_MOST_S = 60.0


class Fault(StrEnum):
    """Ways in which the next answer is wrong."""

    TOO_MANY = "429"
    BROKEN = "500"
    GONE = "404"
    DENIED = "403"
    HANG = "HANG"
    INVALID_JSON = "INVALID_JSON"
    UNKNOWN_DEPARTMENT = "UNKNOWN_DEPARTMENT"
    MAX_TOKENS = "MAX_TOKENS"
    EMPTY = "EMPTY"
    NO_CANDIDATES = "NO_CANDIDATES"
    ONE_VECTOR = "ONE_VECTOR"


# What a model that a citizen's text has turned might say; each breaks the contract in its own way.
HOSTILE_ANSWERS = (
    '{"code": "president", "confidence": 1.0, "reason": "chosen"}',
    '{"code": "WATER", "confidence": 1.0, "reason": "another case"}',
    '{"code": "wаter", "confidence": 1.0, "reason": "a homoglyph"}',
    '{"code": "water ", "confidence": 1.0, "reason": "a space"}',
    '{"code": ["water"], "confidence": 1.0, "reason": "a list"}',
    '{"code": "water", "confidence": 7, "reason": "more than sure"}',
    '{"code": "water", "confidence": "NaN", "reason": "not a number"}',
    '[{"code": "president", "confidence": 1.0, "reason": "wrapped"}]',
    '{"code": "president", "confidence": 1.0, "reason": "' + "x" * 100_000 + '"}',
    '{"code": "housing", "confidence": 0.9, "reason": "' + "y" * 100_000 + '"}',
    '```json\n{"code": "president", "confidence": 1.0, "reason": "fenced"}\n```',
    '{"code": "water", "code": "president", "confidence": 1.0, "reason": "twice"}',
    "The department is president.",
    '{"code": null, "confidence": null, "reason": null}',
    '{"code": "housing", "confidence": 0.9, "reason": "fits", "department_id": "president"}',
    '{"attack_probability": 7}',
    '{"attack_probability": -1, "is_injection": false}',
    "\u0000",
    "",
)


@dataclass(frozen=True)
class Recorded:
    """One request that arrived."""

    path: str
    body: dict[str, Any]

    @property
    def text(self) -> str:
        """Everything that was sent, to look for what should not be there."""
        return json.dumps(self.body, ensure_ascii=False)


def _opened() -> threading.Event:
    event = threading.Event()
    event.set()
    return event


@dataclass
class FakeGemini:
    """The script and the memory of the server; shared with its threads."""

    url: str = ""
    requests: list[Recorded] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    generation_faults: deque[Fault] = field(default_factory=deque)
    embedding_faults: deque[Fault] = field(default_factory=deque)
    choice: str | None = None
    confidence: float = 0.9
    reason: str = "it fits"
    answer_with: dict[str, object] | None = None
    attack_probability: float = 0.0
    retry_after_s: int | None = None
    is_hostile: bool = False
    takes_s: float = 0.0
    released: threading.Event = field(default_factory=threading.Event)
    _open: threading.Event = field(default_factory=_opened)

    def fail(self, fault: Fault, *, times: int = 1) -> None:
        """Answer the next ``times`` requests with ``fault``."""
        self.faults.extend([fault] * times)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Answer no question of a model before the block ends."""
        self._open.clear()
        try:
            yield
        finally:
            self._open.set()

    def questions(self) -> list[Recorded]:
        """Return what models were asked, in the order in which it came."""
        return [one for one in list(self.requests) if one.path.endswith(":generateContent")]

    def answer(self, request: Recorded) -> tuple[int, object]:
        """Return the status and the JSON of the answer."""
        self.requests.append(request)
        fault = self._next_fault(request)
        if fault is Fault.HANG:
            self.released.wait(timeout=30)
        if fault in {Fault.TOO_MANY, Fault.BROKEN, Fault.GONE, Fault.DENIED}:
            status = int(fault)
            error = {"code": status, "message": "told to fail", "status": "UNAVAILABLE"}
            return status, {"error": error}
        if request.path.endswith(":generateContent"):
            self._open.wait(timeout=HOLDS_AT_MOST_S)
            time.sleep(self.takes_s)
            return 200, self._generated(request, fault)
        return 200, _embedded(request, fault)

    def _next_fault(self, request: Recorded) -> Fault | None:
        """Return the fault of this answer; each kind of call may have faults of its own."""
        generates = request.path.endswith(":generateContent")
        own = self.generation_faults if generates else self.embedding_faults
        if own:
            return own.popleft()
        return self.faults.popleft() if self.faults else None

    def _generated(self, request: Recorded, fault: Fault | None) -> dict[str, object]:
        said = json.dumps(self._said(request, fault))
        hostile = HOSTILE_ANSWERS[len(self.requests) % len(HOSTILE_ANSWERS)]
        text = {Fault.INVALID_JSON: said[:-5], Fault.MAX_TOKENS: said[:10], Fault.EMPTY: ""}
        said = hostile if self.is_hostile else text.get(fault, said) if fault else said
        content = {"role": "model", "parts": [{"text": said}]}
        finish = "MAX_TOKENS" if fault is Fault.MAX_TOKENS else "STOP"
        model = request.path.rpartition("/")[2].partition(":")[0]
        return {
            "candidates": []
            if fault is Fault.NO_CANDIDATES
            else [{"content": content, "finishReason": finish, "index": 0}],
            "modelVersion": model,
            "usageMetadata": {"promptTokenCount": TOKENS - 1, "totalTokenCount": TOKENS},
        }

    def _said(self, request: Recorded, fault: Fault | None) -> dict[str, object]:
        """Return what fits the schema that was asked for: a judge's number or a decision."""
        properties = request.body["generationConfig"]["responseJsonSchema"]["properties"]
        if "attack_probability" in properties:
            return {"attack_probability": self.attack_probability}
        if self.answer_with is not None:
            return self.answer_with
        code = self.choice or properties["code"]["enum"][0]
        if fault is Fault.UNKNOWN_DEPARTMENT:
            code = "somewhere_else"
        return {"code": code, "confidence": self.confidence, "reason": self.reason}


def _embedded(request: Recorded, fault: Fault | None) -> dict[str, object]:
    wanted = request.body["requests"]
    if fault is Fault.ONE_VECTOR:
        wanted = wanted[:1]
    return {
        "embeddings": [
            {"values": vector(_text_of(item), dimensions=item["outputDimensionality"])}
            for item in wanted
        ]
    }


def _text_of(item: dict[str, Any]) -> str:
    return " ".join(part["text"] for part in item["content"]["parts"])


def vector(text: str, *, dimensions: int) -> list[float]:
    """Return hashed character n-grams: similar texts get similar vectors."""
    values = [0.0] * dimensions
    folded = f" {text.lower()} "
    for start in range(max(len(folded) - NGRAM_CHARS + 1, 1)):
        gram = folded[start : start + NGRAM_CHARS]
        values[zlib.crc32(gram.encode()) % dimensions] += 1.0
    length = math.sqrt(sum(value * value for value in values)) or 1.0
    return [value / length for value in values]


@contextmanager
def fake_gemini() -> Iterator[FakeGemini]:
    """Serve a fake on a free port until the block ends."""
    fake = FakeGemini()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, answer = fake.answer(Recorded(path=self.path, body=json.loads(body)))
            payload = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            if status == int(Fault.TOO_MANY) and fake.retry_after_s is not None:
                self.send_header("Retry-After", str(fake.retry_after_s))
            self.end_headers()
            self.wfile.write(payload)

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Keep the output of the tests quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        @override
        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that gave up is part of the tests."""

    server = Server(("127.0.0.1", 0), Handler)
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        fake.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
