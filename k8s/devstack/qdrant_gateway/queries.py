"""Questions: from Qdrant's REST query language to the engine's, and the answers back to JSON."""

from typing import Any
from uuid import UUID

import qdrant_edge as edge

from k8s.devstack.qdrant_gateway.errors import RequestMalformed
from k8s.devstack.qdrant_gateway.parsing import (
    LIMIT_DEFAULT,
    Json,
    filter_parse,
    id_parse,
    vector_parse,
)

_RRF_K_DEFAULT = 2


def query_parse(body: Json) -> edge.QueryRequest:
    """Return the engine's form of a query: nearest or fusion, with prefetches and filters."""
    return edge.QueryRequest(
        limit=int(body.get("limit") or LIMIT_DEFAULT),
        offset=int(body.get("offset") or 0),
        query=_scoring(body.get("query"), using=body.get("using")),
        prefetches=_prefetches(body.get("prefetch")),
        with_vector=selector_parse(body.get("with_vector"), default=False),
        with_payload=selector_parse(body.get("with_payload"), default=False),
        filter=filter_parse(body.get("filter")),
        score_threshold=body.get("score_threshold"),
        params=_params(body.get("params")),
    )


def _prefetches(value: Any) -> list[edge.Prefetch]:  # noqa: ANN401  # one prefetch or a list
    items = [value] if isinstance(value, dict) else value or []
    return [
        edge.Prefetch(
            limit=int(item.get("limit") or LIMIT_DEFAULT),
            query=_scoring(item.get("query"), using=item.get("using")),
            prefetches=_prefetches(item.get("prefetch")),
            params=_params(item.get("params")),
            filter=filter_parse(item.get("filter")),
            score_threshold=item.get("score_threshold"),
        )
        for item in items
    ]


def _params(body: Json | None) -> edge.SearchParams | None:
    if not body:
        return None
    return edge.SearchParams(hnsw_ef=body.get("hnsw_ef"), exact=bool(body.get("exact")))


def _scoring(query: Any, *, using: str | None) -> Any:  # noqa: ANN401  # the engine's union
    if query is None:
        return None
    if isinstance(query, dict) and "fusion" in query:
        return _fusion(query["fusion"], query)
    if isinstance(query, dict) and "rrf" in query:
        return _fusion("rrf", query["rrf"])
    if isinstance(query, dict) and "nearest" in query:
        query = query["nearest"]
    if isinstance(query, dict) and "indices" not in query:
        message = f"this kind of query is not supported: {sorted(query)}"
        raise RequestMalformed(message)
    return edge.Query.Nearest(vector_parse(query), using=using)


def _fusion(name: str, body: Json) -> Any:  # noqa: ANN401  # the stub hides the union
    if name == "dbsf":
        return edge.Fusion.Dbsf()
    return edge.Fusion.Rrf(k=int(body.get("k") or _RRF_K_DEFAULT), weights=body.get("weights"))


def selector_parse(value: Any, *, default: bool) -> Any:  # noqa: ANN401  # the engine's union
    """Return which part of a payload or of the vectors to answer with."""
    if value is None:
        return default
    if not isinstance(value, dict):
        return value
    if value.get("include") is not None:
        return edge.PayloadSelector.Include(value["include"])
    return edge.PayloadSelector.Exclude(value.get("exclude") or [])


def scroll_parse(body: Json) -> edge.ScrollRequest:
    """Return the engine's form of a scroll."""
    offset = body.get("offset")
    return edge.ScrollRequest(
        offset=None if offset is None else id_parse(offset),
        limit=int(body.get("limit") or LIMIT_DEFAULT),
        filter=filter_parse(body.get("filter")),
        with_payload=selector_parse(body.get("with_payload"), default=True),
        with_vector=selector_parse(body.get("with_vector"), default=False),
    )


def id_dump(value: int | UUID | str | None) -> int | str | None:
    """Return a point id as JSON can hold it."""
    return value if value is None or isinstance(value, int) else str(value)


def _vector_dump(value: Any) -> Any:  # noqa: ANN401  # the engine's union of vector kinds
    if isinstance(value, edge.SparseVector):
        return {"indices": value.indices, "values": value.values}
    if isinstance(value, dict):
        return {name: _vector_dump(vector) for name, vector in value.items()}
    return value


def record_dump(record: edge.Record) -> dict[str, Any]:
    """Return a stored point as JSON."""
    return {
        "id": id_dump(record.id),
        "payload": record.payload,
        "vector": _vector_dump(record.vector),
    }


def scored_dump(point: edge.ScoredPoint) -> dict[str, Any]:
    """Return a found point with its score as JSON."""
    return {
        "id": id_dump(point.id),
        "version": point.version,
        "score": point.score,
        "payload": point.payload,
        "vector": _vector_dump(point.vector),
    }
