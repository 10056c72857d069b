from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from catalog import dates, live, rendering, words
from catalog.directory import answer
from catalog.facets import chips, conditions
from catalog.facts import FIELD
from catalog.filters import MAX_TEXT, ToolFilter
from catalog.index.typed import Typed
from catalog.models import FormerSlug, Tool, Workflow
from catalog.pages import last_page, page_links, page_number
from catalog.query import RANGES, SORTS, plain_number
from catalog.sheet import fact_sheet
from catalog.views.understood import in_words, named_tool

PAGE_SIZE = 24
# Each chip and each link to a page has an address with everything chosen in it.
MOST_CHIPS = 8
ROOM_FOR_CHIPS = 4_000  # bytes of addresses, where there are more conditions than that
LONG_ADDRESS = 250  # from here on only the next page and the one before have links


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
    asked = conditions(query)
    shown_chips = asked if asked <= MOST_CHIPS else max(1, min(MOST_CHIPS, ROOM_FOR_CHIPS // length))
    response = TemplateResponse(
        request,
        "catalog/tool_list.html",
        {
            "query": query,
            "path": path,
            "page": page,
            "last_page": last,
            "total": found.total,
            "searched": filterset.text_in_marks,
            "said": in_words(found.understood, named_tool(found.understood, catalogue)),
            "literal_url": literally(query).url(path) if query.q else "",
            "forgiving_url": forgivingly(query, filterset.typed).url(path) if filterset.typed.literal else "",
            "cards": rendering.cards(found, compare=True),
            "sidebar": rendering.sidebar(filterset.taxonomy, query, found),
            "ranges": [_range_box(query, name) for name in RANGES],
            "chips": list(islice(chips(query, filterset, path), shown_chips)),
            "conditions": asked,
            "more_chips": asked - shown_chips,
            "notes": filterset.notes,
            "sorts": SORTS.items(),
            "canonical": url_of(page),
            "page_links": page_links(page, last, url_of) if length < LONG_ADDRESS else [],
            "previous_url": url_of(page - 1) if page > 1 else "",
            "next_url": url_of(page + 1) if page < last else "",
        },
    )
    # A form sends its empty fields too; after a swap the address bar shows the canonical address instead.
    return push_url(response, url_of(page))


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


def _range_box(query, name):
    least, most = ("" if end is None else plain_number(end) for end in query.ranges.get(name, (None, None)))
    return RangeBox(
        name=name,
        label=FIELD[name].label,
        unit=FIELD[name].unit,
        least=least,
        most=most,
        is_date=name == "released",
        unknown_chosen=name in query.unknown,
    )


@require_safe
def tool_detail(request, slug):
    tool = Tool.objects.published().filter(slug=slug).with_prices(timezone.localdate()).for_pages().first()
    if tool is None:
        former = get_object_or_404(
            FormerSlug.objects.select_related("tool"),
            slug=slug,
            tool__editorial_state=Tool.EditorialState.PUBLISHED,
        )
        return redirect(former.tool, permanent=True)
    return tool_page(request, tool)


@dataclass(frozen=True, kw_only=True)
class PlanRow:
    """A plan as the page shows it."""

    plan: object
    price: str
    validity: str


def plan_rows(tool, today):
    return [
        PlanRow(
            plan=plan,
            price="Not published" if plan.amount is None else f"{_amount(plan)}{_per(plan)}",
            validity=_validity(plan),
        )
        for plan in tool.plans_on(today)
    ]


def _amount(plan):
    amount = words.money(plan.amount)
    return amount if plan.currency == "USD" else f"{amount.removeprefix('$')} {plan.currency}"


def _per(plan):
    return f" per {plan.unit.removeprefix('1 ')}" if plan.unit else ""


def _validity(plan):
    parts = []
    if plan.valid_from:
        parts.append(f"from {dates.in_words(plan.valid_from.isoformat())}")
    if plan.valid_to:
        parts.append(f"until {dates.in_words(plan.valid_to.isoformat())}")
    return " ".join(parts)


def tool_page(request, tool, *, preview=False):
    """A tool's page, for the public or, unpublished, for its editors."""
    today = timezone.localdate()
    sheet = fact_sheet(tool, live.current().taxonomy, today)
    kinds = [assignment.term for assignment in tool.assignments.all() if assignment.term.facet.slug == "kind"]
    return TemplateResponse(
        request,
        "catalog/tool_detail.html",
        {
            "tool": tool,
            "preview": preview,
            "groups": sheet,
            "kinds": kinds,
            "plans": plan_rows(tool, today),
            "alternatives": [link for link in tool.alternatives.all() if link.other.is_public],
            "runs_on": [link.model for link in tool.runs_on.all() if link.model.is_public],
            "runs": [link.app for link in tool.runs.all() if link.app.is_public],
            "guides": tool.guides.published(),
            "workflows": Workflow.objects.published().filter(steps__tools=tool).distinct(),
            "industries": tool.industry_guides.published(),
            "sources": [source for source in tool.sources.all() if source.proves],
            "has_general_knowledge": any(not source.proves for source in tool.sources.all()),
            "trail": [(reverse("catalog:tool_list"), "Tools")]
            + [(kind.get_absolute_url(), kind.label) for kind in kinds[:1]],
        },
    )
