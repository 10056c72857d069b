"""How many wrong passwords are too many. Counted in the database, so that all processes agree.

Ten tries a name and fifty a network address in any fifteen minutes; then a wait until the oldest has aged. What is
refused does not count, so nobody's wait grows by what others try meanwhile. A browser that has logged in with the name
before has ten tries of its own instead: a stranger who keeps guessing cannot lock the owner out of it.
"""

import ipaddress
import math
import secrets
import unicodedata
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.crypto import salted_hmac

from config.people.models import Try

WINDOW = timedelta(minutes=15)
LIMITS = {
    Try.Kind.LOGIN: {"name": 10, "address": 50},
    Try.Kind.RESET: {"name": 5, "address": 20},
}
MOST_OF_A_KNOWN_DEVICE = 10
DEVICE_COOKIE = "wayfinder-device"
DEVICE_IS_KNOWN_FOR = 90 * 24 * 60 * 60  # seconds


def begin_try(kind: Try.Kind, *, name: str, address: str, device: str = "") -> tuple[Try, int]:
    """Count a try, and say how many seconds to wait: 0 means go on; a try that must wait is not counted.

    It is counted before it is judged, and looked at again then: of several at once, each sees the others.
    """
    now = timezone.now()
    tried = Try(
        kind=kind,
        name=digest(name_key(name)),
        address=digest(network(address)),
        device=device and digest(device),
        at=now,
    )
    limits = {"device": MOST_OF_A_KNOWN_DEVICE} if device else LIMITS[kind]
    if wait := _seconds_to_wait(tried, limits):
        return tried, wait
    Try.objects.filter(at__lte=now - WINDOW).delete()
    tried.save()
    if wait := _seconds_to_wait(tried, limits):
        tried.delete()
    return tried, wait


def _seconds_to_wait(tried, limits):
    """Until so many of the other tries alike have aged that one more is within all limits."""
    recent = Try.objects.filter(kind=tried.kind, at__gt=tried.at - WINDOW).exclude(pk=tried.pk).order_by("-at")
    waits = [0]
    for column, most in limits.items():
        times = list(recent.filter(**{column: getattr(tried, column)}).values_list("at", flat=True)[:most])
        if len(times) == most:
            waits.append(max(1, math.ceil((times[-1] + WINDOW - tried.at).total_seconds())))
    return max(waits)


def name_key(name: str) -> str:
    """Spellings that would pass for one name to a person count as one."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def network(address: str) -> str:
    """The address itself, or of version 6 its network: one household or server has 2 to the 64 of those."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    found = getattr(found, "ipv4_mapped", None) or found
    return str(found) if found.version == 4 else str(ipaddress.ip_network((found, 64), strict=False))


def client_address(request) -> str:
    """Where a request comes from. Only what our own proxies wrote is believed (``WAYFINDER_PROXIES``)."""
    passed = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if settings.PROXIES and len(passed) >= settings.PROXIES:
        return passed[-settings.PROXIES]
    return request.META.get("REMOTE_ADDR", "")


def digest(text: str) -> str:
    return salted_hmac("people.throttle", text).hexdigest()


def known_device(request, name: str) -> str:
    """The mark of a browser that has logged in by this name before; empty for any other."""
    try:
        owner, device = signing.loads(
            request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_COOKIE, max_age=DEVICE_IS_KNOWN_FOR
        )
    except (signing.BadSignature, TypeError, ValueError):
        return ""
    return device if owner == digest(name_key(name)) else ""


def remember_device(response, name: str, device: str = ""):
    """Know the browser again: it has just proved that it is the owner's."""
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps([digest(name_key(name)), device or secrets.token_urlsafe(16)], salt=DEVICE_COOKIE),
        max_age=DEVICE_IS_KNOWN_FOR,
        path=settings.DESK_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
