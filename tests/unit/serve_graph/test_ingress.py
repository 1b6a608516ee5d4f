"""The HTTP door over plain stages: bad input, tokens, headers, shedding, the signed callback."""

import asyncio
import json
import uuid
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from serve_graph import telling
from serve_graph.contract import HEALTH_PATH, ROUTE_PATH
from serve_graph.contract_progress import Progress, RunStep
from serve_graph.contract_teaching import (
    DEPARTMENTS_PATH,
    LEARN_PATH,
    PREVIEW_PATH,
    REBUILD_PATH,
    REPLAY_PATH,
)
from serve_graph.errors import GraphError, IndexUnavailable, StageBusy
from serve_graph.ingress import Door, DoorLimits, TokenCheck
from serve_graph.signing import AUDIENCE_DJANGO, AUDIENCE_GRAPH, sign
from serve_graph.timing import NoMetrics, Traces
from tests.unit.serve_graph.plain_stages import CANDIDATES, PlainStages, broken

KEY = "k" * 32
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


class ListCallback:
    """Remembers what would be posted to Django."""

    def __init__(self) -> None:
        self.posted: list[tuple[bytes, dict[str, str]]] = []
        self.told: list[tuple[Progress, str]] = []
        self.failure: GraphError | None = None

    async def outcome_post(self, body: bytes, *, headers: dict[str, str]) -> None:
        self.posted.append((body, headers))
        if self.failure:
            raise self.failure

    async def progress_post(self, body: bytes, *, headers: dict[str, str]) -> None:
        self.told.append((Progress.model_validate_json(body), headers["X-Request-ID"]))


@pytest.fixture
def plain() -> PlainStages:
    return PlainStages()


@pytest.fixture
def callback() -> ListCallback:
    return ListCallback()


@pytest.fixture
def client(plain: PlainStages, callback: ListCallback) -> httpx.AsyncClient:
    limits = DoorLimits(body_max_bytes=100_000, learn_deadline_s=5, departments_deadline_s=5)
    door = Door(
        stages=plain.stages(),
        limits=limits,
        tokens=TokenCheck(key=KEY),
        traces=Traces(sink=NoMetrics()),
        callback=callback,
    )

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = await door.answer(Request(scope, receive))
        await response(scope, receive, send)

    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://graph")


def question(**fields: Any) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "message_uuid": str(uuid.uuid4()),
        "text": "Hovlimizda uch kundan beri suv yo'q",
        "district": "yunusobod",
        **fields,
    }


def correction() -> bytes:
    fields = {
        "correction_uuid": str(uuid.uuid4()),
        "text": "Hovlimizda suv yo'q",
        "district": "yunusobod",
        "department_id": str(CANDIDATES[0].department_id),
        "department_code": "water",
        "author_id": str(uuid.uuid4()),
    }
    return json.dumps(fields).encode()


def signed(body: bytes, *, audience: str = AUDIENCE_GRAPH, key: str = KEY) -> dict[str, str]:
    token = sign(key=key, audience=audience, body=body, now=datetime.now(tz=UTC))
    return {"Authorization": f"Bearer {token}"}


async def test_health_needs_nothing(client: httpx.AsyncClient) -> None:
    assert (await client.get(HEALTH_PATH)).json() == {"status": "ok"}


async def test_route_answers_with_outcome_and_server_timing(client: httpx.AsyncClient) -> None:
    response = await client.post(ROUTE_PATH, json=question())

    assert response.status_code == 200
    assert response.json()["kind"] == "ROUTED"
    assert "decision;dur=" in response.headers["Server-Timing"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"a":' * 2_000,
        json.dumps(question(text="")).encode(),
        json.dumps(question(text="x" * 4_001)).encode(),
        json.dumps(question(text="a\x00b")).encode(),
        json.dumps(question(text="lone \ud800 surrogate")).encode(),
        json.dumps(question(district="No Such District!")).encode(),
        json.dumps(question(deadline_s=-1)).encode(),
        json.dumps(question(temperature="hot")).encode(),
        json.dumps(question(message_uuid="7")).encode(),
    ],
)
async def test_bad_input_is_a_coded_error(client: httpx.AsyncClient, body: bytes) -> None:
    response = await client.post(ROUTE_PATH, content=body)

    assert response.status_code == 422
    assert response.json()["code"] == "INVALID_REQUEST"


async def test_error_names_the_field_and_never_its_content(client: httpx.AsyncClient) -> None:
    response = await client.post(ROUTE_PATH, json=question(deadline_s="secret-word"))

    assert "deadline_s" in response.json()["message"]
    assert "secret-word" not in response.text


async def test_large_body_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.post(ROUTE_PATH, content=b"a" * 100_001)

    assert (response.status_code, response.json()["code"]) == (413, "BODY_TOO_LARGE")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", ROUTE_PATH, 405), ("POST", "/v1/nothing", 404), ("GET", "/", 404)],
)
async def test_wrong_method_or_path_is_a_coded_error(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    response = await client.request(method, path)

    assert response.status_code == status
    assert response.json()["code"]


async def test_full_queue_says_when_to_come_back(
    client: httpx.AsyncClient, plain: PlainStages
) -> None:
    plain.failures["search"] = broken(StageBusy)

    response = await client.post(ROUTE_PATH, json=question())

    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0


async def test_signed_correction_is_learned(client: httpx.AsyncClient, plain: PlainStages) -> None:
    body = correction()

    response = await client.post(LEARN_PATH, content=body, headers=signed(body))

    assert response.status_code == 200
    assert len(response.json()["point_ids"]) == 1
    assert "learning" in plain.names()


@pytest.mark.parametrize(
    "path", [LEARN_PATH, DEPARTMENTS_PATH, REPLAY_PATH, PREVIEW_PATH, REBUILD_PATH]
)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Basic abc"},
        signed(b"another body"),
        signed(b"{}", audience=AUDIENCE_DJANGO),
        signed(b"{}", key="x" * 32),
    ],
    ids=["none", "nonsense", "basic", "other body", "other audience", "other key"],
)
async def test_teaching_needs_djangos_token(
    client: httpx.AsyncClient, plain: PlainStages, path: str, headers: dict[str, str]
) -> None:
    response = await client.post(path, content=b"{}", headers=headers)

    assert response.status_code == 401
    assert plain.names() == []


async def test_token_is_good_for_one_use(client: httpx.AsyncClient) -> None:
    body = correction()
    headers = signed(body)

    first = await client.post(LEARN_PATH, content=body, headers=headers)
    second = await client.post(LEARN_PATH, content=body, headers=headers)

    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (401, "TOKEN_REPLAYED")


async def test_index_that_is_down_is_told_as_retryable(
    client: httpx.AsyncClient, plain: PlainStages
) -> None:
    plain.failures["learning"] = broken(IndexUnavailable)
    body = correction()

    response = await client.post(LEARN_PATH, content=body, headers=signed(body))

    assert (response.status_code, response.json()["code"]) == (503, "TOLD_TO_FAIL")


async def test_bug_is_an_error_reply_without_a_trace(
    client: httpx.AsyncClient, plain: PlainStages
) -> None:
    plain.failures["learning"] = RuntimeError("secret detail")
    body = correction()

    response = await client.post(LEARN_PATH, content=body, headers=signed(body))

    assert (response.status_code, response.json()["code"]) == (503, "GRAPH_BROKE")
    assert "secret detail" not in response.text


async def test_outcome_of_a_durable_job_is_also_posted_a_while_after_the_reply(
    client: httpx.AsyncClient, callback: ListCallback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "OUTCOME_AGAIN_AFTER_S", 0.05)
    headers = {"X-Request-ID": "req-1", "traceparent": TRACE}

    response = await client.post(ROUTE_PATH, json=question(attempt=1, fence=3), headers=headers)
    assert callback.posted == []
    await asyncio.sleep(0.1)

    ((body, passed_on),) = callback.posted
    assert body == response.content
    assert passed_on == headers


async def test_outside_clients_cause_no_callback(
    client: httpx.AsyncClient, callback: ListCallback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "OUTCOME_AGAIN_AFTER_S", 0)

    await client.post(ROUTE_PATH, json=question())
    await asyncio.sleep(0.01)

    assert callback.posted == []


async def test_failing_callback_never_fails_the_reply(
    client: httpx.AsyncClient, callback: ListCallback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "OUTCOME_AGAIN_AFTER_S", 0)
    callback.failure = broken(GraphError)

    response = await client.post(ROUTE_PATH, json=question(attempt=1, fence=3))
    await asyncio.sleep(0.01)

    assert response.status_code == 200
    assert len(callback.posted) == 1


async def test_step_that_lasts_is_told_and_one_that_flies_by_is_not(
    client: httpx.AsyncClient,
    plain: PlainStages,
    callback: ListCallback,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(telling, "STEP_STANDS_S", 0.05)
    plain.delays_s |= {"search": 0.2, "decision": 0.2}

    await client.post(ROUTE_PATH, json=question(attempt=1, fence=3))
    await client.post(ROUTE_PATH, json=question())

    told = [(one.fence, one.step) for one, _request_id in callback.told]
    assert told == [(3, RunStep.CHECKED), (3, RunStep.DECIDING)]


async def test_run_that_is_over_tells_no_step(
    client: httpx.AsyncClient, callback: ListCallback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "STEP_STANDS_S", 0.05)

    await client.post(ROUTE_PATH, json=question(attempt=1, fence=3))
    await asyncio.sleep(0.1)

    assert callback.told == []
