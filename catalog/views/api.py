"""The open data interface, read-only: the directory's parameters, the exchange format's documents."""

from functools import wraps

from django.http import Http404, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog import appointments, live
from catalog.directory import answer
from catalog.exchange.reading import documents_of
from catalog.filters import ToolFilter, shown
from catalog.models import Tool
from catalog.pages import last_page, page_number
from catalog.problems import problem
from catalog.public_documents import public_documents
from catalog.views.tools import literally
from catalog.views.understood import in_words, named_tool

PAGE_SIZE = 50
MOST = 200


def open_data(view):
    """Readable by any site; a missing page or entry is a problem document."""

    @require_safe
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        try:
            response = view(request, *args, **kwargs)
        except Http404 as error:
            response = problem(404, "Not found", str(error))
        response["Access-Control-Allow-Origin"] = "*"
        response.headers.setdefault("Cache-Control", "public, no-cache")
        return response

    return wrapped


class PagedToolFilter(ToolFilter):
    """Data has no look: what only changes the page is a stranger here."""

    view = None
    others = ToolFilter.others - {"tool"} | {"per_page"}


def page_size(given) -> int:
    """How many tools a page has: 1 to 200, 50 when nothing or nonsense is asked."""
    if given and given.isascii() and given.isdigit() and len(given) <= 6 and int(given) > 0:
        return min(int(given), MOST)
    return PAGE_SIZE


def page_size_notes(given) -> list[str]:
    if not given or given == str(page_size(given)):
        return []
    return [f"per_page: “{shown(given)}” is not a number from 1 to {MOST}; {page_size(given)} are shown."]


@open_data
def tool_list(request):
    catalogue = live.current()
    filterset = PagedToolFilter(request.GET, catalogue.taxonomy)
    size = page_size(request.GET.get("per_page"))
    page = page_number(request.GET.get("page"))
    found = answer(filterset.query, catalogue, page=page, size=size)
    last = last_page(found.total, size)
    if page > last:
        raise Http404("There is no such page.")

    def address(query, number=1):
        url = query.url(reverse("catalog:api_tool_list"), number)
        if size == PAGE_SIZE:
            return request.build_absolute_uri(url)
        return request.build_absolute_uri(f"{url}{'&' if '?' in url else '?'}per_page={size}")

    def url_of(number):
        return address(filterset.query, number) if 1 <= number <= last else None

    name = named_tool(found.understood, catalogue)
    said = in_words(found.understood, name)
    # Those that an editor takes back before they are read are left out; of what is kept, none is older than the answer.
    documents = public_documents(found.ids, catalogue)
    return JsonResponse(
        {
            "count": found.total,
            "page": page,
            "pages": last,
            "next": url_of(page + 1),
            "previous": url_of(page - 1),
            "results": [with_address(request, documents[pk]) for pk in found.ids if pk in documents],
            "facets": found.counts,
            "understood": made_of(found.understood, name, address(literally(filterset.query))) if said else None,
            "notes": [said] * bool(said) + filterset.notes + page_size_notes(request.GET.get("per_page")),
        }
    )


def made_of(understood, name, literal_url):
    """What was made of the text, and the address that takes it as typed."""
    return {
        "shown": understood.shown,
        "corrections": [list(pair) for pair in understood.corrections],
        "alternatives_to": name or None,
        "literal_url": literal_url,
    }


@open_data
def tool_detail(request, slug):
    appointments.keep()
    document = next(documents_of(Tool.objects.published().filter(slug=slug)), None)
    if document is None:
        raise Http404("There is no tool of this name.")
    return JsonResponse(with_address(request, document))


def with_address(request, document):
    """The document with everything that may be unknown spelt out as null, and the address of its page."""
    spelt = {key: document.get(key) for key in ("context_window", "max_output", "price_in", "price_out", "price_month")}
    lists = {key: document.get(key, []) for key in ("aka", "complete", "plans", "sources")}
    states = {"terms": document.get("terms", {}), "states": document.get("states", {})}
    url = request.build_absolute_uri(reverse("catalog:tool_detail", args=[document["slug"]]))
    return {**document, **spelt, **lists, **states, "released": document.get("released"), "url": url}


@open_data
def facet_list(request):
    facets = [
        {
            "slug": facet.slug,
            "label": facet.label,
            "help": facet.help,
            "selection": facet.selection,
            "match": "all" if facet.match_all else "any",
            "unknown_policy": facet.unknown_policy,
            "terms": [
                {
                    "slug": term.slug,
                    "label": term.label,
                    "definition": term.definition,
                    "parent": term.parent or None,
                }
                for term in facet.terms.values()
            ],
        }
        for facet in live.current().taxonomy.facets.values()
    ]
    return JsonResponse({"facets": facets})
