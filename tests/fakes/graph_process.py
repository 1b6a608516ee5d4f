"""A process that speaks the graph's wire: ``python -m tests.fakes.graph_process --port N …``.

It knows the departments that Django indexed, takes its time as a model does, and answers both
ways, by reply and by signed callback.  What it does with a text, the text says.  Of the lessons it
is taught it keeps the newest version of each in a file.
"""

import argparse
import json
import threading
import time
import zlib
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import SystemRandom
from typing import Any

import httpx
from typing_extensions import override

from serve_graph.contract import CALLBACK_PATH, ROUTE_PATH
from serve_graph.contract_teaching import DEPARTMENTS_PATH, LEARN_PATH, REBUILD_PATH, REPLAY_PATH
from serve_graph.signing import AUDIENCE_DJANGO, AUDIENCE_GRAPH, SignatureInvalid, sign, verify

LESSONS = "lessons.json"
SLOW = "SLOWLY"
SLOW_S = 4.0
ATTACK = "IGNORE ALL RULES"
VAGUE = "please help"


class GraphProcess(ThreadingHTTPServer):
    """One graph; its departments survive a restart in a file."""

    daemon_threads = True
    request_queue_size = 512

    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__(("127.0.0.1", options.port), Handler)
        self.key = options.key_file.read_text()
        self.callback_url = options.callback_url
        self.takes_s = (options.fastest_s, options.slowest_s)
        self.file: Path = options.folder / "departments.json"
        self.lessons: Path = options.folder / LESSONS
        self.lock = threading.Lock()
        self.dice = SystemRandom()
        self.client = httpx.Client(timeout=5, trust_env=False)

    @override
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is what this fake is for."""

    def departments(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(self.file.read_bytes())["departments"]
        return rows

    def learn(self, asked: dict[str, Any]) -> None:
        """Keep a lesson unless a newer version of it is there."""
        with self.lock:
            kept = json.loads(self.lessons.read_bytes()) if self.lessons.exists() else {}
            earlier = kept.get(asked["correction_uuid"], {"version": 0})
            if asked["version"] >= earlier["version"]:
                kept[asked["correction_uuid"]] = asked
            unfinished = self.lessons.with_suffix(".new")
            unfinished.write_text(json.dumps(kept))
            unfinished.replace(self.lessons)

    def routed(self, asked: dict[str, Any]) -> dict[str, Any]:
        time.sleep(SLOW_S if SLOW in asked["text"] else self.dice.uniform(*self.takes_s))
        departments = self.departments()
        start = zlib.crc32(asked["text"].encode()) % len(departments)
        chosen = [departments[(start + step) % len(departments)] for step in range(3)]
        candidates = [_candidate(row, rank=rank) for rank, row in enumerate(chosen)]
        told = {name: asked.get(name) for name in ("message_uuid", "attempt", "fence")}
        told |= {"language": "ru", "script": "cyrl", "candidates": candidates}
        if ATTACK in asked["text"]:
            report = {"is_injection": True, "risk_score": 0.97, "matched": ["OVERRIDE"]}
            return told | {"kind": "INJECTION", "candidates": [], "injection": report}
        if VAGUE in asked["text"]:
            return told | {"kind": "UNSURE", "reason_code": "LOW_CONFIDENCE"}
        decision = {key: candidates[0][key] for key in ("department_id", "code", "name")}
        return told | {
            "kind": "ROUTED",
            "decision": decision | {"confidence": 0.9, "reason": "it fits"},
        }

    def call_back(self, body: bytes) -> None:
        now = datetime.now(tz=UTC)
        token = sign(key=self.key, audience=AUDIENCE_DJANGO, body=body, now=now)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        try:
            self.client.post(self.callback_url + CALLBACK_PATH, content=body, headers=headers)
        except httpx.TransportError as error:
            print("callback failed", type(error).__name__, flush=True)  # noqa: T201  # its log


def _candidate(row: dict[str, Any], *, rank: int) -> dict[str, Any]:
    name = row["texts"][0]["name"]
    return {
        "department_id": row["department_id"],
        "code": row["code"],
        "name": name,
        "similarity": 0.8 - rank / 10,
        "description": name,
    }


class Handler(BaseHTTPRequestHandler):
    """The door of the fake."""

    protocol_version = "HTTP/1.1"
    server: GraphProcess

    def do_GET(self) -> None:
        self._answer(200, b"{}")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            verify(key=self.server.key, audience=AUDIENCE_GRAPH, body=body, token=token)
        except SignatureInvalid:
            self._answer(401, b"{}")
            return
        asked = json.loads(body)
        if self.path == LEARN_PATH:
            self.server.learn(asked)
        if self.path == DEPARTMENTS_PATH:
            self.server.file.write_bytes(body)
        if self.path == REPLAY_PATH:
            self._answer(200, b'{"neighbours": 0}')
        elif self.path in (DEPARTMENTS_PATH, LEARN_PATH, REBUILD_PATH):
            self._answer(200, json.dumps({"point_ids": [], "index_version": "fake"}).encode())
        elif self.path == ROUTE_PATH:
            self._route(asked)

    def _route(self, asked: dict[str, Any]) -> None:
        answer = json.dumps(self.server.routed(asked)).encode()
        threading.Thread(target=self.server.call_back, args=(answer,), daemon=True).start()
        self._answer(200, answer)

    def _answer(self, status: int, payload: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Keep the log for what matters."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--key-file", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--callback-url", required=True)
    parser.add_argument("--fastest-s", type=float, default=0.1)
    parser.add_argument("--slowest-s", type=float, default=0.4)
    GraphProcess(parser.parse_args()).serve_forever(poll_interval=0.05)


if __name__ == "__main__":
    main()
