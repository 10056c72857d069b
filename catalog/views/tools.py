from dataclasses import dataclass, field, replace
from functools import cache, reduce
from itertools import islice

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from catalog import listing, live, rendering
from catalog.comparison import MOST as MOST_COMPARED
from catalog.comparison import Comparison
from catalog.directory import answer, nearest
from catalog.facets import chips, label_of, number_of_chips, range_in_words
from catalog.facts import FIELD
from catalog.filters import MAX_TEXT, ToolFilter
from catalog.index.typed import Typed
from catalog.pages import last_page, page_links, page_number
from catalog.query import BACKWARDS, RANGES, RETIRED, SORTS, VIEWS, Query, plain_number
from catalog.sentence import manner, sentence
from catalog.views.understood import in_words, named_tool

PAGE_SIZE = 24
# Each chip and each link to a page has an address with everything chosen in it.
MOST_CHIPS = 8
ROOM_FOR_CHIPS = 3_300  # bytes of addresses, where there are more conditions than that
MOST_DROPS = 6  # ways out of an empty list
LONG_ADDRESS = 250  # from here on only the next page and the one before have links, and no head of the table


@require_safe
def tool_list(request):
    catalogue = live.current()
    filterset = ToolFilter(request.GET, catalogue.taxonomy)
    query, path = filterset.query, reverse("catalog:tool_list")
    page = page_number(request.GET.get("page"))
    found = answer(query, catalogue, page=page, size=PAGE_SIZE)
    last = last_page(found.total, PAGE_SIZE)
    if page > last:
        raise Http404("There is no such page.")

    @cache
    def url_of(number):
        return query.url(path, number)

    length = len(url_of(page))
    asked = number_of_chips(query)
    shown_chips = asked if asked <= MOST_CHIPS else max(1, min(MOST_CHIPS, ROOM_FOR_CHIPS // length))
    context = {
        "query": query,
        "path": path,
        "page": page,
        "last_page": last,
        "total": found.total,
        "sentence": sentence(query, filterset.taxonomy) if asked else "",
        "manner": manner(query, page),
        "said": in_words(found.understood, named_tool(found.understood, catalogue)),
        "literal_url": literally(query).url(path) if query.q else "",
        "forgiving_url": forgivingly(query, filterset.typed).url(path) if filterset.typed.literal else "",
        "hidden": found.hidden,
        "hidden_url": with_retired(query).url(path) if found.hidden else "",
        "sidebar": rendering.sidebar(filterset.taxonomy, query, found),
        "ranges": [_range_box(query, name, found.unknown.get(name, 0)) for name in RANGES],
        "chips": list(islice(chips(query, filterset, path), shown_chips)),
        "conditions": asked,
        "more_chips": asked - shown_chips,
        "clear_url": query.cleared().url(path),
        "notes": filterset.notes,
        "sorts": SORTS.items() if query.sort in SORTS else (SORTS | BACKWARDS).items(),
        "views": [(label, name == query.view, replace(query, view=name).url(path)) for name, label in VIEWS.items()],
        "canonical": replace(query, ticked=()).url(path, page),
        "page_links": page_links(page, last, url_of) if length < LONG_ADDRESS else [],
        "previous_url": url_of(page - 1) if page > 1 else "",
        "next_url": url_of(page + 1) if page < last else "",
    }
    context |= _ticks(filterset, found, url_of(page))
    if not found.total:
        context |= _instead(filterset, catalogue, path)
    elif query.view == "table":
        heads = listing.heads(query, path)
        if length >= LONG_ADDRESS:
            heads = [replace(head, url="") for head in heads]
        context |= {"rows": listing.rows(found.ids, timezone.localdate()), "heads": heads}
    else:
        ticked = {tool.pk for tool in filterset.ticked}
        context["cards"] = rendering.cards(found, compare=True, ticked=ticked)
    response = TemplateResponse(request, "catalog/tool_list.html", context)
    # A form sends its empty fields too; after a swap the address bar shows the canonical address instead.
    return push_url(response, url_of(page))


def _ticks(filterset, found, here):
    """What is ticked for comparing: each with the address without it, and which of it this page does not show."""
    path, query, tools = reverse("catalog:tool_list"), filterset.query, filterset.ticked
    slugs = query.ticked
    return {
        "ticked": [
            (tool, replace(query, ticked=tuple(slug for slug in slugs if slug != tool.slug)).url(path))
            for tool in tools
        ],
        "ticked_elsewhere": [tool for tool in tools if tool.pk not in found.ids],
        "compare_url": Comparison(slugs=slugs).url(reverse("catalog:compare"))
        if 0 < len(slugs) <= MOST_COMPARED
        else "",
        "untick": len(slugs) - MOST_COMPARED,
    }


@dataclass(frozen=True, kw_only=True)
class Drop:
    """Conditions, in words, and how many tools there are without them at ``url``."""

    label: str
    url: str
    total: int


def _instead(filterset, catalogue, path):
    """For a question that nothing matches: what to leave away, and what comes nearest."""
    query = filterset.query
    if len(query.conditions) < 2:  # without it all tools are left, and none is near
        return {}
    instead = nearest(query, catalogue)
    drops, pairs = [], []
    for names, total in sorted(instead.drops.items(), key=lambda item: -item[1])[:MOST_DROPS]:
        left = reduce(Query.without_condition, names, query)
        label = " and ".join(condition_in_words(filterset, name) for name in names)
        (drops if len(names) == 1 else pairs).append(Drop(label=label, url=left.url(path), total=total))
    near = listing.near_matches(instead.near, query, filterset.taxonomy, timezone.localdate())
    return {"drops": drops, "pairs": pairs, "near": near}


def condition_in_words(filterset, name) -> str:
    """One of a query's conditions: “Makes: Images or Video”."""
    query = filterset.query
    if name == "q":
        return filterset.text_in_marks
    if name in query.ranges:
        return range_in_words(name, *query.ranges[name])
    label, *others = (label_of(filterset, name, slug) for slug in query.chosen[name])
    facet = filterset.taxonomy.facets.get(name)
    word = " and " if facet and facet.match_all else " or "
    return word.join([label, *(other.partition(": ")[2] for other in others[:2])]) + ("…" if len(others) > 2 else "")


def with_retired(query):
    """The same question of what is discontinued."""
    return replace(query, chosen={**query.chosen, "lifecycle": (RETIRED,)})


def literally(query):
    """The same question with its text in quotes: nothing corrected, nothing read into it."""
    return replace(query, q=f'"{query.q.replace(chr(34), "")[: MAX_TEXT - 2]}"')


def forgivingly(query, typed: Typed):
    """The same question with its text, as it was typed, out of the quotes."""
    return replace(query, q=" ".join(typed.tokens))


@dataclass(frozen=True, kw_only=True)
class RangeBox:
    """A figure's two ends as the sidebar shows them; texts, empty where nothing is asked."""

    name: str
    label: str
    unit: str
    least: str
    most: str
    is_date: bool
    unknown_chosen: bool
    unknown: int = field(compare=False)  # it stands beside the box, which is kept without it


def _range_box(query, name, unknown):
    least, most = ("" if end is None else plain_number(end) for end in query.ranges.get(name, (None, None)))
    return RangeBox(
        name=name,
        label=FIELD[name].label,
        unit=FIELD[name].unit,
        least=least,
        most=most,
        is_date=name == "released",
        unknown_chosen=name in query.unknown,
        unknown=unknown,
    )
