"""One search box over everything: tools, kinds, guides, workflows, industries, glossary and questions."""

from dataclasses import dataclass

from django import forms
from django.db.models import Q
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.directory import Directory, tier
from catalog.filters import MAX_TEXT, searchable
from catalog.models import FaqEntry, GlossaryTerm, Guide, IndustryGuide, Term, Tool, Workflow
from catalog.query import Query
from catalog.taxonomy import Taxonomy

SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class Hit:
    title: str
    url: str
    text: str = ""
    meta: str = ""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Hits of one sort; ``more_url`` leads to the rest of them."""

    label: str
    slug: str
    count: int
    hits: list[Hit]
    more_url: str = ""


class SearchText(forms.CharField):
    """Whatever was typed, cut to what a search can use; never an error."""

    def to_python(self, value):
        return searchable(value or "")


class SearchForm(forms.Form):
    q = SearchText(required=False)


@require_safe
def search(request):
    form = SearchForm(request.GET)
    form.is_valid()
    text = form.cleaned_data["q"]
    groups = find(text) if text else []
    return TemplateResponse(
        request,
        "catalog/search.html",
        {"q": text, "groups": groups, "total": sum(group.count for group in groups), "max_text": MAX_TEXT},
    )


def find(text: str) -> list[Group]:
    """Every sort of entry in which all words occur, those with the text in their title first."""
    query = Query(q=text)
    words = query.words
    kinds = Term.objects.kinds().select_related("facet")
    groups = [
        tool_group(query),
        group("Kinds of tool", "kinds", in_order(kinds, text, words, "label", "synonyms"), "label", "definition"),
        group(
            "Guides",
            "guides",
            in_order(Guide.objects.published(), text, words, "title", "tagline", "summary", "body"),
            "title",
            "tagline",
        ),
        group(
            "Workflows",
            "workflows",
            in_order(Workflow.objects.published(), text, words, "title", "tagline", "summary"),
            "title",
            "tagline",
        ),
        group(
            "Industries",
            "industries",
            in_order(IndustryGuide.objects.published(), text, words, "title", "tagline", "how", "example"),
            "title",
            "tagline",
        ),
        group(
            "Glossary",
            "glossary",
            in_order(GlossaryTerm.objects.published(), text, words, "term", "synonyms", "definition"),
            "term",
            "definition",
        ),
        group(
            "Questions",
            "questions",
            in_order(FaqEntry.objects.published(), text, words, "question", "answer"),
            "question",
        ),
    ]
    return [found for found in groups if found.count]


def in_order(entries, text, words, title, *others):
    """The entries that have every word in one of the columns; the title counts most."""
    for word in words:
        matches = Q()
        for column in (title, *others):
            matches |= Q(**{f"{column}__icontains": word})
        entries = entries.filter(matches)
    return entries.annotate(tier=tier(title, text)).order_by("tier", *entries.model._meta.ordering)


def first_and_count(entries):
    """The entries to show, and how many there are, asked for only when these may not be all."""
    shown = list(entries[:SHOWN])
    return shown, len(shown) if len(shown) < SHOWN else entries.count()


def group(label, slug, entries, title, text=""):
    shown, count = first_and_count(entries)
    hits = [
        Hit(title=getattr(entry, title), url=entry.get_absolute_url(), text=getattr(entry, text) if text else "")
        for entry in shown
    ]
    return Group(label=label, slug=slug, count=count, hits=hits)


def tool_group(query):
    """The directory's own answer, so that the link to it leads to the same tools."""
    directory = Directory(query, Taxonomy())
    shown, count = first_and_count(directory.ordered(directory.select()).select_related("maker"))
    return Group(
        label="Tools",
        slug="tools",
        count=count,
        hits=[
            Hit(
                title=tool.name,
                url=tool.get_absolute_url(),
                text=tool.tagline,
                meta=" · ".join(what_it_is(tool)),
            )
            for tool in shown
        ],
        more_url=query.url(reverse("catalog:tool_list")),
    )


def what_it_is(tool):
    yield tool.maker.name
    yield tool.get_entry_type_display()
    if tool.lifecycle != Tool.Lifecycle.ACTIVE:
        yield tool.get_lifecycle_display()
