"""What there is to read: guides, industries, workflows, glossary, questions, and the pages about the site."""

from collections import defaultdict
from dataclasses import replace

from django.conf import settings
from django.db.models import Count, Prefetch, Q
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from catalog import embeds, facts, live, markdown, structured
from catalog.directory import answer
from catalog.glosses import Glosses, Word, weights
from catalog.kept import kept_until_an_edit
from catalog.models import (
    FaqEntry,
    GlossaryTerm,
    Guide,
    IndustryGuide,
    Reading,
    Reference,
    Term,
    Tool,
    Workflow,
    WorkflowStep,
)
from catalog.models.guides import ReadingMatter
from catalog.query import Query
from catalog.sentence import sentence

CONTENTS_FROM = 4  # headings: a shorter guide is seen at a glance
GUIDES_A_TERM = 2


def published_tools():
    return Prefetch("tools", queryset=Tool.objects.published().select_related("maker"))


def terms_with_facets(lookup="terms"):
    """A term's address needs its facet."""
    return Prefetch(lookup, queryset=Term.objects.select_related("facet"))


def structured_text(data):
    """For a ``script`` element; safe because ``script_text`` lets nothing end it."""
    return mark_safe(structured.script_text(data))


def list_on(terms):
    """Where the tools of the first term are, and in words which those are: “Never” alone would not say what is."""
    if not terms:
        return None
    query = Query(chosen={terms[0].facet.slug: (terms[0].slug,)})
    return {"url": terms[0].get_absolute_url(), "sentence": sentence(query, live.current().taxonomy)}


def absolute(path):
    return f"{settings.SITE_URL}{path}"


def words_of_the_glossary():
    """What a text can have explained, each with all the ways to write it."""
    for word in GlossaryTerm.objects.published():
        forms = (word.term, *word.synonyms)
        yield Word(slug=word.slug, term=word.term, definition=word.definition, forms=forms)


@require_safe
@kept_until_an_edit
def guide_list(request):
    guides = list(Guide.objects.published())
    times = embeds.reading_times([markdown.parse(guide.body) for guide in guides])
    for guide, time in zip(guides, times, strict=True):
        guide.time = time
    groups = [(label, [guide for guide in guides if guide.group == group]) for group, label in Guide.Group.choices]
    return TemplateResponse(
        request,
        "catalog/guide_list.html",
        {"groups": [group for group in groups if group[1]], "count": len(guides)},
    )


@require_safe
@kept_until_an_edit
def guide_detail(request, slug):
    return guide_page(request, get_object_or_404(with_all_shown(Guide.objects.published()), slug=slug))


def with_all_shown(guides):
    return guides.prefetch_related(terms_with_facets(), published_tools(), "references")


def guide_page(request, guide, *, preview=""):
    """A guide's page, for the public or, with a sentence that says so, as a preview of a draft."""
    document = markdown.parse(guide.body)
    parts, _ = embeds.fill(document)
    glosses = Glosses(words_of_the_glossary())
    chapters = [heading for heading in document.headings if heading.level == 2]
    shelf = list(Guide.objects.published().only("slug", "title", "tagline"))
    place = None if preview else [other.slug for other in shelf].index(guide.slug)
    trail = [(reverse("catalog:guide_list"), "Guides")]
    article = structured.Article(
        title=guide.title,
        url=absolute(guide.get_absolute_url()),
        description=guide.tagline,
        reviewed=guide.reviewed,
        about=tuple(term.label for term in guide.terms.all()),
    )
    return TemplateResponse(
        request,
        "catalog/guide_detail.html",
        {
            "guide": guide,
            "preview": preview,
            "trail": trail,
            "structured": structured_text(
                structured.article_data(article, [(absolute(path), label) for path, label in trail])
            ),
            "parts": [replace(part, html=glosses.mark(part.html)) for part in parts],
            "glosses": glosses.met,
            "time": embeds.reading_time(document, [part.content for part in parts]),
            "contents": chapters if len(chapters) >= CONTENTS_FROM else [],
            "list": list_on(guide.terms.all()),
            "previous": shelf[place - 1] if place else None,
            "next": shelf[place + 1] if place is not None and place + 1 < len(shelf) else None,
        },
    )


@require_safe
@kept_until_an_edit
def industry_list(request):
    industries = IndustryGuide.objects.published().prefetch_related("kinds__facet")
    return TemplateResponse(request, "catalog/industry_list.html", {"industries": industries})


@require_safe
@kept_until_an_edit
def industry_detail(request, slug):
    industry = get_object_or_404(
        IndustryGuide.objects.published().prefetch_related(
            terms_with_facets(),
            terms_with_facets("kinds"),
            published_tools(),
            Prefetch("workflows", queryset=embeds.workflows_with_steps()),
            "references",
        ),
        slug=slug,
    )
    field = next((term for term in industry.terms.all() if term.facet.slug == "industry"), None)
    of_field = Query(chosen={"industry": (field.slug,)}) if field else Query()
    return TemplateResponse(
        request,
        "catalog/industry_detail.html",
        {
            "industry": industry,
            "trail": [(reverse("catalog:industry_list"), "Industries")],
            "field": field,
            "total": answer(of_field, live.current(), size=1, counted=False).total,
            "jobs": [term for term in industry.terms.all() if term != field],
        },
    )


@require_safe
@kept_until_an_edit
def workflow_list(request):
    return TemplateResponse(request, "catalog/workflow_list.html", {"workflows": embeds.workflows_with_steps()})


@require_safe
@kept_until_an_edit
def workflow_detail(request, slug):
    steps = WorkflowStep.objects.select_related("kind__facet").prefetch_related(published_tools())
    workflow = get_object_or_404(
        Workflow.objects.published().prefetch_related(
            Prefetch("steps", queryset=steps),
            Prefetch("industries", queryset=IndustryGuide.objects.published()),
            terms_with_facets(),
            "references",
        ),
        slug=slug,
    )
    later = Workflow.objects.published().filter(position__gt=workflow.position).only("slug", "title", "tagline")
    onward = next(iter(workflow.industries.all()), None) or later.first()
    return TemplateResponse(
        request,
        "catalog/workflow_detail.html",
        {
            "workflow": workflow,
            "trail": [(reverse("catalog:workflow_list"), "Workflows")],
            "list": list_on(workflow.terms.all()),
            "next": onward,
        },
    )


def guides_on(words):
    """By the slug of each word, the guides that say most of it; where none names it, those on one of its terms.

    Background is left out: it looks back at the articles and names many words without explaining them.
    """
    guides = Guide.objects.published().exclude(group=Guide.Group.BACKGROUND).prefetch_related("terms")
    guides = list(guides.only("slug", "title", "position", "body"))
    known = [Word(slug=word.slug, term=word.term, definition="", forms=(word.term, *word.synonyms)) for word in words]
    named = {guide: weights(guide.title, guide.body, known) for guide in guides}
    topics = {guide: set(guide.terms.all()) for guide in guides}
    found = {}
    for word in words:
        on_its_terms = [guide for guide in guides if topics[guide].intersection(word.terms.all())]
        naming = [guide for guide in guides if word.slug in named[guide]]
        naming.sort(key=lambda guide: (-named[guide][word.slug], guide not in on_its_terms))
        found[word.slug] = naming or on_its_terms
    return found


@require_safe
@kept_until_an_edit
def glossary(request):
    words = GlossaryTerm.objects.published().prefetch_related(
        terms_with_facets(), Prefetch("see_also", queryset=GlossaryTerm.objects.published())
    )
    guides = guides_on(words)
    letters, defined = defaultdict(list), []
    for word in words:
        defined.append(
            structured.DefinedWord(
                slug=word.slug, term=word.term, definition=word.definition, synonyms=tuple(word.synonyms)
            )
        )
        word.guides = guides[word.slug][:GUIDES_A_TERM]
        # One facet is enough, and it is named: “Allowed” alone would not say what is.
        word.facet = next((term.facet for term in word.terms.all()), None)
        word.ways = [term for term in word.terms.all() if term.facet == word.facet]
        letters[word.term[0].upper()].append(word)
    return TemplateResponse(
        request,
        "catalog/glossary.html",
        {
            "letters": dict(letters),
            "count": len(defined),
            "structured": structured_text(structured.glossary_data(absolute(reverse("catalog:glossary")), defined)),
        },
    )


@require_safe
@kept_until_an_edit
def question_list(request):
    questions = FaqEntry.objects.published().prefetch_related(terms_with_facets())
    for entry in questions:
        # Only what is a page to read on, and only what the answer does not lead to already.
        kinds = [term for term in entry.terms.all() if term.facet.slug == "kind"]
        entry.kinds = [term for term in kinds if term.get_absolute_url() not in entry.answer]
    answers = [(entry.question, markdown.render(entry.answer)) for entry in questions]
    return TemplateResponse(
        request,
        "catalog/question_list.html",
        {
            "questions": questions,
            "structured": structured_text(
                structured.questions_data(absolute(reverse("catalog:question_list")), answers)
            ),
        },
    )


@require_safe
@kept_until_an_edit
def method(request):
    tools = Tool.objects.published()
    return TemplateResponse(
        request,
        "catalog/method.html",
        {
            "trail": [],
            "contact": settings.CONTACT,
            "periods": [
                ("Prices and plans", facts.PRICES),
                ("Limits, such as the context window, and status", facts.LIMITS),
                ("Use of your data, and rights to the results", facts.FACET_VOLATILITY["data-use"]),
                ("Licence, platforms and other features", facts.RIGHTS),
                ("Name, maker, kind and release date", facts.NAMES),
            ],
            "figures": tools.aggregate(total=Count("pk"), sourced=Count("pk", filter=Q(sourced_share__gt=0))),
            "confirmed": Reading.objects.filter(outcome=Reading.Outcome.CONFIRMED, tool__in=tools).count(),
        },
    )


@require_safe
def about(request):
    """Of the articles, those that a published text draws on: whoever may write may add one."""
    drawn_on = Q()
    for texts in ReadingMatter.__subclasses__():
        drawn_on |= Q(pk__in=texts.objects.published().values("references"))
    articles = Reference.objects.filter(drawn_on, kind=Reference.Kind.SEED_ARTICLE)
    return TemplateResponse(request, "catalog/about.html", {"articles": articles, "contact": settings.CONTACT})
