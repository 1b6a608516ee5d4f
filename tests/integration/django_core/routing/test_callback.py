"""The signed callback: believed once, and only from the graph (S8)."""

import base64
import hashlib
import json
import uuid
from datetime import UTC, datetime, timedelta

import jwt
import pytest

from django_core.conversations.lifecycle import SessionStatus
from django_core.conversations.models import Session
from django_core.routing.models import AIAnalysis, CallbackToken
from django_core.routing.services import callback_tokens_expire
from serve_graph.contract import CALLBACK_PATH
from serve_graph.contract_progress import PROGRESS_PATH, Progress, RunStep
from serve_graph.signing import AUDIENCE_DJANGO, AUDIENCE_GRAPH, sign
from tests.factories.messages import claim_open, routed, submit

OTHER_KEY = "another-key-that-is-long-enough-000000"


@pytest.fixture
def body(citizen, water) -> bytes:
    saved = submit(citizen)
    claim_open(saved)
    return routed(saved.message.pk, water).model_dump_json().encode()


@pytest.fixture
def key(settings) -> str:
    return settings.SERVICE_KEY


def _post(client, body: bytes, token: str | None, *, path: str = CALLBACK_PATH):
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return client.post(path, body, content_type="application/json", headers=headers)


def _good(key: str, body: bytes, *, at: timedelta = timedelta(0)) -> str:
    return sign(key=key, audience=AUDIENCE_DJANGO, body=body, now=datetime.now(tz=UTC) + at)


def _unsigned(body: bytes) -> str:
    now = datetime.now(tz=UTC)
    claims = {
        "aud": AUDIENCE_DJANGO,
        "iat": int(now.timestamp()),
        "exp": int(now.timestamp()) + 60,
        "jti": str(uuid.uuid4()),
        "body_sha256": hashlib.sha256(body).hexdigest(),
    }
    parts = [{"alg": "none", "typ": "JWT"}, claims]
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts]
    return (b".".join(coded) + b".").decode()


def test_signed_outcome_is_applied(client, body, key):
    answer = _post(client, body, _good(key, body))
    assert (answer.status_code, answer.json()) == (200, {"applied": True})
    assert Session.objects.get().status == SessionStatus.WAITING


def test_second_delivery_with_a_new_token_changes_nothing(client, body, key):
    _post(client, body, _good(key, body))
    answer = _post(client, body, _good(key, body))
    assert (answer.status_code, answer.json()) == (200, {"applied": False})
    assert AIAnalysis.objects.count() == 1


@pytest.mark.parametrize(
    "token_of",
    [
        lambda _key, _body: None,
        lambda _key, _body: "",
        lambda _key, _body: "abc.def.ghi",
        lambda key, body: _good(key, body, at=timedelta(seconds=-61 - 5)),
        lambda key, body: sign(
            key=key, audience=AUDIENCE_GRAPH, body=body, now=datetime.now(tz=UTC)
        ),
        lambda _key, body: _unsigned(body),
        lambda _key, body: _good(OTHER_KEY, body),
        lambda key, body: _good(key, body + b" "),
        lambda key, _body: jwt.encode({"aud": AUDIENCE_DJANGO}, key, algorithm="HS256"),
    ],
    ids=[
        "none",
        "empty",
        "garbage",
        "expired",
        "wrong audience",
        "alg none",
        "other key",
        "changed body",
        "without claims",
    ],
)
def test_anything_else_is_refused_and_changes_nothing(client, body, key, token_of):
    answer = _post(client, body, token_of(key, body))
    assert answer.status_code == 401
    assert set(answer.json()) == {"code", "message", "data"}
    assert Session.objects.get().status == SessionStatus.ROUTING
    assert not CallbackToken.objects.exists()


def test_replayed_token_is_refused(client, body, key):
    token = _good(key, body)
    _post(client, body, token)
    answer = _post(client, body, token)
    assert (answer.status_code, answer.json()["code"]) == (401, "TOKEN_REPLAYED")


def test_citizen_may_not_use_it(client, citizen, body, key):
    client.force_login(citizen)
    assert _post(client, body, None).status_code == 403


def test_signed_body_that_is_no_outcome_is_422(client, key, db):
    answer = _post(client, b"{}", _good(key, b"{}"))
    assert (answer.status_code, answer.json()["code"]) == (422, "OUTCOME_INVALID")


def test_outcome_of_an_unknown_message_is_accepted_and_changes_nothing(client, key, water):
    body = routed(uuid.uuid4(), water).model_dump_json().encode()
    assert _post(client, body, _good(key, body)).json() == {"applied": False}


def _progress(client, key, told: Progress):
    body = told.model_dump_json().encode()
    return _post(client, body, _good(key, body), path=PROGRESS_PATH)


def test_progress_of_the_running_attempt_is_told_and_leaves_no_row(client, citizen, water, key):
    saved = submit(citizen)
    claim = claim_open(saved)
    told = Progress(message_uuid=saved.message.pk, fence=claim.fence, step=RunStep.SEARCHED)
    late = told.model_copy(update={"fence": claim.fence + 1})
    assert _progress(client, key, told).json() == {"applied": True}
    assert _progress(client, key, late).json() == {"applied": False}
    assert not CallbackToken.objects.exists()
    outcome = routed(saved.message.pk, water, fence=claim.fence).model_dump_json().encode()
    _post(client, outcome, _good(key, outcome))
    assert _progress(client, key, told).json() == {"applied": False}


def test_progress_is_believed_only_from_the_graph(client, citizen, db, key):
    body = b"{}"
    assert _post(client, body, _good(OTHER_KEY, body), path=PROGRESS_PATH).status_code == 401
    answer = _post(client, body, _good(key, body), path=PROGRESS_PATH)
    assert (answer.status_code, answer.json()["code"]) == (422, "PROGRESS_INVALID")
    client.force_login(citizen)
    assert _post(client, body, None, path=PROGRESS_PATH).status_code == 403


def test_expired_tokens_are_forgotten(db):
    now = datetime.now(tz=UTC)
    CallbackToken.objects.create(jti=uuid.uuid4(), expires_at=now - timedelta(hours=1))
    CallbackToken.objects.create(jti=uuid.uuid4(), expires_at=now)
    assert callback_tokens_expire() == 1
