"""The HTTP door: the part of Qdrant's REST API that the graph's client uses."""

import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import qdrant_edge as edge
from pydantic_core import from_json, to_json
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from k8s.devstack.qdrant_gateway import answers
from k8s.devstack.qdrant_gateway.errors import GatewayError, RequestMalformed
from k8s.devstack.qdrant_gateway.parsing import (
    Json,
    filter_parse,
    id_parse,
    index_parse,
    points_parse,
    update_mode_parse,
)
from k8s.devstack.qdrant_gateway.storage import Collection, Storage

SERVER_VERSION = "1.20.0"  # The REST dialect spoken, so that the client does not warn.
_TITLE = "qdrant - vector search engine (embedded)"

Handler = Callable[[Request], Awaitable[Response]]


def app_build(storage: Storage) -> Starlette:
    """Return the ASGI application over ``storage``."""
    doors = _Doors(storage)
    one = "/collections/{name}"
    return Starlette(
        routes=[
            Route("/", doors.version),
            *(Route(path, doors.health) for path in ("/healthz", "/readyz", "/livez")),
            Route("/collections", doors.collections),
            Route("/collections/aliases", doors.aliases_change, methods=["POST"]),
            Route("/aliases", doors.aliases),
            Route(one, doors.create, methods=["PUT"]),
            Route(one, doors.delete, methods=["DELETE"]),
            Route(one, doors.on(answers.info)),
            Route(f"{one}/exists", doors.exists),
            Route(f"{one}/aliases", doors.aliases),
            Route(f"{one}/index", doors.on(_index_create), methods=["PUT"]),
            Route(f"{one}/points", doors.on(_points_upsert), methods=["PUT"]),
            Route(f"{one}/points", doors.on(answers.retrieve), methods=["POST"]),
            Route(f"{one}/points/delete", doors.on(_points_delete), methods=["POST"]),
            Route(f"{one}/points/payload", doors.on(_payload_set), methods=["POST"]),
            Route(f"{one}/points/query", doors.on(answers.query), methods=["POST"]),
            Route(f"{one}/points/query/batch", doors.on(answers.query_batch), methods=["POST"]),
            Route(f"{one}/points/query/groups", doors.on(answers.query_groups), methods=["POST"]),
            Route(f"{one}/points/scroll", doors.on(answers.scroll), methods=["POST"]),
            Route(f"{one}/points/count", doors.on(answers.count), methods=["POST"]),
        ],
        exception_handlers={GatewayError: _refused, Exception: _failed},
    )


class _Doors:
    """The handlers that know the storage; the engine works in threads, without the GIL."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def version(self, _: Request) -> Response:
        return _json({"title": _TITLE, "version": SERVER_VERSION})

    async def health(self, _: Request) -> Response:
        return PlainTextResponse("healthz check passed")

    async def collections(self, _: Request) -> Response:
        return _ok({"collections": [{"name": name} for name in self._storage.names()]})

    async def create(self, request: Request) -> Response:
        body = await _body(request)
        await run_in_threadpool(_worked, self._storage.create, request.path_params["name"], body)
        return _ok(result=True)

    async def delete(self, request: Request) -> Response:
        name = request.path_params["name"]
        return _ok(result=await run_in_threadpool(self._storage.delete, name))

    async def exists(self, request: Request) -> Response:
        return _ok({"exists": self._storage.exists(request.path_params["name"])})

    async def aliases_change(self, request: Request) -> Response:
        body = await _body(request)
        await run_in_threadpool(_worked, self._storage.aliases_change, body.get("actions", []))
        return _ok(result=True)

    async def aliases(self, request: Request) -> Response:
        only = request.path_params.get("name")
        found = [
            {"alias_name": alias, "collection_name": target}
            for alias, target in sorted(self._storage.aliases.items())
            if only in {None, target}
        ]
        return _ok({"aliases": found})

    def on(self, work: Callable[[Collection, Json], object]) -> Handler:
        """Return a handler that runs ``work`` on the collection the path names."""

        async def handle(request: Request) -> Response:
            started_s = time.perf_counter()
            body = await _body(request) if request.method != "GET" else {}
            collection = self._storage.get(request.path_params["name"])
            result = await run_in_threadpool(_worked, work, collection, body)
            return _ok(result, spent_s=time.perf_counter() - started_s)

        return handle


async def _body(request: Request) -> dict[str, Any]:
    """Return the JSON object of a request; raises ``RequestMalformed``."""
    try:
        body = from_json(await request.body())
    except ValueError as error:
        message = "Format error in JSON body"
        raise RequestMalformed(message) from error
    if not isinstance(body, dict):
        message = "the JSON body must be an object"
        raise RequestMalformed(message)
    return body


def _worked(work: Callable[..., object], *arguments: object) -> object:
    """Run ``work``; the engine raises plain exceptions about its input, which mean 400 here."""
    try:
        return work(*arguments)
    except GatewayError:
        raise
    except Exception as error:
        message = f"Wrong input: {type(error).__name__}: {error}"
        raise RequestMalformed(message) from error


def _ok(result: object, *, spent_s: float = 0.0) -> Response:
    return _json({"result": result, "status": "ok", "time": spent_s})


def _json(body: object, *, status: int = HTTPStatus.OK) -> Response:
    """Answer in JSON by pydantic's core, which writes four times as fast as Starlette."""
    return Response(to_json(body), status_code=status, media_type="application/json")


async def _refused(_: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, GatewayError) else HTTPStatus.BAD_REQUEST
    return _json({"status": {"error": str(error)}, "time": 0.0}, status=status)


async def _failed(_: Request, error: Exception) -> Response:
    body = {"status": {"error": f"Service internal error: {type(error).__name__}"}, "time": 0.0}
    return _json(body, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _done(operation_id: int) -> dict[str, object]:
    return {"operation_id": operation_id, "status": "completed"}


def _index_create(collection: Collection, body: Json) -> object:
    field, schema = index_parse(body)
    return _done(collection.update(edge.UpdateOperation.create_field_index(field, schema)))


def _points_upsert(collection: Collection, body: Json) -> object:
    operation = edge.UpdateOperation.upsert_points(
        points_parse(body),
        condition=filter_parse(body.get("update_filter")),
        update_mode=update_mode_parse(body),
    )
    return _done(collection.update(operation))


def _points_delete(collection: Collection, body: Json) -> object:
    condition = filter_parse(body.get("filter"))
    if condition is not None:
        operation = edge.UpdateOperation.delete_points_by_filter(condition)
    else:
        operation = edge.UpdateOperation.delete_points([id_parse(x) for x in body["points"]])
    return _done(collection.update(operation))


def _payload_set(collection: Collection, body: Json) -> object:
    condition = filter_parse(body.get("filter"))
    if condition is not None:
        operation = edge.UpdateOperation.set_payload_by_filter(condition, body["payload"])
    else:
        ids = [id_parse(x) for x in body["points"]]
        operation = edge.UpdateOperation.set_payload(ids, body["payload"])
    return _done(collection.update(operation))
