"""Codes that change every half minute (RFC 6238), as authenticator apps show them. Pure."""

import base64
import hmac
from urllib.parse import quote, urlencode

PERIOD = 30  # seconds
DIGITS = 6
DRIFT = 1  # steps that a clock may be early or late


def code_at(secret: bytes, step: int) -> str:
    """The code of a step; steps are counted from 1970 (RFC 4226, HMAC-SHA-1, six digits)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(secret: bytes, code: str, *, now: float) -> int | None:
    """The step that a code belongs to, near ``now`` (seconds since 1970); None for no such."""
    present = int(now // PERIOD)
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            return step
    return None


def as_text(secret: bytes) -> str:
    """As one types it into an app: base 32."""
    return base64.b32encode(secret).decode().rstrip("=")


def app_link(secret: bytes, *, account: str, issuer: str) -> str:
    """What an app on the same device opens."""
    asked = {"secret": as_text(secret), "issuer": issuer, "digits": DIGITS, "period": PERIOD, "algorithm": "SHA1"}
    return f"otpauth://totp/{quote(f'{issuer}:{account}', safe='')}?{urlencode(asked, quote_via=quote)}"
