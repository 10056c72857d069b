"""A large index in a file, so that a worker loads in a moment what takes seconds and memory to build.

The file holds the index of exactly one version and is named by a random token, which the database holds beside that
version: a token is committed with the edit that it belongs to, so a file never speaks for a state that was undone.
Files appear by rename, whole or not at all, and are sealed with a digest that other code does not accept.
"""

import datetime as dt
import fcntl
import hashlib
import logging
import os
import pickle
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyroaring
from django.conf import settings
from django.db import transaction

import catalog
from catalog.index import Index
from catalog.models import CatalogueVersion

SEAL_BYTES = 32
LONGEST_BUILD = 300  # seconds that workers wait for the process that builds
LEFT_BEHIND = 3_600  # seconds after which an unfinished file has nobody who writes it

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    index: Index
    version: int
    day: dt.date


def folder() -> Path:
    return Path(settings.VAR) / "index"


def publish(index: Index, *, version: int, day: dt.date):
    """Write a file and name it in the database, which must be at the version or past it.

    Where another process has named a newer one meanwhile, that one stays.
    """
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    token = secrets.token_hex(8)
    content = pickle.dumps({"version": version, "day": day, "index": index}, protocol=5)
    target = folder() / f"{token}.index"
    unfinished = target.with_suffix(".part")
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(_seal(content))
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with transaction.atomic():
            older = CatalogueVersion.objects.select_for_update().filter(snapshot_version__lte=version)
            former = older.values_list("snapshot", flat=True).first()
            if former is not None:
                unfinished.rename(target)
                CatalogueVersion.objects.update(snapshot=token, snapshot_version=version)
                _clear_away(keep={token, former})  # a worker may just be opening the former one, or this is undone
    finally:
        unfinished.unlink(missing_ok=True)


def newest() -> Snapshot | None:
    """The file that the database names; None where it is missing, damaged or of other code."""
    token = CatalogueVersion.objects.values_list("snapshot", flat=True).first()
    if not token:
        return None
    try:
        whole = (folder() / f"{token}.index").read_bytes()
    except OSError:
        return None
    seal, content = whole[:SEAL_BYTES], memoryview(whole)[SEAL_BYTES:]
    if seal != _seal(content):
        return None
    return Snapshot(**pickle.loads(content))  # noqa: S301 — our own file, in a folder that only we may write to


def made_once(*, unless: Callable[[], Snapshot | None]) -> Snapshot | None:
    """What ``unless`` finds; else one process of all that wait here has another build and write the index.

    None where there is no file after all: the disk is full, or an import holds the database for longer than one waits.
    """
    if found := unless():
        return found
    try:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(folder() / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if found := unless():
                return found
            manage = Path(settings.BASE_DIR) / "manage.py"
            command = [sys.executable, str(manage), "build_index"]
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=LONGEST_BUILD)
    except (OSError, subprocess.SubprocessError) as error:
        logger.error("The index cannot be kept in a file: %s %s", error, getattr(error, "stderr", ""))
    return unless()


def _clear_away(keep):
    """Remove what no worker loads any more, and what those who were killed left unfinished."""
    for path in folder().glob("*.index"):
        if path.stem not in keep:
            path.unlink(missing_ok=True)
    for path in folder().glob("*.part"):
        with suppress(FileNotFoundError):  # another process may be clearing away as well
            if path.stat().st_mtime < time.time() - LEFT_BEHIND:
                path.unlink()


def _seal(content) -> bytes:
    """A digest that differs with the bytes, and with the code that gives them a meaning."""
    return hashlib.blake2b(content, key=_code(), digest_size=SEAL_BYTES).digest()


@cache
def _code() -> bytes:
    found = hashlib.sha256(f"{sys.version}{pyroaring.__version__}".encode())
    for path in sorted(Path(catalog.__file__).parent.rglob("*.py")):
        found.update(path.read_bytes())
    return found.digest()
