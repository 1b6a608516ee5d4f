"""One-time codes that need no database: by SMS, by an authenticator, on paper.

Nothing here is kept in plain text anywhere: a code sent by SMS follows from its challenge's
random id and a key of the server, an authenticator's key is sealed, a recovery code digested.
"""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote
from uuid import UUID

from cryptography.fernet import Fernet

SMS_DIGITS = 6
TOTP_DIGITS = 6
TOTP_STEP_S = 30
# One step of thirty seconds to each side, for clocks that differ and people who type slowly.
TOTP_DRIFT_STEPS = 1
TOTP_KEY_BYTES = 20
RECOVERY_CODES = 10
ISSUER = "CivicConnect"


def sms_code(challenge: UUID, *, key: str) -> str:
    """Return the six digits of a challenge."""
    digest = _keyed("sms-code", str(challenge), key=key)
    return f"{int.from_bytes(digest, 'big') % 10**SMS_DIGITS:0{SMS_DIGITS}d}"


def digest_of(text: str, *, purpose: str, key: str) -> str:
    """Return what can be compared with ``text`` but does not tell it."""
    return _keyed(purpose, text, key=key).hex()


def seal(text: str, *, key: str) -> str:
    """Return ``text`` so that only the holder of the key reads it."""
    return _box(key).encrypt(text.encode()).decode()


def unseal(sealed: str, *, key: str) -> str:
    """Return what was sealed."""
    return _box(key).decrypt(sealed.encode()).decode()


def totp_key_make() -> str:
    """Return a new key for an authenticator, in base 32 as people type it."""
    return base64.b32encode(secrets.token_bytes(TOTP_KEY_BYTES)).decode()


def totp_code(key: str, *, step: int) -> str:
    """Return the code of a time step (RFC 6238 with SHA-1, thirty seconds, six digits)."""
    mac = hmac.new(base64.b32decode(key), step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = mac[-1] & 0x0F
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**TOTP_DIGITS:0{TOTP_DIGITS}d}"


def totp_step(key: str, code: str, *, at_s: float, after_step: int = 0) -> int | None:
    """Return the step that ``code`` proves, none when it is wrong or was used before."""
    middle = int(at_s) // TOTP_STEP_S
    steps = range(middle - TOTP_DRIFT_STEPS, middle + TOTP_DRIFT_STEPS + 1)
    for step in steps:
        is_same = secrets.compare_digest(totp_code(key, step=step).encode(), code.encode())
        if is_same and step > after_step:
            return step
    return None


def totp_uri(key: str, *, username: str) -> str:
    """Return the address that an authenticator reads from a QR code."""
    label = quote(f"{ISSUER}:{username}")
    return f"otpauth://totp/{label}?secret={key}&issuer={ISSUER}"


def recovery_codes_make() -> list[str]:
    """Return ten codes of fifty bits each, such as ``k3vq7-m2xha``."""
    raw = (base64.b32encode(secrets.token_bytes(7)).decode().lower() for _ in range(RECOVERY_CODES))
    return [f"{text[:5]}-{text[5:10]}" for text in raw]


def _keyed(purpose: str, text: str, *, key: str) -> bytes:
    return hmac.new(key.encode(), f"{purpose}:{text}".encode(), hashlib.sha256).digest()


def _box(key: str) -> Fernet:
    derived = hashlib.sha256(f"civic-seal:{key}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(derived))
