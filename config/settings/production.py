"""What script/server runs: DEBUG off, a kept secret, packed static files; strict TLS for an https address."""

from django.core.exceptions import ImproperlyConfigured

from config.env import env_bool, env_text
from config.safety import kept_secret_key, refusals

from .base import *
from .base import ALLOWED_HOSTS, MIDDLEWARE, SITE_IS_HTTPS, VAR

VAR.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = env_bool("DEBUG", False)

SECRET_KEY = env_text("SECRET_KEY")
if SECRET_KEY is None:
    SECRET_KEY = kept_secret_key(VAR / "secret-key")

found = refusals(debug=DEBUG, hosts=ALLOWED_HOSTS, secret_key=SECRET_KEY)
if found:
    raise ImproperlyConfigured(" ".join(found))

# Static files are answered before anything else is asked.
MIDDLEWARE = [*MIDDLEWARE]
MIDDLEWARE.insert(
    MIDDLEWARE.index("django.middleware.security.SecurityMiddleware") + 1,
    "whitenoise.middleware.WhiteNoiseMiddleware",
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static_files.StaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

if SITE_IS_HTTPS:
    # The proxy that ends TLS must set this header itself, whatever the client sent.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"
