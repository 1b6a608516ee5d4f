"""Labelled texts, their two halves, and the departments as the index learns them."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

from serve_graph.contract import Language, Script
from serve_graph.contract_teaching import DepartmentsRequest

DISTRICT = "quality"
_DATA = Path(__file__).parents[1] / "data"
AUTHORED_PATH = _DATA / "injection_authored.jsonl"
APPEALS_PATH = _DATA / "routing_authored.jsonl"


class RoutingRow(BaseModel):
    """A citizen's text and its right department."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    text: str
    lang: Language
    script: Script
    department: str


class InjectionRow(BaseModel):
    """A text that attacks the model, or one that does not; ``kind`` says how it looks."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    text: str
    lang: str
    kind: str
    is_injection: bool


class Department(BaseModel):
    """A department of the project's file."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    code: str
    name_uz: str
    name_ru: str
    description_uz: str
    description_ru: str
    wordings_uz: tuple[str, ...] = ()
    wordings_ru: tuple[str, ...] = ()

    def texts(self) -> list[dict[str, Any]]:
        """Return the texts as the wire has them."""
        return [
            {
                "language": language.value,
                "name": getattr(self, f"name_{language}"),
                "description": getattr(self, f"description_{language}"),
                "wordings": getattr(self, f"wordings_{language}"),
            }
            for language in Language
        ]


def is_train(row_id: str) -> bool:
    """Return whether the models may see the row."""
    return hashlib.sha256(row_id.encode()).digest()[0] % 2 == 0


def routing_read(path: Path) -> list[RoutingRow]:
    """Return the labelled appeals."""
    return [RoutingRow.model_validate(row) for row in _lines(path)]


def injection_read(path: Path) -> list[InjectionRow]:
    """Return the labelled attacks and harmless texts."""
    return [InjectionRow.model_validate(row) for row in _lines(path)]


def departments_read(path: Path) -> tuple[Department, ...]:
    """Return the departments."""
    return TypeAdapter(tuple[Department, ...]).validate_json(path.read_bytes())


def departments_request(
    departments: Sequence[Department], *, prefix: str = "", district: str = DISTRICT
) -> DepartmentsRequest:
    """Return the request that teaches the index; a prefix makes the codes unknown to all models."""
    upserts = [
        {
            "department_id": uuid.uuid5(uuid.NAMESPACE_DNS, department.code),
            "code": f"{prefix}{department.code}",
            "district": district,
            "texts": department.texts(),
        }
        for department in departments
    ]
    return DepartmentsRequest.model_validate({"district": district, "departments": upserts})


def _lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
