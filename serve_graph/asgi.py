"""The door made from settings; with all stages beside it, a whole graph in one process.

Ray's replicas make their door here too, so that both answer alike.  The one-process graph is what
placement is measured against: ``uvicorn --factory serve_graph.asgi:application``.
"""

from collections.abc import Awaitable, Callable

import structlog
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from serve_graph.clients.callback import DjangoCallback
from serve_graph.contract import Stage
from serve_graph.ingress import Door, DoorLimits, TokenCheck
from serve_graph.pipeline import Stages
from serve_graph.settings import GraphSettings
from serve_graph.timing import MetricsSink, NoMetrics, Traces
from serve_graph.wiring import GraphArgs, LocalStages

Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def door_made(*, stages: Stages, settings: GraphSettings, sink: MetricsSink) -> Door:
    """Return the door to these stages."""
    limits = DoorLimits(
        body_max_bytes=settings.graph_body_max_bytes,
        learn_deadline_s=settings.graph_learn_deadline_s,
        departments_deadline_s=settings.graph_departments_deadline_s,
    )
    tokens = TokenCheck(key=settings.service_key.get_secret_value())
    return Door(
        stages=stages,
        limits=limits,
        tokens=tokens,
        traces=Traces(sink=sink, are_on=settings.graph_timings_on),
        callback=_callback(settings),
    )


def application() -> Application:
    """Return the graph of one process, without Ray: its metrics are not counted anywhere."""
    logs_to_json()
    settings = GraphSettings.from_environment()
    local = LocalStages(Stage, args=GraphArgs(), settings=settings)
    door = door_made(stages=Stages(**local.calls), settings=settings, sink=NoMetrics())

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(local, receive, send)
        if scope["type"] == "http":
            response = await door.answer(Request(scope, receive))
            await response(scope, receive, send)

    return answer


async def _live(local: LocalStages, receive: Receive, send: Send) -> None:
    """Follow the server from its start to its end, and close what was opened between."""
    while (await receive())["type"] != "lifespan.shutdown":
        await send({"type": "lifespan.startup.complete"})
    await local.aclose()
    await send({"type": "lifespan.shutdown.complete"})


def logs_to_json() -> None:
    """Write each event of this process as one line of JSON."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ]
    )


def _callback(settings: GraphSettings) -> DjangoCallback | None:
    if settings.callback_url is None:
        return None
    return DjangoCallback(
        base_url=str(settings.callback_url),
        service_key=settings.service_key.get_secret_value(),
    )
