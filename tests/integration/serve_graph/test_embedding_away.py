"""The app of one process, over HTTP, while Gemini's embedding is away: words alone route (P20)."""

import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from k8s.devstack.children import Child, Command
from k8s.devstack.parts import http_check
from k8s.devstack.ports import LOOPBACK, port_free
from serve_graph.clients.guard import OPENS_AFTER_FAILURES
from serve_graph.contract import HEALTH_PATH, ROUTE_PATH
from serve_graph.contract_teaching import DEPARTMENTS_PATH
from serve_graph.settings import GraphSettings
from serve_graph.signing import AUDIENCE_GRAPH, sign
from tests.fakes.gemini import FakeGemini, Fault, fake_gemini
from tests.integration.serve_graph.conftest import DISTRICT, departments_body
from tests.servers import ROOT, QdrantServer

READY_WITHIN_S = 60.0
EMBEDDING_TIMEOUT_S = 1.0
MESSAGES = {
    "Uyimizga uch kundan beri ichimlik suvi kelmayapti": "water_sewer",
    "Хонадонимизга уч кундан бери ичимлик суви келмаяпти": "water_sewer",
    "Во дворе неделю не вывозят мусор, контейнеры переполнены": "waste_ecology",
}
EXTRA = "Нет воды, дом {number}"


class App:
    """The running app and the Gemini that it asks."""

    def __init__(self, url: str, gemini: FakeGemini) -> None:
        self.gemini = gemini
        self.client = httpx.Client(base_url=url, timeout=60)

    def departments_index(self) -> None:
        key, body = GraphSettings.from_environment().service_key, departments_body()
        token = sign(
            key=key.get_secret_value(),
            audience=AUDIENCE_GRAPH,
            body=body,
            now=datetime.now(tz=UTC),
        )
        headers = {"Authorization": f"Bearer {token}"}
        reply = self.client.post(DEPARTMENTS_PATH, content=body, headers=headers)
        assert reply.status_code == 200, reply.text

    def route(self, text: str) -> dict[str, Any]:
        question = {"message_uuid": str(UUIDS.pop()), "text": text, "district": DISTRICT}
        reply = self.client.post(ROUTE_PATH, json=question)
        assert reply.status_code == 200, reply.text
        answer: dict[str, Any] = reply.json()
        return answer

    def embeddings_asked(self) -> int:
        return sum("mbedContent" in request.path for request in self.gemini.requests)


UUIDS = [f"00000000-0000-4000-8000-{number:012d}" for number in range(100)]


@pytest.fixture
def app(qdrant_server: QdrantServer, tmp_path: Path) -> Iterator[App]:
    port, log = port_free(), tmp_path / "app.log"
    with fake_gemini() as gemini:
        environment = {
            **os.environ,  # noqa: TID251  # a child inherits it
            "GEMINI_API_KEY": "test-key",
            "CIVIC_GEMINI_BASE_URL": gemini.url,
            "CIVIC_QDRANT_URL": qdrant_server.url,
            "CIVIC_GRAPH_EMBEDDING_TIMEOUT_S": str(EMBEDDING_TIMEOUT_S),
        }
        module = ("-m", "uvicorn", "--factory", "serve_graph.asgi:application")
        argv = (sys.executable, *module, "--host", LOOPBACK, "--port", str(port))
        command = Command(name="graph", argv=argv, cwd=ROOT, env=environment)
        url = f"http://{LOOPBACK}:{port}"
        is_ready = http_check(url + HEALTH_PATH)
        child = Child.start_ready(command, is_ready=is_ready, within_s=READY_WITHIN_S, log=log)
        app = App(url, gemini)
        try:
            app.departments_index()
            yield app
        finally:
            app.client.close()
            child.stop()


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.BROKEN])
def test_words_alone_route_honestly_while_the_embedding_is_away(app: App, fault: Fault) -> None:
    """No message waits for it or fails: sure ones are routed ``degraded``, others are asked of an
    operator with the right department among the candidates.
    """
    app.gemini.embedding_faults.extend([fault] * 1_000)
    answers = {text: app.route(text) for text in MESSAGES}

    for text, answer in answers.items():
        assert answer["kind"] in {"ROUTED", "UNSURE"}, json.dumps(answer)
        assert (answer["degraded"], answer["reason_code"]) == (True, "EMBEDDING_UNAVAILABLE")
        assert MESSAGES[text] in {candidate["code"] for candidate in answer["candidates"]}
    assert {answer["index_version"] for answer in answers.values()} != {None}


def test_breaker_spares_an_embedding_that_hangs(app: App) -> None:
    app.gemini.embedding_faults.extend([Fault.HANG] * 1_000)
    asked = app.embeddings_asked()

    answers = [app.route(EXTRA.format(number=n)) for n in range(OPENS_AFTER_FAILURES + 3)]

    assert app.embeddings_asked() - asked == OPENS_AFTER_FAILURES
    assert {answer["reason_code"] for answer in answers} == {"EMBEDDING_UNAVAILABLE"}
    spared = [timing for timing in answers[-1]["timings"] if timing["stage"] == "embedding"]
    assert sum(timing["service_s"] for timing in spared) < EMBEDDING_TIMEOUT_S / 2


def test_embedding_that_is_back_counts_again(app: App) -> None:
    app.gemini.embedding_faults.extend([Fault.BROKEN] * 3)
    (text, *_) = MESSAGES
    assert app.route(text)["degraded"]
    app.gemini.embedding_faults.clear()

    answer = app.route(text)

    assert (answer["degraded"], answer["reason_code"]) != (True, "EMBEDDING_UNAVAILABLE")
