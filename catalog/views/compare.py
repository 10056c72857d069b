from collections import Counter
from dataclasses import dataclass

from django import forms
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.views.decorators.http import require_safe

from catalog import live
from catalog.comparison import (
    BAR_HEIGHT,
    MOST,
    Comparison,
    Cost,
    Likeness,
    bars,
    cheapest_first,
    likeness,
    side_by_side,
)
from catalog.directory import answer
from catalog.filters import searchable, shown
from catalog.index.text import Wording, squashed
from catalog.kept import kept_until_an_edit
from catalog.models import FormerSlug, Tool
from catalog.query import Query
from catalog.sheet import fact_sheet
from catalog.usage import LONGEST, MEASURES, Usage, estimate, quantity
from catalog.views.tool import plan_rows
from catalog.views.understood import in_words, named_tool

MOST_SUGGESTED = 6
MOST_ASKED = 100  # more slugs than that are not looked up


class QuantityField(forms.CharField):
    """What is used in a month, as people write it; nothing is 0."""

    def __init__(self, measure):
        widget = forms.TextInput(attrs={"maxlength": LONGEST, "size": 12, "autocomplete": "off"})
        super().__init__(label=measure.label, help_text=measure.help, required=False, widget=widget)

    def to_python(self, value):
        try:
            return quantity(value) if value and value.strip() else 0
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def prepare_value(self, value):
        """In groups of three, or as it was typed where that is no number."""
        try:
            return f"{quantity(value):,}" if value else ""
        except ValueError:
            return shown(value)


class CompareForm(forms.Form):
    """Everything but the tools that the address of a comparison can hold.

    Other parameters are dropped without a word: the directory's form, whose boxes lead here, sends all its fields.
    """

    only = forms.ChoiceField(choices=[("differences", "The rows that differ")], required=False)
    add = forms.CharField(label="Tool to add", required=False)

    def __init__(self, data):
        super().__init__(data, label_suffix="")
        for measure in MEASURES:
            self.fields[measure.key] = QuantityField(measure)
        self.is_valid()  # errors become notes; what is sound still counts

    def usage(self):
        return Usage(**{measure.key: self.cleaned_data.get(measure.key, 0) for measure in MEASURES})

    def usage_fields(self):
        return [self[measure.key] for measure in MEASURES]

    def notes(self):
        found = [
            f"{self.fields[name].label}: “{shown(self.data.get(name, ''))}” is left out. {' '.join(errors)}"
            for name, errors in self.errors.items()
            if name != "only"
        ]
        if "only" in self.errors:
            found.append(
                f"“{shown(self.data.get('only'))}” is nothing that the rows can be narrowed to; all are shown."
            )
        return found


@require_safe
@kept_until_an_edit
def compare(request):
    path, form = reverse("catalog:compare"), CompareForm(request.GET)
    slugs, notes = chosen_tools(request.GET.getlist("tool"))
    comparison = Comparison(slugs=slugs, usage=form.usage(), only_differences=bool(form.cleaned_data.get("only")))
    suggestion = suggested(searchable(form.cleaned_data.get("add", "")), comparison, path)
    if suggestion and suggestion.exact and suggestion.exact not in slugs:
        comparison, suggestion = comparison.with_tool(suggestion.exact), None
    notes += form.notes()
    if not notes and not suggestion and request.get_full_path() != comparison.url(path):
        return redirect(comparison.url(path))

    today = timezone.localdate()
    pages = Tool.objects.published().filter(slug__in=comparison.slugs).with_prices(today).for_pages()
    tools = sorted(pages, key=lambda tool: tool.slug)
    columns = [
        {"tool": tool, "plans": plan_rows(tool, today), "without": comparison.without_tool(tool.slug).url(path)}
        for tool in tools
    ]
    return TemplateResponse(
        request,
        "catalog/compare.html",
        {
            "columns": columns,
            "names": get_text_list([tool.name for tool in tools], "and"),
            "comparison": comparison,
            "form": form,
            "suggestion": suggestion,
            "notes": notes,
            "room": MOST - len(tools),
            "path": path,
            "canonical": comparison.url(path),
            "turned": comparison.turned().url(path),
            "without_usage": comparison.without_usage().url(path),
            "more_url": Query(ticked=tuple(sorted(comparison.slugs))).url(reverse("catalog:tool_list")),
            "trail": [(reverse("catalog:tool_list"), "Tools")],
            **facts_of(columns, comparison, today),
            **costs_of(tools, comparison.usage, today),
        },
    )


def facts_of(columns, comparison, today):
    """The rows to be shown and how many there are; of those without a difference only the number, if that is asked."""
    taxonomy = live.current().taxonomy
    groups = side_by_side([fact_sheet(column["tool"], taxonomy, today) for column in columns], taxonomy.facets)
    plans = likeness(tuple((row.plan.name, row.price) for row in column["plans"]) or None for column in columns)
    rows = Counter([row.likeness for group in groups for row in group.rows] + [plans] * bool(columns))
    narrowed = comparison.only_differences and len(columns) > 1
    if narrowed:
        groups = [group for group in (group.different() for group in groups) if group.rows]
    return {
        "groups": groups,
        "narrowed": narrowed,
        "plans_shown": not narrowed or plans == Likeness.DIFFERENT,
        "plans_likeness": plans,
        "different": rows[Likeness.DIFFERENT],
        "alike": rows[Likeness.ALIKE],
        "unknown": rows[Likeness.UNKNOWN],
    }


def costs_of(tools, usage, today):
    """What a month of this use costs with each tool, as rows and as bars; nothing where no use is named."""
    if not (tools and usage):
        return {"costs": [], "bars": [], "has_open": False}
    costs = cheapest_first(Cost(tool=tool, estimate=estimate(usage, tool.plans_on(today))) for tool in tools)
    drawn = bars(costs)
    return {
        "costs": costs,
        "bars": drawn,
        "bars_height": BAR_HEIGHT * len(drawn),
        "has_open": any(bar.is_open for bar in drawn),
    }


def chosen_tools(asked) -> tuple[tuple[str, ...], list[str]]:
    """The slugs of the tools to compare, and what has to be said of the others. A former address leads to its tool."""
    asked = list(dict.fromkeys(slug for slug in asked if slug))
    readable = [slug for slug in asked if "\x00" not in slug][:MOST_ASKED]
    known = {slug: slug for slug in Tool.objects.published().filter(slug__in=readable).values_list("slug", flat=True)}
    if strangers := [slug for slug in readable if slug not in known]:
        former = FormerSlug.objects.filter(slug__in=strangers, tool__editorial_state=Tool.EditorialState.PUBLISHED)
        known |= former.values_list("slug", "tool__slug")
    found = list(dict.fromkeys(known[slug] for slug in asked if slug in known))
    notes = [f"There is no tool “{shown(slug)}”; left out." for slug in asked if slug not in known][:3]
    if left_out := found[MOST:]:
        notes.append(f"Only the first {MOST} tools are compared; left out: {', '.join(left_out[:10])}.")
    return tuple(sorted(found[:MOST])), notes


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """Tools found for a text, each with the address that adds it; ``exact`` is the slug of the one called just so."""

    text: str
    exact: str
    said: str
    tools: list
    total: int
    more_url: str


def suggested(text: str, comparison: Comparison, path: str) -> Suggestion | None:
    """What the directory's own search finds: of what is discontinued only what the text names."""
    if not text:
        return None
    catalogue = live.current()
    query = Query(q=text, ticked=tuple(sorted(comparison.slugs)))
    found = answer(query, catalogue, size=MOST_SUGGESTED, counted=False)
    by_id = Tool.objects.published().select_related("maker").prefetch_related("aliases").in_bulk(found.ids)
    tools = [by_id[pk] for pk in found.ids if pk in by_id]
    called = [tool.slug for tool in tools if squashed(text) in names_of(tool)]
    return Suggestion(
        text=text,
        exact=called[0] if called and len(comparison.slugs) < MOST else "",
        said=in_words(found.understood, named_tool(found.understood, catalogue)) if tools else "",
        tools=[
            {
                "tool": tool,
                "url": "" if tool.slug in comparison.slugs else comparison.with_tool(tool.slug).url(path),
            }
            for tool in tools
        ],
        total=found.total,
        more_url=query.url(reverse("catalog:tool_list")),
    )


def names_of(tool) -> set[str]:
    return Wording((tool.name, *(alias.name for alias in tool.aliases.all()))).whole_names()
