"""The wire as JSON schema: what ``tests/contract/wire.schema.json`` must hold."""

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from serve_graph import contract

GOLDEN_PATH = Path(__file__).with_name("wire.schema.json")
WIRE_TYPES: dict[str, Any] = {
    "RouteRequest": contract.RouteRequest,
    "Outcome": contract.Outcome,
    "LearnRequest": contract.LearnRequest,
    "LearnReply": contract.LearnReply,
    "DepartmentsRequest": contract.DepartmentsRequest,
    "ReplayRequest": contract.ReplayRequest,
    "ReplayReply": contract.ReplayReply,
    "RebuildRequest": contract.RebuildRequest,
    "ErrorReply": contract.ErrorReply,
}


def wire_schema() -> dict[str, Any]:
    """Return the JSON schema of every type that crosses between Django and the graph."""
    return {
        name: TypeAdapter(wire_type).json_schema(mode="serialization")
        for name, wire_type in WIRE_TYPES.items()
    }


if __name__ == "__main__":
    GOLDEN_PATH.write_text(
        json.dumps(wire_schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n",
        encoding="utf-8",
    )
