"""The schema that the frontend's types are made from is the one that the API has now."""

import json
from pathlib import Path
from typing import Any

from drf_spectacular.generators import SchemaGenerator

KEPT = Path(__file__).resolve().parents[2] / "frontend" / "src" / "lib" / "api" / "schema.json"


def _shape(schema: dict[str, Any]) -> dict[str, Any]:
    """Leave out how people prove who they are: that depends on settings, the types do not."""
    for operations in schema["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)
    return {"paths": schema["paths"], "schemas": schema["components"]["schemas"]}


def test_types_of_the_frontend_are_those_of_the_api():
    made = json.loads(json.dumps(SchemaGenerator().get_schema(public=True), default=str))
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    assert _shape(made) == _shape(kept), "run `make api-types` and commit what it writes"
