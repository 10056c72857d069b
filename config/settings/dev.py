"""What script/dev runs: DEBUG and its toolbar, on this machine only."""

from config.safety import LOOPBACK_HOSTS

from .base import *
from .base import INSTALLED_APPS, MIDDLEWARE, VAR

VAR.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = True
SECRET_KEY = "for-development-on-this-machine-only"
ALLOWED_HOSTS = [*LOOPBACK_HOSTS]
INTERNAL_IPS = ["127.0.0.1", "::1"]

INSTALLED_APPS = [*INSTALLED_APPS, "debug_toolbar"]
MIDDLEWARE = [*MIDDLEWARE]
MIDDLEWARE.insert(
    MIDDLEWARE.index("config.middleware.ConditionalGetMiddleware") + 1,
    "debug_toolbar.middleware.DebugToolbarMiddleware",
)
