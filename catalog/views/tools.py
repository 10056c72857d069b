from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from catalog import dates, words
from catalog.directory import answer
from catalog.facets import chips, sidebar
from catalog.facts import FIELD
from catalog.filters import ToolFilter
from catalog.models import FormerSlug, Tool, Workflow
from catalog.pages import last_page, page_links, page_number
from catalog.query import RANGES, SORTS
from catalog.sheet import fact_sheet
from catalog.taxonomy import Taxonomy

PAGE_SIZE = 24


@require_safe
def tool_list(request):
    filterset = ToolFilter(request.GET, Taxonomy())
    query, path = filterset.query, reverse("catalog:tool_list")
    page = page_number(request.GET.get("page"))
    found = answer(query, filterset.taxonomy, page=page, size=PAGE_SIZE)
    last = last_page(found.total, PAGE_SIZE)
    if page > last:
        raise Http404("There is no such page.")

    def url_of(number):
        return query.url(path, number)

    response = TemplateResponse(
        request,
        "catalog/tool_list.html",
        {
            "query": query,
            "page": page,
            "last_page": last,
            "total": found.total,
            "tools": found.tools(),
            "facets": sidebar(query, found, filterset),
            "ranges": [_range_box(filterset, name) for name in RANGES],
            "chips": chips(query, filterset, path),
            "notes": filterset.notes,
            "sorts": SORTS.items(),
            "canonical": url_of(page),
            "page_links": page_links(page, last, url_of),
            "previous_url": url_of(page - 1) if page > 1 else "",
            "next_url": url_of(page + 1) if page < last else "",
        },
    )
    # A form sends its empty fields too; after a swap the address bar shows the canonical address instead.
    return push_url(response, url_of(page))


def _range_box(filterset, name):
    least, most = filterset.query.ranges.get(name, (None, None))
    return {
        "name": name,
        "label": FIELD[name].label,
        "unit": FIELD[name].unit,
        "least": "" if least is None else least,
        "most": "" if most is None else most,
        "is_date": name == "released",
        "unknown_chosen": name in filterset.query.unknown,
    }


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
    sheet = fact_sheet(tool, Taxonomy(), today)
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
