from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from catalog import dates, live, structured, words
from catalog.facts import FIELD
from catalog.kept import kept_until_an_edit
from catalog.models import FormerSlug, Plan, Tool, Workflow
from catalog.reporting import report_address
from catalog.sheet import fact_sheet, glance

MOST_INSTEAD = 3


@require_safe
@kept_until_an_edit
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


def tool_page(request, tool, *, preview=""):
    """A tool's page, for the public or, with a sentence that says so, as a preview of a draft."""
    today = timezone.localdate()
    taxonomy = live.current().taxonomy
    sheet = fact_sheet(tool, taxonomy, today)
    plans = plan_rows(tool, today)
    kinds = [assignment.term for assignment in tool.assignments.all() if assignment.term.facet.slug == "kind"]
    like_it = f"{reverse('catalog:tool_list')}?{urlencode({'kind': kinds[0].slug})}" if kinds else ""
    opinions = [fact for group in sheet if group.key == "opinions" for fact in group.told]
    alternatives = [link for link in tool.alternatives.all() if link.other.is_public]
    trail = [(reverse("catalog:tool_list"), "Tools"), *((kind.get_absolute_url(), kind.label) for kind in kinds[:1])]
    url = f"{settings.SITE_URL}{tool.get_absolute_url()}"
    successor = public_successor(tool)
    return TemplateResponse(
        request,
        "catalog/tool_detail.html",
        {
            "tool": tool,
            "preview": preview,
            "glance": glance(tool, sheet, price_of(plans)),
            "groups": [group for group in sheet if group.key != "opinions"],
            "opinions": opinions,
            "has_opinions": bool(tool.best_for or tool.not_for or opinions),
            "standings": {fact.standing.key for group in sheet for fact in group.facts if fact.standing},
            "like_it": like_it,
            "plans": plans,
            "other_plans": other_plan_rows(tool, today),
            "successor": successor,
            "lasting": lasting(successor) or lasting(public_successor(successor)),
            "instead": [link for link in alternatives if not is_gone(link.other)][:MOST_INSTEAD],
            "alternatives": alternatives,
            "runs_on": [link.model for link in tool.runs_on.all() if link.model.is_public],
            "runs": [link.app for link in tool.runs.all() if link.app.is_public],
            "term_keys": term_keys(tool, taxonomy),
            "guides": tool.guides.published(),
            "workflows": Workflow.objects.published().filter(steps__tools=tool).distinct(),
            "industries": tool.industry_guides.published(),
            "sources": source_rows(tool, taxonomy),
            "report_url": report_url(tool.name, url),
            "trail": trail,
            "structured": mark_safe(structured.script_text(structured_data(tool, kinds, plans, trail))),
        },
    )


def public_successor(tool):
    return tool.successor if tool and tool.successor and tool.successor.is_public else None


def lasting(tool):
    """The tool, unless it has ended or its end is known."""
    return tool if tool and tool.lifecycle not in (Tool.Lifecycle.DISCONTINUED, Tool.Lifecycle.DEPRECATED) else None


def report_url(name, url):
    """Where a reader reports an error; empty where nobody could receive it."""
    about = f"{reverse('catalog:about')}#contact" if settings.CONTACT else ""
    return report_address(settings.CONTACT, name=name, url=url) or about


def is_gone(tool):
    return tool.lifecycle == Tool.Lifecycle.DISCONTINUED


def term_keys(tool, taxonomy) -> set[str]:
    """The tool's terms with wider and implied ones, written ``facet:slug``."""
    reached = {term for row in tool.assignments.all() for term in taxonomy.above.get(row.term_id, ())}
    return {
        f"{facet.slug}:{term.slug}"
        for facet in taxonomy.facets.values()
        for term in facet.terms.values()
        if term.id in reached
    }


@dataclass(frozen=True, kw_only=True)
class SourceRow:
    """A source as the page shows it, with the labels of the facts that rest on it."""

    source: object
    as_of: str
    speaks_for: tuple[str, ...]


def source_rows(tool, taxonomy) -> list[SourceRow]:
    labels = {subject: one.label for subject, one in (taxonomy.facets | FIELD).items()}
    return [
        SourceRow(
            source=source,
            as_of=dates.in_words(source.as_of),
            speaks_for=tuple(labels[subject] for subject in source.fields if subject in labels),
        )
        for source in tool.sources.all()
        if source.proves
    ]


@dataclass(frozen=True, kw_only=True)
class PlanRow:
    """A plan as the page shows it."""

    plan: object
    price: str
    validity: str
    as_of: str


def plan_rows(tool, today) -> list[PlanRow]:
    """The plans that hold on a day."""
    return _rows(tool.plans_on(today))


def tells_price(plan) -> bool:
    """Whether a plan's amount is a price of the tool; one without the AI, or free within limits, has none."""
    return plan.compared and plan.amount is not None and plan.price_kind != plan.PriceKind.FREE_PLAN


def price_of(rows: list[PlanRow]) -> str:
    """The first price among the plans, in words; else that there is a free plan with limits; else nothing."""
    prices = [row.price for row in rows if tells_price(row.plan)]
    if prices:
        return prices[0]
    kinds = {row.plan.price_kind for row in rows if row.plan.compared}
    if Plan.PriceKind.FREE_PLAN not in kinds:
        return ""
    return words.FREE_WITH_LIMITS + (", else on request" if Plan.PriceKind.ON_REQUEST in kinds else "")


def other_plan_rows(tool, today) -> list[PlanRow]:
    """The plans that are announced or over, the latest first."""
    others = [plan for plan in tool.plans.all() if not plan.is_valid_on(today)]
    return _rows(sorted(others, key=lambda plan: plan.valid_from or plan.valid_to, reverse=True))


def _rows(plans: Iterable) -> list[PlanRow]:
    return [
        PlanRow(
            plan=plan,
            price=price_in_words(plan),
            validity=validity_in_words(plan),
            as_of=dates.in_words(plan.as_of),
        )
        for plan in plans
    ]


def price_in_words(plan):
    if plan.amount is None:
        return "On request" if plan.price_kind == plan.PriceKind.ON_REQUEST else "Not published"
    return words.FREE if plan.amount == 0 else f"{_amount(plan)}{words.per(plan.unit)}"


def _amount(plan):
    amount = words.money(plan.amount)
    return amount if plan.currency == "USD" else f"{amount.removeprefix('$')} {plan.currency}"


def validity_in_words(plan):
    parts = []
    if plan.valid_from:
        parts.append(f"from {dates.in_words(plan.valid_from.isoformat())}")
    if plan.valid_to:
        parts.append(f"until {dates.in_words(plan.valid_to.isoformat())}")
    return " ".join(parts)


def structured_data(tool, kinds, plans, trail) -> dict:
    """What search engines are told: prices only where they are known, and none of what is no longer sold."""
    offered = [] if is_gone(tool) else [row.plan for row in plans if tells_price(row.plan)]
    described = structured.Described(
        name=tool.name,
        url=f"{settings.SITE_URL}{tool.get_absolute_url()}",
        publisher=tool.maker.name,
        category=kinds[0].label if kinds else tool.get_entry_type_display(),
        description=tool.tagline,
        homepage=tool.homepage,
        other_names=tuple(alias.name for alias in tool.aliases.all()),
        offers=tuple(
            structured.Offered(name=plan.name, amount=plan.amount, currency=plan.currency, unit=plan.unit)
            for plan in offered
        ),
    )
    return structured.page_data(described, [(f"{settings.SITE_URL}{path}", label) for path, label in trail])
