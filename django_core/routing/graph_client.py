"""The only caller of the graph: typed in, typed out, every call with a timeout."""

from datetime import datetime, timedelta
from functools import cache
from typing import TypeVar

import httpx
import structlog
from django.conf import settings
from pydantic import BaseModel, TypeAdapter, ValidationError

from django_core.base.clock import database_now
from serve_graph.contract import ROUTE_PATH, Outcome, RouteRequest
from serve_graph.contract_teaching import (
    DEPARTMENTS_PATH,
    LEARN_PATH,
    PREVIEW_PATH,
    REBUILD_PATH,
    REPLAY_PATH,
    DepartmentsRequest,
    LearnReply,
    LearnRequest,
    PreviewReply,
    PreviewRequest,
    RebuildRequest,
    ReplayReply,
    ReplayRequest,
)
from serve_graph.signing import AUDIENCE_GRAPH, sign

CONNECTS_WITHIN = timedelta(seconds=2)
# The graph keeps the deadline it is given; the margin lets its answer travel.
DEADLINE = timedelta(seconds=45)
ANSWERS_WITHIN = DEADLINE + timedelta(seconds=5)
LEARNS_WITHIN = timedelta(seconds=30)
INDEXES_WITHIN = timedelta(seconds=120)
# A graph that is starting, full, or behind a door that does not know it yet.
_AWAY = frozenset({404, 502, 503, 429})
Answer = TypeVar("Answer")
_OUTCOME: TypeAdapter[Outcome] = TypeAdapter(Outcome)


class GraphError(Exception):
    """The graph did not give an answer; only one that is not ``permanent`` is asked again."""

    def __init__(self, code: str, *, permanent: bool) -> None:
        super().__init__(code, permanent)
        self.code = code
        self.permanent = permanent


class GraphUnreachable(GraphError):  # noqa: N818  # it names the fact
    """Nobody is there, or nobody has time: it says nothing about what was asked."""

    def __init__(self, code: str = "GRAPH_UNREACHABLE") -> None:
        super().__init__(code, permanent=False)


def route(request: RouteRequest, *, now: datetime | None = None) -> Outcome:
    """Ask which department a text is for; raises ``GraphError`` or ``GraphUnreachable``."""
    answer = _post(ROUTE_PATH, request, within=ANSWERS_WITHIN, now=now)
    return _parse(_OUTCOME, answer)


def learn(request: LearnRequest) -> LearnReply:
    """Teach one correction (P30); safe to repeat."""
    return _parse(TypeAdapter(LearnReply), _post(LEARN_PATH, request, within=LEARNS_WITHIN))


def departments_replace(request: DepartmentsRequest) -> LearnReply:
    """Make the index hold exactly these departments of a district; safe to repeat."""
    answer = _post(DEPARTMENTS_PATH, request, within=INDEXES_WITHIN)
    return _parse(TypeAdapter(LearnReply), answer)


def replay(request: ReplayRequest) -> ReplayReply:
    """Ask what a correction would do to confirmed messages (P31); nothing is learned."""
    return _parse(TypeAdapter(ReplayReply), _post(REPLAY_PATH, request, within=LEARNS_WITHIN))


def preview(request: PreviewRequest) -> PreviewReply:
    """Ask how messages would be routed with other department texts; nothing is saved."""
    return _parse(TypeAdapter(PreviewReply), _post(PREVIEW_PATH, request, within=LEARNS_WITHIN))


def rebuild(request: RebuildRequest) -> LearnReply:
    """Begin or finish a rebuild of the index (P32)."""
    return _parse(TypeAdapter(LearnReply), _post(REBUILD_PATH, request, within=INDEXES_WITHIN))


def _post(
    path: str, request: BaseModel, *, within: timedelta, now: datetime | None = None
) -> httpx.Response:
    body = request.model_dump_json(exclude_none=True).encode()
    timeout = httpx.Timeout(within.total_seconds(), connect=CONNECTS_WITHIN.total_seconds())
    try:
        answer = http_client().post(
            settings.GRAPH_URL + path, content=body, headers=_headers(body, now), timeout=timeout
        )
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise GraphUnreachable from error
    except httpx.TimeoutException as error:
        raise GraphError("GRAPH_TIMEOUT", permanent=False) from error
    except httpx.TransportError as error:
        raise GraphError("GRAPH_CONNECTION_LOST", permanent=False) from error
    _refusal_raise(answer)
    return answer


def _refusal_raise(answer: httpx.Response) -> None:
    status = answer.status_code
    if status in _AWAY:
        raise GraphUnreachable(f"GRAPH_AWAY_{status}")
    if status == httpx.codes.REQUEST_TIMEOUT or answer.is_server_error:
        raise GraphError(f"GRAPH_ANSWERED_{status}", permanent=False)
    if not answer.is_success:
        raise GraphError(f"GRAPH_REFUSED_{status}", permanent=True)


def _parse(shape: TypeAdapter[Answer], answer: httpx.Response) -> Answer:
    try:
        return shape.validate_json(answer.content)
    except ValidationError as error:
        raise GraphError("GRAPH_ANSWER_INVALID", permanent=False) from error


def _headers(body: bytes, now: datetime | None) -> dict[str, str]:
    now = now or database_now()  # This machine's clock may be wrong (F11).
    token = sign(key=settings.SERVICE_KEY, audience=AUDIENCE_GRAPH, body=body, now=now)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    return headers | ({"X-Request-ID": request_id} if request_id else {})


@cache
def http_client() -> httpx.Client:
    """Return the one client of this process; its connections are kept."""
    return httpx.Client(limits=httpx.Limits(max_connections=64), trust_env=False)
