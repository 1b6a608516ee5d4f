"""Reading from a collection: each function answers one kind of request with JSON."""

from typing import Any

import qdrant_edge as edge

from k8s.devstack.qdrant_gateway.parsing import Json, filter_parse, id_parse, type_names
from k8s.devstack.qdrant_gateway.queries import (
    id_dump,
    query_parse,
    record_dump,
    scored_dump,
    scroll_parse,
    selector_parse,
)
from k8s.devstack.qdrant_gateway.storage import Collection

_GROUPS_DEFAULT = 10
_GROUP_SIZE_DEFAULT = 3


def info(collection: Collection, _: Json) -> dict[str, Any]:
    """Return what the server tells about a collection."""
    shard = collection.shard.info()
    schema = {
        field: {"data_type": type_names[str(index.data_type)], "points": index.points}
        for field, index in shard.payload_schema.items()
    }
    created_from = collection.created_from
    params = {name: created_from.get(name) for name in ("vectors", "sparse_vectors")}
    return {
        "status": "green",
        "optimizer_status": "ok",
        "points_count": shard.points_count,
        "indexed_vectors_count": shard.indexed_vectors_count,
        "segments_count": shard.segments_count,
        "payload_schema": schema,
        "config": {
            "params": {key: value for key, value in params.items() if value},
            "hnsw_config": {"m": 16, "ef_construct": 100, "full_scan_threshold": 10_000},
            "optimizer_config": {"default_segment_number": 0, "flush_interval_sec": 0},
        },
    }


def retrieve(collection: Collection, body: Json) -> list[dict[str, Any]]:
    """Return the points with the given ids that exist."""
    records = collection.shard.retrieve(
        [id_parse(x) for x in body["ids"]],
        selector_parse(body.get("with_payload"), default=True),
        selector_parse(body.get("with_vector"), default=False),
    )
    return [record_dump(record) for record in records]


def query(collection: Collection, body: Json) -> dict[str, Any]:
    """Return the points that answer one query, best first."""
    return {"points": [scored_dump(p) for p in collection.shard.query(query_parse(body))]}


def query_batch(collection: Collection, body: Json) -> list[dict[str, Any]]:
    """Return one answer per query, in the order of the queries."""
    request = edge.QueryBatchRequest([query_parse(search) for search in body["searches"]])
    found = collection.shard.query_batch(request)
    return [{"points": [scored_dump(p) for p in points]} for points in found]


def query_groups(collection: Collection, body: Json) -> dict[str, Any]:
    """Return the best groups: every match is ranked, so a group is never missed."""
    key = body["group_by"]
    size = int(body.get("group_size") or _GROUP_SIZE_DEFAULT)
    matches = collection.shard.count(edge.CountRequest(filter=filter_parse(body.get("filter"))))
    asked = body.get("with_payload")
    needed = [*asked, key] if isinstance(asked, list) else bool(asked) or [key]
    wide = {**body, "limit": max(1, matches), "with_payload": needed}
    groups: dict[Any, list[dict[str, Any]]] = {}
    for point in collection.shard.query(query_parse(wide)):
        value = (point.payload or {}).get(key)
        for label in value if isinstance(value, list) else [value]:
            hits = groups.setdefault(label, [])
            if label is not None and len(hits) < size:
                hits.append(_with_asked_payload(scored_dump(point), body))
    groups.pop(None, None)
    best = list(groups.items())[: int(body.get("limit") or _GROUPS_DEFAULT)]
    return {"groups": [{"id": label, "hits": hits} for label, hits in best]}


def _with_asked_payload(point: dict[str, Any], body: Json) -> dict[str, Any]:
    asked = body.get("with_payload")
    if isinstance(asked, list):
        point["payload"] = {name: point["payload"].get(name) for name in asked}
    elif not asked:
        point["payload"] = None
    return point


def scroll(collection: Collection, body: Json) -> dict[str, Any]:
    """Return one page of points and where the next begins."""
    records, following = collection.shard.scroll(scroll_parse(body))
    return {"points": [record_dump(r) for r in records], "next_page_offset": id_dump(following)}


def count(collection: Collection, body: Json) -> dict[str, int]:
    """Return how many points match."""
    request = edge.CountRequest(exact=True, filter=filter_parse(body.get("filter")))
    return {"count": collection.shard.count(request)}
