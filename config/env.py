"""Strict readers of the environment: a value that cannot be meant stops the start and says what to write."""

import os
import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def env_text(name: str, default: str | None = None) -> str | None:
    return os.environ.get(name, default)


def env_bool(name: str, default: bool) -> bool:
    value = os.environ.get(name, str(default))
    if value not in {"True", "False"}:
        raise ImproperlyConfigured(f"{name} must be True or False, not {value!r}")
    return value == "True"


def env_int(name: str, default: int, *, least: int, most: int) -> int:
    value = os.environ.get(name, str(default))
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}, not {value!r}")
    return int(value)


def env_list(name: str) -> list[str]:
    """Items between commas, without blanks."""
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


def env_path(name: str, default: Path) -> Path:
    value = os.environ.get(name, str(default))
    if not value:
        raise ImproperlyConfigured(f"{name} must name a folder; leave it unset to use {default}")
    return Path(value).expanduser().absolute()


def env_address_path(name: str, default: str) -> str:
    """Where something stands below the site's root, such as ``quiet/desk/``: small letters, digits and hyphens."""
    value = os.environ.get(name, default).strip("/")
    if not re.fullmatch(r"[a-z0-9]+(?:[-/][a-z0-9]+)*", value, re.ASCII):
        raise ImproperlyConfigured(f"{name} must look like {default} or some/other-path/, not {value!r}")
    return f"{value}/"


def env_networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Addresses and networks between commas: ``203.0.113.7, 10.0.0.0/8, 2001:db8::/48``."""
    try:
        return [ip_network(item) for item in env_list(name)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must list addresses or networks such as 10.0.0.0/8: {error}.") from error


def env_site_url(name: str, default: str) -> str:
    """Scheme, host and perhaps a port; no path, since the site lives at the root of its host."""
    value = os.environ.get(name, default)
    try:
        parts = urlsplit(value)
        complete = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        complete = False
    if not complete or parts.username or parts.path.strip("/") or parts.query or parts.fragment:
        raise ImproperlyConfigured(f"{name} must look like https://wayfinder.example.org, not {value!r}")
    return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True, kw_only=True)
class MailServer:
    host: str
    port: int
    user: str
    password: str
    begins_encrypted: bool  # else the connection is encrypted once it stands (STARTTLS)


def env_mail_server(name: str) -> MailServer | None:
    """``smtp://user:password@host:587``, or ``smtps://…:465`` for one that is encrypted from the first byte."""
    value = os.environ.get(name)
    if not value:
        return None
    try:
        parts = urlsplit(value)
        port = parts.port or {"smtp": 587, "smtps": 465}.get(parts.scheme)
    except ValueError:
        port = None
    if not port or parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path.strip("/") or parts.query:
        # The value may hold a password, so it is not repeated.
        raise ImproperlyConfigured(f"{name} must look like smtp://user:password@mail.example.org:587")
    return MailServer(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        begins_encrypted=parts.scheme == "smtps",
    )
