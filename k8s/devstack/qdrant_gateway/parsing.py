"""From the JSON of Qdrant's REST API to the types of the embedded engine, and back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import qdrant_edge as edge

from k8s.devstack.qdrant_gateway.errors import RequestMalformed

LIMIT_DEFAULT = 10
_RANGE_BOUNDS = ("gte", "gt", "lte", "lt")
_DISTANCES = {
    "Cosine": edge.Distance.Cosine,
    "Dot": edge.Distance.Dot,
    "Euclid": edge.Distance.Euclid,
    "Manhattan": edge.Distance.Manhattan,
}
_INDEX_TYPES = {
    "keyword": edge.PayloadSchemaType.Keyword,
    "integer": edge.PayloadSchemaType.Integer,
    "float": edge.PayloadSchemaType.Float,
    "bool": edge.PayloadSchemaType.Bool,
    "datetime": edge.PayloadSchemaType.Datetime,
    "uuid": edge.PayloadSchemaType.Uuid,
    "text": edge.PayloadSchemaType.Text,
}
_UPDATE_MODES = {
    "upsert": edge.UpdateMode.Upsert,
    "insert_only": edge.UpdateMode.InsertOnly,
    "update_only": edge.UpdateMode.UpdateOnly,
}

type_names: dict[str, str] = {str(kind): name for name, kind in _INDEX_TYPES.items()}

Json = Mapping[str, Any]


def known(name: Any, names: Mapping[str, Any], *, what: str) -> Any:  # noqa: ANN401  # engine enums
    """Return what ``name`` stands for; raises ``RequestMalformed`` for a name not spoken here."""
    if name not in names:
        message = f"{what} {name!r} is not supported; known: {', '.join(names)}"
        raise RequestMalformed(message)
    return names[name]


def config_parse(body: Json) -> edge.EdgeConfig:
    """Return the engine's configuration of a create request: named dense and sparse vectors."""
    vectors = body.get("vectors") or {}
    if "size" in vectors:
        vectors = {"": vectors}
    dense = {name: _dense_params(params) for name, params in vectors.items()}
    sparse = {
        name: _sparse_params(params or {})
        for name, params in (body.get("sparse_vectors") or {}).items()
    }
    if not dense and not sparse:
        message = "a collection needs at least one vector"
        raise RequestMalformed(message)
    return edge.EdgeConfig(vectors=dense, sparse_vectors=sparse)


def _dense_params(params: Json) -> edge.EdgeVectorParams:
    distance = known(params.get("distance"), _DISTANCES, what="distance")
    return edge.EdgeVectorParams(size=int(params["size"]), distance=distance)


def _sparse_params(params: Json) -> edge.EdgeSparseVectorParams:
    modifier = params.get("modifier") or "none"
    modifiers = {"none": None, "idf": edge.Modifier.Idf}
    return edge.EdgeSparseVectorParams(modifier=known(modifier, modifiers, what="modifier"))


def id_parse(value: Any) -> int | UUID | str:  # noqa: ANN401  # any JSON may stand here
    """Return a point id; raises ``RequestMalformed`` unless it is a number or a UUID."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    try:
        return UUID(str(value))
    except ValueError as error:
        message = f"{value!r} is not a valid point ID, it must be an unsigned integer or a UUID"
        raise RequestMalformed(message) from error


def points_parse(body: Json) -> list[edge.Point]:
    """Return the points of an upsert, sent one by one or as columns (``batch``)."""
    batch = body.get("batch")
    if batch is None:
        return [_point(point) for point in body["points"]]
    payloads = batch.get("payloads") or [None] * len(batch["ids"])
    vectors = batch["vectors"]
    if isinstance(vectors, Mapping):
        vectors = [
            dict(zip(vectors, row, strict=True)) for row in zip(*vectors.values(), strict=True)
        ]
    rows = zip(batch["ids"], vectors, payloads, strict=True)
    return [_point({"id": key, "vector": row, "payload": load}) for key, row, load in rows]


def _point(point: Json) -> edge.Point:
    return edge.Point(id_parse(point["id"]), _vectors(point["vector"]), point.get("payload") or {})


def _vectors(value: Any) -> Any:  # noqa: ANN401  # the engine's union of vector kinds
    if isinstance(value, Mapping):
        return {name: vector_parse(vector) for name, vector in value.items()}
    return vector_parse(value)


def vector_parse(value: Any) -> Any:  # noqa: ANN401  # the engine's union of vector kinds
    """Return one dense or sparse vector."""
    if isinstance(value, Mapping):
        return edge.SparseVector(list(value["indices"]), [float(x) for x in value["values"]])
    return [float(x) for x in value]


def update_mode_parse(body: Json) -> edge.UpdateMode:
    """Return how an upsert treats points that are there already."""
    mode = known(body.get("update_mode") or "upsert", _UPDATE_MODES, what="update_mode")
    assert isinstance(mode, edge.UpdateMode)  # noqa: S101  # narrows a table's value for mypy
    return mode


def index_parse(body: Json) -> tuple[str, edge.PayloadSchemaType]:
    """Return the field of a payload index and its type."""
    schema = body["field_schema"]
    name = schema["type"] if isinstance(schema, Mapping) else schema
    return body["field_name"], known(name, _INDEX_TYPES, what="field_schema")


def filter_parse(body: Json | None) -> edge.Filter | None:
    """Return the engine's filter, or None when there is none."""
    if not body:
        return None
    unknown = set(body) - {"must", "should", "must_not", "min_should"}
    if unknown:
        message = f"a filter knows no {sorted(unknown)}"
        raise RequestMalformed(message)
    return edge.Filter(
        must=_conditions(body.get("must")),
        should=_conditions(body.get("should")),
        must_not=_conditions(body.get("must_not")),
        min_should=_min_should(body.get("min_should")),
    )


def _min_should(body: Json | None) -> edge.MinShould | None:
    if not body:
        return None
    return edge.MinShould(_conditions(body["conditions"]) or [], int(body["min_count"]))


def _conditions(value: Any) -> list[Any] | None:  # noqa: ANN401  # one condition or a list
    if value is None:
        return None
    items: Sequence[Json] = [value] if isinstance(value, Mapping) else value
    return [_condition(item) for item in items]


def _condition(item: Json) -> Any:  # noqa: ANN401  # the engine's union of conditions
    kinds: dict[str, Callable[[], Any]] = {
        "has_id": lambda: edge.HasIdCondition({id_parse(x) for x in item["has_id"]}),
        "is_empty": lambda: edge.IsEmptyCondition(item["is_empty"]["key"]),
        "is_null": lambda: edge.IsNullCondition(item["is_null"]["key"]),
        "has_vector": lambda: edge.HasVectorCondition(item["has_vector"]),
        "match": lambda: edge.FieldCondition(item["key"], match=_match(item["match"])),
        "range": lambda: edge.FieldCondition(item["key"], range=_range(item["range"])),
        "must": lambda: filter_parse(item),
        "should": lambda: filter_parse(item),
        "must_not": lambda: filter_parse(item),
    }
    kind = next((name for name in kinds if item.get(name) is not None), None)
    return known(kind, kinds, what="condition")()


def _match(body: Json) -> Any:  # noqa: ANN401  # the engine's union of matches
    kinds: dict[str, Callable[[Any], Any]] = {
        "value": edge.MatchValue,
        "any": edge.MatchAny,
        "except": edge.MatchExcept,
        "text": edge.MatchText,
    }
    kind = next((name for name in body if name in kinds), None)
    return known(kind, kinds, what="match")(body[str(kind)])


def _range(body: Json) -> edge.RangeFloat:
    bounds = {name: body.get(name) for name in _RANGE_BOUNDS}
    if any(isinstance(bound, str) for bound in bounds.values()):
        message = "only numbers can be compared here, no dates"
        raise RequestMalformed(message)
    return edge.RangeFloat(**bounds)
