"""Error pages in the site's own look. None of them asks the database anything."""

import logging

from django.http import HttpResponseServerError
from django.shortcuts import render

from catalog.problems import problem

logger = logging.getLogger(__name__)

# Shown when even the page for failures cannot be drawn.
BARE_PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Something went wrong · Wayfinder</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"></head>
<body><h1>Something went wrong</h1><p>The fault is ours. Please try again in a moment.</p>
<p><a href="/">To the home page</a></p></body></html>
"""


def of_data(request):
    """Whether a program asks, who is better served with a problem document."""
    return request.path_info.startswith("/api/")


def bad_request(request, exception=None):
    if of_data(request):
        return problem(400, "Bad request", "The request is too long or malformed.")
    # Two slashes would lead to another site.
    is_ours = request.META.get("QUERY_STRING") and not request.path.startswith("//")
    return render(request, "400.html", {"path": request.path if is_ours else ""}, status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def method_not_allowed(request):
    """For any method but GET and HEAD on an address that is only for reading."""
    if of_data(request):
        response = problem(405, "Method not allowed", "This interface is only for reading.")
    else:
        response = render(request, "405.html", status=405)
    response["Allow"] = "GET, HEAD"
    return response


def not_found(request, exception=None):
    if of_data(request):
        return problem(404, "Not found")
    return render(request, "404.html", status=404)


def server_error(request):
    try:
        return render(request, "500.html", status=500)
    except Exception:
        # What failed may be what every page is drawn with.
        logger.exception("The page for failures could not be drawn")
        return HttpResponseServerError(BARE_PAGE)
