"""The HTTP door of the graph: parse, call the pipeline once, answer; nothing is decided here.

``/v1/route`` is open to outside clients; the doors that teach the index take only calls that
Django signed.  The reply of a run that carries ``attempt`` and ``fence`` is also posted to
Django in the background.
"""

import time
import uuid
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeAlias, TypeVar

import structlog
from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from serve_graph.contract import (
    HEALTH_PATH,
    ROUTE_PATH,
    ErrorReply,
    OutcomeBase,
    RouteRequest,
    Wire,
)
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
from serve_graph.errors import (
    BodyTooLarge,
    DeadlineExceeded,
    DistrictUnknown,
    GraphError,
    MethodWrong,
    PathUnknown,
    RequestInvalid,
    TokenRefused,
    places,
)
from serve_graph.pipeline import Limits, Stages, route
from serve_graph.signing import AUDIENCE_GRAPH, CLOCKS_MAY_DIFFER, SignatureInvalid, verify
from serve_graph.teaching import Teaching
from serve_graph.telling import Callback, Teller
from serve_graph.timing import Traces, server_timing

log = structlog.get_logger(__name__)

RETRY_AFTER_S, HEADER_MAX_CHARS = 2, 100

Told: TypeAlias = LearnReply | ReplayReply | PreviewReply
W = TypeVar("W", bound=Wire)

_STATUS: Mapping[type[GraphError], int] = {
    TokenRefused: 401,
    DistrictUnknown: 404,
    PathUnknown: 404,
    MethodWrong: 405,
    BodyTooLarge: 413,
    DeadlineExceeded: 504,
}


@dataclass
class TokenCheck:
    """Lets only Django's signed calls in, each token once per replica of the door.

    A second replica does not know the tokens of the first; both calls that a token opens do no
    harm when repeated, because a correction has a version and a district is replaced as a whole.
    """

    key: str
    _seen: dict[uuid.UUID, datetime] = field(default_factory=dict)

    def check(self, *, authorization: str, body: bytes, now: datetime) -> None:
        """Raise ``TokenRefused`` unless the bearer token fits the body and is new."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise TokenRefused("TOKEN_MISSING", "a bearer token is needed", permanent=True)
        try:
            claims = verify(key=self.key, audience=AUDIENCE_GRAPH, body=body, token=token)
        except SignatureInvalid as error:
            raise TokenRefused(error.code, "the token is refused", permanent=True) from error
        live_from = now - CLOCKS_MAY_DIFFER
        self._seen = {jti: until for jti, until in self._seen.items() if until >= live_from}
        if claims.jti in self._seen:
            raise TokenRefused("TOKEN_REPLAYED", "the token was used before", permanent=True)
        self._seen[claims.jti] = claims.expires_at


@dataclass(frozen=True)
class DoorLimits:
    """How much the door reads and how long its two teaching calls may take."""

    body_max_bytes: int
    learn_deadline_s: float
    departments_deadline_s: float


@dataclass(frozen=True)
class Knock:
    """One call at the door: what the handlers need of the HTTP request."""

    body: bytes
    authorization: str
    request_id: str
    traceparent: str | None
    arrived_at: float

    @property
    def passed_on(self) -> dict[str, str]:
        """The headers that follow the message through every hop."""
        traced = {"traceparent": self.traceparent} if self.traceparent else {}
        return {"X-Request-ID": self.request_id, **traced}


Handler: TypeAlias = Callable[[Knock], Awaitable[Response]]


class Door:
    """Answers HTTP requests; one per replica of the ingress."""

    def __init__(
        self,
        *,
        stages: Stages,
        limits: DoorLimits,
        tokens: TokenCheck,
        traces: Traces,
        callback: Callback | None,
    ) -> None:
        self.pipeline_limits = Limits()
        self._stages = stages
        self._limits = limits
        self._tokens = tokens
        self._traces = traces
        self._callback = callback
        soon, late = limits.learn_deadline_s, limits.departments_deadline_s
        index = Teaching.departments_replace
        self._handlers: dict[str, Handler] = {
            ROUTE_PATH: self._route,
            LEARN_PATH: self._teaches(LearnRequest, Teaching.learn, deadline_s=soon),
            DEPARTMENTS_PATH: self._teaches(DepartmentsRequest, index, deadline_s=late),
            REPLAY_PATH: self._teaches(ReplayRequest, Teaching.replay, deadline_s=soon),
            PREVIEW_PATH: self._teaches(PreviewRequest, Teaching.preview, deadline_s=soon),
            REBUILD_PATH: self._teaches(RebuildRequest, Teaching.rebuild, deadline_s=late),
        }

    async def answer(self, request: Request) -> Response:
        """Answer one request; whatever goes wrong becomes an ``ErrorReply``.

        The header ``X-Request-ID`` of the answer is set by Ray's proxy.
        """
        arrived_at = time.monotonic()
        request_id = _header(request, "x-request-id") or str(uuid.uuid4())
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                return await self._answer(request, request_id, arrived_at)
            except GraphError as error:
                log.info("refused", code=error.code, path=request.url.path)
                return _refusal(error)
            except Exception as error:  # noqa: BLE001  # the door is the last to hear of it
                name, where = type(error).__name__, places(error)
                log.error("door_broke", error=name, places=where)  # noqa: TRY400  # a traceback may quote a text
                unknown = GraphError("GRAPH_BROKE", "the graph could not answer", permanent=False)
                return _refusal(unknown)

    async def _answer(self, request: Request, request_id: str, arrived_at: float) -> Response:
        path = request.url.path.removeprefix(request.scope.get("root_path", ""))
        if path == HEALTH_PATH:
            return Response(b'{"status":"ok"}', media_type="application/json")
        handler = self._handlers.get(path)
        if handler is None:
            raise PathUnknown("PATH_UNKNOWN", "there is nothing here", permanent=True)
        if request.method != "POST":
            raise MethodWrong("METHOD_WRONG", "this path takes POST", permanent=True)
        knock = Knock(
            body=await _body(request, max_bytes=self._limits.body_max_bytes),
            authorization=request.headers.get("authorization", ""),
            request_id=request_id,
            traceparent=_header(request, "traceparent"),
            arrived_at=arrived_at,
        )
        return await handler(knock)

    async def _route(self, knock: Knock) -> Response:
        asked = _parsed(RouteRequest, knock.body)
        trace = self._traces.begin(deadline_s=asked.deadline_s, started_at=knock.arrived_at)
        headers = {"traceparent": asked.traceparent} if asked.traceparent else {}
        teller = Teller(self._callback, asked, headers=headers | knock.passed_on)
        with teller.following(trace):
            outcome = await route(
                asked, stages=self._stages, limits=self.pipeline_limits, trace=trace
            )
        response = _reply(outcome)
        teller.outcome_tell(bytes(response.body))
        return response

    def _teaches(
        self, kind: type[W], call: Callable[[Teaching, W], Awaitable[Told]], *, deadline_s: float
    ) -> Handler:
        """Return the handler of a door that only Django may knock at."""

        async def handle(knock: Knock) -> Response:
            now = datetime.now(tz=UTC)
            self._tokens.check(authorization=knock.authorization, body=knock.body, now=now)
            trace = self._traces.begin(deadline_s=deadline_s, started_at=knock.arrived_at)
            teaching = Teaching(stages=self._stages, limits=self.pipeline_limits, trace=trace)
            return _reply(await call(teaching, _parsed(kind, knock.body)))

        return handle


async def _body(request: Request, *, max_bytes: int) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > max_bytes:
                message = f"at most {max_bytes} bytes"
                raise BodyTooLarge("BODY_TOO_LARGE", message, permanent=True)
    except ClientDisconnect as error:
        raise RequestInvalid("BODY_CUT", "the body did not arrive", permanent=True) from error
    return bytes(body)


def _parsed(kind: type[W], body: bytes) -> W:
    """Return the request; raises ``RequestInvalid`` naming the fields, never their content."""
    try:
        asked = kind.model_validate_json(body)
    except ValidationError as error:
        fields = {".".join(map(str, item["loc"])) or "body" for item in error.errors()}
        message = "invalid: " + ", ".join(sorted(fields)[:10])
        raise RequestInvalid("INVALID_REQUEST", message[:500], permanent=True) from None
    if any("\x00" in text for text in _strings(asked.model_dump())):
        raise RequestInvalid("INVALID_REQUEST", "invalid: NUL in a text", permanent=True)
    return asked


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list, tuple)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


def _header(request: Request, name: str) -> str | None:
    """Return a header that is passed on, unless it is too long or not printable."""
    value = request.headers.get(name, "")
    return value if value.isprintable() and 0 < len(value) <= HEADER_MAX_CHARS else None


def _reply(answer: OutcomeBase | Told) -> Response:
    return Response(
        answer.model_dump_json().encode(),
        media_type="application/json",
        headers={"Server-Timing": server_timing(answer.timings)},
    )


def _refusal(error: GraphError) -> Response:
    """Turn an error into its reply; what may pass is 503 and says when to come back."""
    status = _STATUS.get(type(error), 422 if error.permanent else 503)
    headers = {"Retry-After": str(RETRY_AFTER_S)} if status == 503 else {}
    body = ErrorReply(code=error.code, message=error.message).model_dump_json().encode()
    return Response(body, status_code=status, media_type="application/json", headers=headers)
