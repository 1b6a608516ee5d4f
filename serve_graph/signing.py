"""How Django and the graph prove themselves to each other: one token format, both directions.

A token is a JWT (HS256) that lives one minute, names its audience, carries a one-time id and the
SHA-256 of the body it travels with, so that neither the token nor the body can be used again or
exchanged (S8 of the fault and security plan).  Whoever verifies also refuses a ``jti`` it has seen.
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest

import jwt

TOKEN_LIVES = timedelta(seconds=60)
CLOCKS_MAY_DIFFER = timedelta(seconds=5)
AUDIENCE_DJANGO = "civic-django"
AUDIENCE_GRAPH = "civic-graph"
_ALGORITHM = "HS256"
_REQUIRED_CLAIMS = ["aud", "exp", "iat", "jti", "body_sha256"]


class SignatureInvalid(Exception):  # noqa: N818  # it names the fact, like the other errors
    """The token does not prove what it must; ``code`` says which check failed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Claims:
    """What a valid token says: its one-time id, and until when that id must be remembered."""

    jti: uuid.UUID
    expires_at: datetime


def sign(*, key: str, audience: str, body: bytes, now: datetime) -> str:
    """Return a token for ``body`` that only ``audience`` accepts, for one minute from ``now``."""
    claims = {
        "aud": audience,
        "iat": now,
        "exp": now + TOKEN_LIVES,
        "jti": str(uuid.uuid4()),
        "body_sha256": hashlib.sha256(body).hexdigest(),
    }
    return jwt.encode(claims, key, algorithm=_ALGORITHM)


def verify(*, key: str, audience: str, body: bytes, token: str) -> Claims:
    """Return the claims of ``token``; raises ``SignatureInvalid`` when any part does not hold."""
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[_ALGORITHM],
            audience=audience,
            leeway=CLOCKS_MAY_DIFFER,
            options={"require": _REQUIRED_CLAIMS},
        )
        jti = uuid.UUID(claims["jti"])
    except jwt.ExpiredSignatureError as error:
        raise SignatureInvalid("TOKEN_EXPIRED") from error
    except jwt.InvalidAudienceError as error:
        raise SignatureInvalid("TOKEN_AUDIENCE_WRONG") from error
    except (jwt.InvalidTokenError, ValueError, AttributeError) as error:
        raise SignatureInvalid("TOKEN_INVALID") from error
    lived = claims["exp"] - claims["iat"]
    if lived > TOKEN_LIVES.total_seconds():
        raise SignatureInvalid("TOKEN_TOO_LONG_LIVED")
    if not compare_digest(str(claims["body_sha256"]), hashlib.sha256(body).hexdigest()):
        raise SignatureInvalid("BODY_CHANGED")
    return Claims(jti=jti, expires_at=datetime.fromtimestamp(claims["exp"], tz=UTC))
