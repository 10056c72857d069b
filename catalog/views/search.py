"""One search box over everything: tools, kinds, guides, workflows, industries, glossary and questions."""

from dataclasses import dataclass

from django import forms
from django.db.models import Case, IntegerField, Q, Value, When
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from catalog.models import (
    Assignment,
    FaqEntry,
    GlossaryTerm,
    Guide,
    IndustryGuide,
    Term,
    Tool,
    ToolAlias,
    Workflow,
)
from catalog.models.taxonomy import closure

MAX_TEXT = 200
MAX_WORDS = 10
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
        visible = "".join(letter if letter.isprintable() else " " for letter in value or "")
        return " ".join(visible.split())[:MAX_TEXT].strip()


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
    words = list(dict.fromkeys(text.split()))[:MAX_WORDS]
    kinds = Term.objects.kinds().select_related("facet")
    groups = [
        tool_group(text, words),
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


def tier(title, text):
    """0 for the very title, then titles that contain the text, and the rest."""
    return Case(
        When(**{f"{title}__iexact": text}, then=Value(0)),
        When(**{f"{title}__icontains": text}, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )


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


def tool_group(text, words):
    """Tools by name, other name, tagline, maker, and what their terms are called."""
    terms = list(Term.objects.prefetch_related("implies"))
    above = closure(terms)
    tools = Tool.objects.published()
    for word in words:
        called = {term.pk for term in terms if _is_called(term, word.casefold())}
        under = {term_id for term_id, reached in above.items() if reached & called}
        tools = tools.filter(
            Q(name__icontains=word)
            | Q(tagline__icontains=word)
            | Q(maker__name__icontains=word)
            | Q(pk__in=ToolAlias.objects.filter(name__icontains=word).values("tool"))
            | Q(pk__in=Assignment.objects.filter(term__in=under).values("tool"))
        )
    ranked = tools.in_reading_order()
    ranked = ranked.annotate(tier=tier("name", text)).order_by("tier", *ranked.query.order_by)
    shown, count = first_and_count(ranked.select_related("maker"))
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
        more_url=f"{reverse('catalog:tool_list')}?{urlencode({'q': text})}",
    )


def what_it_is(tool):
    yield tool.maker.name
    yield tool.get_entry_type_display()
    if tool.lifecycle != Tool.Lifecycle.ACTIVE:
        yield tool.get_lifecycle_display()


def _is_called(term, word):
    return word in term.label.casefold() or any(word in other.casefold() for other in term.synonyms)
