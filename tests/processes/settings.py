"""What the processes of these tests run with: the database and folder of the environment, plain static files."""

from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES

SECRET_KEY = "for-tests-only"

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A killed process loses nothing that it handed to the system; only a power cut would, and none comes here.
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA synchronous=OFF"
