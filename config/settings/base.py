"""What dev, test and production share. docs/operators.md lists every variable read here."""

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

from config.env import (
    env_address_path,
    env_bool,
    env_int,
    env_list,
    env_mail_server,
    env_networks,
    env_path,
    env_site_url,
    env_text,
)
from config.safety import LOOPBACK_HOSTS, is_loopback

BASE_DIR = Path(__file__).resolve().parents[2]
VAR = env_path("WAYFINDER_VAR", BASE_DIR / "var")

# Where the site lives. Everything that depends on its name or on TLS follows from this one address.
PORT = env_int("PORT", 8000, least=1, most=65535)
SITE_URL = env_site_url("WAYFINDER_SITE_URL", f"http://127.0.0.1:{PORT}")
SITE_IS_HTTPS = SITE_URL.startswith("https://")
SITE_HOST = urlsplit(SITE_URL).hostname
SITE_IS_LOOPBACK = is_loopback(SITE_HOST)

ALLOWED_HOSTS = [
    f"[{SITE_HOST}]" if ":" in SITE_HOST else SITE_HOST,
    *(LOOPBACK_HOSTS if SITE_IS_LOOPBACK else ()),
    *env_list("WAYFINDER_EXTRA_HOSTS"),
]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# Where visitors report errors: an e-mail address or a web address; the about page says so when there is none.
CONTACT = env_text("WAYFINDER_CONTACT", "")
PROBE_PATHS = ("/healthz", "/readyz")
# The editors' desk: all that is written to, and where people log in.
DESK_PATH = f"/{env_address_path('WAYFINDER_ADMIN_PATH', 'admin/')}"
# From where the desk can be reached; from everywhere if there are none.
DESK_NETWORKS = env_networks("WAYFINDER_ADMIN_ADDRESSES")
# Whether everybody at the desk must have a second factor.
SECOND_FACTOR = env_bool("WAYFINDER_SECOND_FACTOR", False)
# Whether what visitors see is changed by two people only: one proposes or writes, and another accepts or publishes.
FOUR_EYES = env_bool("WAYFINDER_FOUR_EYES", False)
# How many proxies of ours stand before the site, each adding to X-Forwarded-For; with 0 that header is not believed.
PROXIES = env_int("WAYFINDER_PROXIES", 0, least=0, most=9)
BAD_REQUEST_VIEW = "catalog.views.errors.bad_request"
METHOD_NOT_ALLOWED_VIEW = "catalog.views.errors.method_not_allowed"
FORBIDDEN_VIEW = "catalog.views.errors.forbidden"
CSRF_FAILURE_VIEW = "config.people.typed.csrf_failure"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "catalog",
    "advisor",
    "config.people",  # last: its groups have permissions of all the others
]

# Sessions, users and messages are lazy: a page that does not ask for them sets no cookie and does not vary by
# visitor. tests/house/test_headers.py holds every public page to that.
MIDDLEWARE = [
    "config.middleware.safety_headers",
    "config.middleware.public_pages",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.compressed",
    "config.middleware.ConditionalGetMiddleware",
    "config.middleware.content_security_policy",
    "config.middleware.short_questions",
    "config.people.doors.closed_desk",
    "config.middleware.read_only",
    "config.turns.one_page_at_a_time",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.people.sessions.desk_sessions",
    "config.people.trail.desk_speaker",
    "config.people.typed.TypedIsKept",
    "config.people.second_factor.demanded",
    "config.middleware.desk_on_time",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

FORM_RENDERER = "config.form_renderer.QuickTemplates"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "catalog.context.site",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASE_URL = env_text("DATABASE_URL", f"sqlite:///{VAR / 'wayfinder.sqlite3'}")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: a transaction that reads and then writes waits its turn instead of failing when another wrote
    # meanwhile. FULL: an acknowledged save survives a power cut. WAL is set once, by `manage.py prepare`.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA synchronous=FULL",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"  # also for an address that leads elsewhere
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # seconds: how long a link to set a password works
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds without a request to the desk; config/people/sessions.py has the rest

# Mails go to a server, or into files that the operator can read.
MAIL_SERVER = env_mail_server("WAYFINDER_MAIL")
MAIL_IS_SENT = MAIL_SERVER is not None
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_IS_SENT else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_TIMEOUT = 10  # seconds
if MAIL_IS_SENT:
    EMAIL_HOST, EMAIL_PORT = MAIL_SERVER.host, MAIL_SERVER.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.user, MAIL_SERVER.password
    EMAIL_USE_SSL = MAIL_SERVER.begins_encrypted
    EMAIL_USE_TLS = not EMAIL_USE_SSL and not is_loopback(EMAIL_HOST)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env_text("WAYFINDER_MAIL_FROM", f"wayfinder@{SITE_HOST}")

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

# Everything comes from this site, and nothing is inline: pages and admin alike.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

# The largest honest form is a tool in the admin with all its rows; nothing is uploaded.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# Every box and field of the list page filled: some 320 parameters in 6,000 bytes; others may have longer names.
LONGEST_QUERY_STRING = 16_000  # bytes
MOST_PARAMETERS = 500
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 1

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "config.log.OneLineFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "filters": {"refusals": {"()": "config.log.RefusalsAreWarnings"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Django's own handlers print in another shape or send mail.
    "loggers": {
        "django": {"handlers": []},
        "django.server": {"handlers": [], "propagate": True},
        # Strangers who call the site by another name get their 400; a traceback of it tells nobody anything.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.security.TooManyFieldsSent": {"filters": ["refusals"]},
    },
}
