"""What visitors read of the catalogue's history: facts, and how they changed while they were public."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog import dates
from catalog.facts import FIELD
from catalog.history.differences import ORDER, differences
from catalog.history.documents import after_of, before_of, kind_named
from catalog.history.keys import beginnings, events_of_entry
from catalog.history.labels import labels_of, layout_of
from catalog.history.visible import PUBLISHED, facts_of
from catalog.kept import kept_until_an_edit
from catalog.models import Event, FormerSlug, Plan, Tool
from catalog.pages import page_number
from catalog.views.tool import price_in_words, validity_in_words

MOST_OF_A_TOOL = 200  # changes
CHANGES_A_PAGE = 50
MOST_PAGES = 100  # of changes: the database counts through all the newer ones to find a page
NOT_KNOWN = "not known"
DATES = {"released", "knowledge_cutoff", "lifecycle_on"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A fact that changed, in words; empty where there is nothing to say."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class News:
    """What became of a tool by one edit."""

    at: dt.datetime
    headline: str
    lines: list[Line]
    tool: Tool


class Told:
    """Puts public events into words; facets and terms as they are called now."""

    def __init__(self):
        kind = kind_named("tool")
        self.layout, self.labels = layout_of(kind), labels_of(kind)

    def news(self, events, tools: dict[str, Tool]) -> list[News]:
        """Of the events whose tool, by its key then, is among these; without those that changed nothing to read."""
        found = []
        for event in events:
            headline, lines = self._headline(event), self._lines(event)
            if event.key in tools and (headline or lines):
                found.append(News(at=event.at, headline=headline, lines=lines, tool=tools[event.key]))
        return found

    @staticmethod
    def _headline(event):
        before = before_of(event)
        if before is None:
            return "Added to the directory" if event.action == Event.Action.CREATE else "Back in the directory"
        return "" if before["editorial_state"] == PUBLISHED else "Published"

    def _lines(self, event):
        if self._headline(event):  # what it was before was nobody's to read
            return []
        found = differences(facts_of(before_of(event)), facts_of(after_of(event)), self.layout)
        return [self._line(one) for one in found if one.path[-1] != ORDER]

    def _line(self, difference):
        if difference.path[0] == "plans":
            return plan_line(difference.before, difference.after)
        path = difference.path
        field = FIELD.get(path[0])
        title = field.label if field else self.labels.place(path)
        if self.layout.is_set(path) and isinstance(difference.before, list) and isinstance(difference.after, list):
            gone = [one for one in difference.before if one not in difference.after]
            new = [one for one in difference.after if one not in difference.before]
            said = [
                f"{word} {self.labels.value(path, some)}" for word, some in (("without", gone), ("with", new)) if some
            ]
            return Line(title=title, before="", after="now " + " and ".join(said))
        before, after = (self._value(path, value, field) for value in (difference.before, difference.after))
        return Line(title=title, before=before, after=after)

    def _value(self, path, value, field):
        if value is None:
            return NOT_KNOWN
        if isinstance(value, int) and field:
            return f"{value:,} {field.unit}".strip()
        if path[0] in DATES:
            return dates.in_words(value)
        return self.labels.value(path, value)


def plan_line(before: dict | None, after: dict | None) -> Line:
    name = f"Plan “{(after or before)['name']}”"
    if before is None:
        return Line(title=name, before="", after=_plan(after))
    if after is None:
        return Line(title=name, before=_plan(before), after="no longer listed")
    if _plan(before) == _plan(after):
        return Line(title=name, before="", after="other conditions, at the same price")
    return Line(title=name, before=_plan(before), after=_plan(after))


def _plan(row):
    days = {key: row.get(key) and dt.date.fromisoformat(row[key]) for key in ("valid_from", "valid_to")}
    amount = None if row.get("amount") is None else Decimal(str(row["amount"]))
    plan = Plan(**{**row, **days, "amount": amount})
    return " ".join(filter(None, [price_in_words(plan), validity_in_words(plan)]))


def public_events():
    """What visitors may read of, of tools that they can look up."""
    public = Tool.objects.published().filter(slug=OuterRef("key"))
    return Event.objects.filter(Exists(public), is_public=True, kind="tool")


def news_of(events: list[Event]) -> list[News]:
    if not events:
        return []
    keys = {event.key for event in events}
    tools = {tool.slug: tool for tool in Tool.objects.published().filter(slug__in=keys)}
    begun = beginnings("tool", keys)  # before, an address may have been another tool's
    return Told().news([event for event in events if event.pk >= begun.get(event.key, 0)], tools)


@require_safe
@kept_until_an_edit
def tool_history(request, slug):
    tool = Tool.objects.published().filter(slug=slug).first()
    if tool is None:
        former = get_object_or_404(
            FormerSlug.objects.select_related("tool"), slug=slug, tool__editorial_state=PUBLISHED
        )
        return redirect("catalog:tool_history", former.tool.slug, permanent=True)
    added = Q(action=Event.Action.CREATE, changes__editorial_state=PUBLISHED)
    events = events_of_entry("tool", slug).filter(Q(is_public=True) | added)[:MOST_OF_A_TOOL]
    return TemplateResponse(
        request,
        "catalog/tool_history.html",
        {
            "tool": tool,
            "news": Told().news(events, {event.key: tool for event in events}),
            "trail": [(reverse("catalog:tool_list"), "Tools"), (tool.get_absolute_url(), tool.name)],
        },
    )


@require_safe
@kept_until_an_edit
def change_list(request):
    number = page_number(request.GET.get("page"))
    if number > MOST_PAGES:
        raise Http404("There is no such page.")
    events = public_events()
    start = (number - 1) * CHANGES_A_PAGE
    events = list(events[start : start + CHANGES_A_PAGE + 1])
    if not events and number > 1:
        raise Http404("There is no such page.")
    news = news_of(events[:CHANGES_A_PAGE])
    address = reverse("catalog:change_list")
    return TemplateResponse(
        request,
        "catalog/change_list.html",
        {
            "days": [(day, list(some)) for day, some in groupby(news, key=lambda one: timezone.localdate(one.at))],
            "number": number,
            "newer_url": "" if number == 1 else address if number == 2 else f"{address}?page={number - 1}",
            "older_url": f"{address}?page={number + 1}" if len(events) > CHANGES_A_PAGE and number < MOST_PAGES else "",
        },
    )
