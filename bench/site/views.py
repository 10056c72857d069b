"""The floors that the site is measured against, and the site with nothing kept."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from bench import ours

_ready = {}  # what a page needs, by its query: worked out when it is first asked for, and not measured


@require_safe
def hello(request):
    return HttpResponse("Hello")


@require_safe
def plain(request):
    """F1: the same page by plain templates, from a context that is ready."""
    return ours.plain_page(request, _ready_for(request, ours.plain_context))


@require_safe
def joined(request):
    """F2: the same page from the joined sidebar and cached cards, from an answer that is ready."""
    return ours.joined_page(request, _ready_for(request, ours.joined_context))


@require_safe
def cold(request):
    """The site's own page, as if none of its cards had been seen before, nor its text."""
    ours.forget_cards()
    ours.forget_texts(ours.load())
    return ours.tool_list(request)


def _ready_for(request, prepare):
    key = prepare.__name__, request.META["QUERY_STRING"]
    if key not in _ready:
        _ready[key] = prepare(request)
    return _ready[key]
