"""One-time codes that need no database: by SMS, by an authenticator, on paper.

Nothing here is kept in plain text anywhere: a code sent by SMS follows from its challenge's
random id and a key of the server, an authenticator's key is sealed, a recovery code digested.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from pyotp.exceptions import OTPVerificationError

SMS_DIGITS = 6
# One step of thirty seconds to each side, for clocks that differ and people who type slowly.
TOTP_DRIFT_STEPS = 1
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
    return _box("civic-seal", key).encrypt(text.encode()).decode()


def unseal(sealed: str, *, key: str) -> str:
    """Return what was sealed."""
    return _box("civic-seal", key).decrypt(sealed.encode()).decode()


def parcel_make(text: str, *, key: str, now: datetime) -> str:
    """Return ``text`` sealed for a short journey through a browser."""
    box = _box("civic-parcel", key)
    return box.encrypt_at_time(text.encode(), int(now.timestamp())).decode()


def parcel_open(parcel: str, *, key: str, within: timedelta, now: datetime) -> str | None:
    """Return what a parcel holds, nothing when it is forged or too old."""
    box, ttl = _box("civic-parcel", key), int(within.total_seconds())
    try:
        return box.decrypt_at_time(parcel.encode(), ttl, int(now.timestamp())).decode()
    except InvalidToken:
        return None


def totp_key_make() -> str:
    """Return a new key for an authenticator, in base 32 as people type it."""
    return pyotp.random_base32()


def totp_step(key: str, code: str, *, at_s: float, after_step: int = 0) -> int | None:
    """Return the step that ``code`` proves (RFC 6238), none when it is wrong or was used before."""
    clock = pyotp.TOTP(key)
    try:
        step = clock.verify_and_get_timecode(code, for_time=at_s, valid_window=TOTP_DRIFT_STEPS)
    except OTPVerificationError:
        return None
    return step if step > after_step else None


def totp_uri(key: str, *, username: str) -> str:
    """Return the address that an authenticator reads from a QR code."""
    return pyotp.TOTP(key).provisioning_uri(name=username, issuer_name=ISSUER)


def recovery_codes_make() -> list[str]:
    """Return ten codes of fifty bits each, such as ``k3vq7-m2xha``."""
    raw = (base64.b32encode(secrets.token_bytes(7)).decode().lower() for _ in range(RECOVERY_CODES))
    return [f"{text[:5]}-{text[5:10]}" for text in raw]


def _keyed(purpose: str, text: str, *, key: str) -> bytes:
    return hmac.new(key.encode(), f"{purpose}:{text}".encode(), hashlib.sha256).digest()


def _box(purpose: str, key: str) -> Fernet:
    derived = hashlib.sha256(f"{purpose}:{key}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(derived))
