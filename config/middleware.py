from django.conf import settings
from django.middleware import common
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string

PERMISSIONS_POLICY = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


def safety_headers(get_response):
    """Headers for every answer, static files too, that Django has no setting for."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
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
        if request.method in {"GET", "HEAD"} or request.path_info.startswith(settings.WRITABLE_PATHS):
            return get_response(request)
        return import_string(settings.METHOD_NOT_ALLOWED_VIEW)(request)

    return middleware


class CommonMiddleware(common.CommonMiddleware):
    """Django's, but probes are answered by whatever name they call us: a balancer knows only an address."""

    def process_request(self, request):
        if request.path_info in settings.PROBE_PATHS:
            return None
        return super().process_request(request)
