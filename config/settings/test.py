"""What the tests run with: a data folder that goes with the process, plain static files, quick passwords."""

import atexit
import shutil
import tempfile
from pathlib import Path

from .base import *
from .base import DATABASES

DEBUG = False
SECRET_KEY = "for-tests-only"

VAR = Path(tempfile.mkdtemp(prefix="wayfinder-test-"))
atexit.register(shutil.rmtree, VAR, ignore_errors=True)

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in production: a live server and its test use two connections. No power cut to outlive.
    DATABASES["default"]["NAME"] = VAR / "wayfinder.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA synchronous=OFF"
DATABASES["default"]["CONN_MAX_AGE"] = 0

STATIC_ROOT = VAR / "static"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
