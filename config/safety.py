"""What production refuses to start with, and the key it makes for itself."""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")
SAMPLE_KEY_PARTS = ("django-insecure-", "change", "sample", "example", "secret", "password", "your-")


def is_loopback(host: str) -> bool:
    return host in {*LOOPBACK_HOSTS, "::1"}


def refusals(*, debug: bool, hosts: list[str], secret_key: str) -> list[str]:
    """Every reason not to start, in words that say what to do; an empty list is a safe configuration."""
    found = []
    if debug and not all(is_loopback(host) for host in hosts):
        found.append("DEBUG is True and the site is public: unset DEBUG, or use script/dev on this machine.")
    if any(host.startswith((".", "*")) for host in hosts):
        found.append("A host name is a wildcard: write each name that the site answers to.")
    if not secret_key:
        found.append("SECRET_KEY is empty: unset it to have one made and kept, or set a random one.")
    elif len(secret_key) < 50 or len(set(secret_key)) < 10:
        found.append("SECRET_KEY is too short or too plain: use at least 50 random characters, or unset it.")
    elif any(part in secret_key.lower() for part in SAMPLE_KEY_PARTS):
        found.append("SECRET_KEY looks like a sample: use 50 random characters, or unset it.")
    return found


def kept_secret_key(path: Path) -> str:
    """The key in the file; made on the first start, readable by its owner alone.

    Written aside and linked into place, so that two first starts agree and none reads half a key.
    """
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(get_random_secret_key())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
