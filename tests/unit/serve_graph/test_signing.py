"""What a token between Django and the graph must prove (S8)."""

import base64
import hashlib
import json
import uuid
from datetime import UTC, datetime, timedelta

import jwt
import pytest

from serve_graph.signing import (
    AUDIENCE_DJANGO,
    AUDIENCE_GRAPH,
    CLOCKS_MAY_DIFFER,
    TOKEN_LIVES,
    SignatureInvalid,
    sign,
    verify,
)

KEY = "k" * 32
OTHER_KEY = "o" * 32
BODY = b'{"kind":"ROUTED"}'


def _now() -> datetime:
    return datetime.now(tz=UTC)


def _token(*, age: timedelta = timedelta(0), key: str = KEY, audience: str = AUDIENCE_DJANGO):
    return sign(key=key, audience=audience, body=BODY, now=_now() - age)


def _claims(**changes: object) -> dict[str, object]:
    claims: dict[str, object] = {
        "aud": AUDIENCE_DJANGO,
        "iat": _now(),
        "exp": _now() + TOKEN_LIVES,
        "jti": str(uuid.uuid4()),
        "body_sha256": hashlib.sha256(BODY).hexdigest(),
    }
    claims.update(changes)
    return {name: value for name, value in claims.items() if value is not None}


def _code_of(token: str, body: bytes = BODY) -> str:
    with pytest.raises(SignatureInvalid) as caught:
        verify(key=KEY, audience=AUDIENCE_DJANGO, body=body, token=token)
    return caught.value.code


def test_fresh_token_proves_its_body_and_tells_its_one_time_id():
    claims = verify(key=KEY, audience=AUDIENCE_DJANGO, body=BODY, token=_token())
    assert isinstance(claims.jti, uuid.UUID)
    assert timedelta(seconds=50) < claims.expires_at - _now() <= TOKEN_LIVES


def test_two_tokens_for_one_body_have_different_ids():
    ids = {
        verify(key=KEY, audience=AUDIENCE_DJANGO, body=BODY, token=_token()).jti for _ in range(2)
    }
    assert len(ids) == 2


def test_token_over_a_minute_old_is_refused():
    assert _code_of(_token(age=TOKEN_LIVES + CLOCKS_MAY_DIFFER + timedelta(seconds=1))) == (
        "TOKEN_EXPIRED"
    )


def test_token_for_the_other_side_is_refused():
    assert _code_of(_token(audience=AUDIENCE_GRAPH)) == "TOKEN_AUDIENCE_WRONG"


def test_token_of_another_key_is_refused():
    assert _code_of(_token(key=OTHER_KEY)) == "TOKEN_INVALID"


def test_changed_body_is_refused():
    assert _code_of(_token(), body=BODY + b" ") == "BODY_CHANGED"


@pytest.mark.parametrize("missing", ["aud", "iat", "exp", "jti", "body_sha256"])
def test_token_without_a_claim_is_refused(missing: str):
    assert _code_of(jwt.encode(_claims(**{missing: None}), KEY)) in {
        "TOKEN_INVALID",
        "TOKEN_AUDIENCE_WRONG",
    }


def test_token_that_wants_to_live_longer_is_refused():
    token = jwt.encode(_claims(exp=_now() + timedelta(hours=1)), KEY)
    assert _code_of(token) == "TOKEN_TOO_LONG_LIVED"


def test_one_time_id_that_is_no_uuid_is_refused():
    assert _code_of(jwt.encode(_claims(jti="1"), KEY)) == "TOKEN_INVALID"


def test_unsigned_token_is_refused():
    header, payload = (
        base64.urlsafe_b64encode(json.dumps(part, default=str).encode()).rstrip(b"=").decode()
        for part in ({"alg": "none", "typ": "JWT"}, _claims(iat=0, exp=2**33))
    )
    assert _code_of(f"{header}.{payload}.") == "TOKEN_INVALID"


@pytest.mark.parametrize("token", ["", "a.b.c", "not a token", "\x00", "é"])
def test_token_that_is_no_token_is_refused(token: str):
    assert _code_of(token) == "TOKEN_INVALID"
