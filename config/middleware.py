import hashlib
import re
import secrets
from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError
from django.middleware import common, http
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string
from zlib_ng import zlib_ng

from catalog import appointments
from config.people.doors import is_of_the_desk

PERMISSIONS_POLICY = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"

# A page of 90 kB in 0.5 ms and as small as by zlib's level 6, which takes 1.2: docs/performance.md.
GZIP_LEVEL = 5
GZIP_FORMAT = 31  # zlib's word for a gzip header and the largest window
GZIP_HEADER = 10  # bytes, of which the fourth tells what follows
GZIP_HAS_NAME = 8
WORTH_COMPRESSING = 200  # bytes
MOST_PADDING = 100


def safety_headers(get_response):
    """Headers for every answer, static files too, that Django has no setting for."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def content_security_policy(get_response):
    """The same policy for every page; only what Django shows of an error while developing has its style inline."""

    def middleware(request):
        response = get_response(request)
        if not (settings.DEBUG and response.status_code in {404, 500}):
            response.headers.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        return response

    return middleware


def public_pages(get_response):
    """Pages that are the same for everybody may be kept by anybody, and asked after each time (ETag, 304)."""

    def middleware(request):
        response = get_response(request)
        same_for_all = not response.cookies and "cookie" not in response.get("Vary", "").lower()
        if request.method in {"GET", "HEAD"} and same_for_all:
            response.headers.setdefault("Cache-Control", "public, no-cache")
            patch_vary_headers(response, ["Accept-Encoding"])  # a 304 and a short answer must say it too
        return response

    return middleware


class ConditionalGetMiddleware(http.ConditionalGetMiddleware):
    """Django's with another digest: SHA-256 takes half of MD5's time on processors that know it."""

    def process_response(self, request, response):
        if request.method == "GET" and self.needs_etag(response) and not response.streaming and response.content:
            response.headers.setdefault("ETag", f'"{hashlib.sha256(response.content).hexdigest()[:32]}"')
        return super().process_response(request, response)


def compressed(get_response):
    """Django's GZipMiddleware with a faster compressor, for answers that are not streamed: we stream none."""

    def middleware(request):
        response = get_response(request)
        if response.streaming or response.has_header("Content-Encoding"):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if not accepts_gzip(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            return response
        if response.get("ETag", "").startswith('"'):
            response.headers["ETag"] = "W/" + response.headers["ETag"]  # also of a 304, whose page was compressed
        if len(response.content) >= WORTH_COMPRESSING:
            response.content = gzipped(response.content)
            response.headers["Content-Length"] = str(len(response.content))
            response.headers["Content-Encoding"] = "gzip"
        return response

    return middleware


def accepts_gzip(header: str) -> bool:
    """Whether a client's Accept-Encoding names gzip, and not to decline it."""
    weight = re.search(r"\bgzip\b\s*(?:;\s*q\s*=\s*([\d.]+))?", header, re.IGNORECASE)
    return bool(weight) and (weight[1] or "1").strip("0.") != ""


def gzipped(content: bytes) -> bytes:
    """Compressed, with a name of random length in its header, so that its length tells no secret (BREACH).

    The name is Heal the Breach's, as in Django: https://ieeexplore.ieee.org/document/9754554
    """
    plain = memoryview(zlib_ng.compress(content, GZIP_LEVEL, GZIP_FORMAT))
    header = bytearray(plain[:GZIP_HEADER])
    header[3] |= GZIP_HAS_NAME
    return b"".join((header, b"a" * secrets.randbelow(MOST_PADDING), b"\0", plain[GZIP_HEADER:]))


def short_questions(get_response):
    """An address longer than any question that the site can put is refused before time is spent on reading it."""

    def middleware(request):
        asked = request.META.get("QUERY_STRING", "")
        if len(asked) > settings.LONGEST_QUERY_STRING or asked.count("&") > settings.MOST_PARAMETERS:
            return import_string(settings.BAD_REQUEST_VIEW)(request)
        return get_response(request)

    return middleware


def read_only(get_response):
    """Only the desk is written to; everywhere else a method but GET and HEAD is told so, before any other check."""

    def middleware(request):
        if request.method in {"GET", "HEAD"} or is_of_the_desk(request):
            return get_response(request)
        return import_string(settings.METHOD_NOT_ALLOWED_VIEW)(request)

    return middleware


def desk_on_time(get_response):
    """What is due is published before the desk shows it; public pages see to that by themselves."""

    def middleware(request):
        if is_of_the_desk(request):
            with suppress(DatabaseError):  # what the desk asks next will tell
                appointments.keep()
        return get_response(request)

    return middleware


class CommonMiddleware(common.CommonMiddleware):
    """Django's, but probes are answered by whatever name they call us: a balancer knows only an address."""

    def process_request(self, request):
        if request.path_info in settings.PROBE_PATHS:
            return None
        return super().process_request(request)
