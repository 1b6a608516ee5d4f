"""The contract between Django and the graph changes by addition only."""

import json
from uuid import uuid4

import pytest
from pydantic import TypeAdapter, ValidationError

from serve_graph.contract import (
    DEFAULT_DEADLINE_S,
    DEFAULT_MAX_TOKENS,
    DEFAULT_MODEL,
    DEFAULT_TEMPERATURE,
    Outcome,
    Routed,
    RouteRequest,
)
from tests.contract.golden import GOLDEN_PATH, wire_schema

OUTSIDE_REQUEST = {
    "schema_version": 1,
    "message_uuid": str(uuid4()),
    "text": "На улице Навои не горят фонари.",
    "district": "yunusobod",
}
DEPARTMENT = {"department_id": str(uuid4()), "code": "electricity", "name": "Электросети"}
ROUTED = {
    "kind": "ROUTED",
    "message_uuid": str(uuid4()),
    "decision": {**DEPARTMENT, "confidence": 0.9, "reason": "Уличное освещение."},
}


def test_wire_equals_the_golden_file():
    """Run ``make golden`` after an additive change, and read the difference before committing."""
    assert json.loads(GOLDEN_PATH.read_text(encoding="utf-8")) == wire_schema()


def test_outside_request_needs_four_fields_and_gets_the_defaults_of_p18():
    request = RouteRequest.model_validate(OUTSIDE_REQUEST)
    assert (request.model, request.temperature, request.max_tokens, request.deadline_s) == (
        DEFAULT_MODEL,
        DEFAULT_TEMPERATURE,
        DEFAULT_MAX_TOKENS,
        DEFAULT_DEADLINE_S,
    )


def test_fields_of_a_later_version_are_ignored():
    outcome = TypeAdapter(Outcome).validate_python({**ROUTED, "mood": "calm"})
    assert isinstance(outcome, Routed)
    assert not hasattr(outcome, "mood")


@pytest.mark.parametrize(
    "change",
    [
        {"schema_version": 2},
        {"text": ""},
        {"text": "а" * 4001},
        {"district": "../etc"},
        {"temperature": 3},
        {"max_tokens": 0},
        {"deadline_s": 0},
        {"message_uuid": "42"},
    ],
    ids=lambda change: str(change)[:24],
)
def test_request_outside_the_limits_is_refused(change: dict[str, object]):
    with pytest.raises(ValidationError):
        RouteRequest.model_validate({**OUTSIDE_REQUEST, **change})


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "ROUTED", "decision": None},
        {"kind": "INJECTION"},
        {"kind": "UNSURE"},
        {"kind": "FAILED"},
        {"kind": "MAYBE"},
        {"decision": {**ROUTED["decision"], "confidence": 1.2}},
    ],
    ids=["no decision", "no report", "no reason", "no code", "unknown kind", "confidence over 1"],
)
def test_outcome_that_contradicts_its_kind_is_refused(broken: dict[str, object]):
    with pytest.raises(ValidationError):
        TypeAdapter(Outcome).validate_python({**ROUTED, **broken})
