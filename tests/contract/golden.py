"""The wires as JSON schema: what ``wire.schema.json`` and ``live.schema.json`` must hold."""

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from django_core.realtime import events
from serve_graph import contract, contract_progress, contract_teaching

GOLDEN_PATH = Path(__file__).with_name("wire.schema.json")
LIVE_PATH = Path(__file__).with_name("live.schema.json")
WIRE_TYPES: dict[str, Any] = {
    "RouteRequest": contract.RouteRequest,
    "Outcome": contract.Outcome,
    "LearnRequest": contract_teaching.LearnRequest,
    "LearnReply": contract_teaching.LearnReply,
    "DepartmentsRequest": contract_teaching.DepartmentsRequest,
    "ReplayRequest": contract_teaching.ReplayRequest,
    "ReplayReply": contract_teaching.ReplayReply,
    "PreviewRequest": contract_teaching.PreviewRequest,
    "PreviewReply": contract_teaching.PreviewReply,
    "RebuildRequest": contract_teaching.RebuildRequest,
    "Progress": contract_progress.Progress,
    "ErrorReply": contract.ErrorReply,
}


def wire_schema() -> dict[str, Any]:
    """Return the JSON schema of every type that crosses between Django and the graph."""
    return {
        name: TypeAdapter(wire_type).json_schema(mode="serialization")
        for name, wire_type in WIRE_TYPES.items()
    }


def live_schema() -> dict[str, Any]:
    """Return the JSON schema of every frame between a browser and a socket."""
    frames = {"ServerFrame": events.server_frames, "ClientFrame": events.client_frames}
    return {name: frame.json_schema(mode="serialization") for name, frame in frames.items()}


def _write(path: Path, schema: dict[str, Any]) -> None:
    text = json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    _write(GOLDEN_PATH, wire_schema())
    _write(LIVE_PATH, live_schema())
