from django.db.models import Count, Q
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from catalog import live
from catalog.directory import answer
from catalog.kept import kept_until_an_edit
from catalog.models import FaqEntry, Guide, Tool
from catalog.query import Query
from catalog.views.history import news_of, public_events

GUIDES_SHOWN = 3
NEWEST_SHOWN = 5
NEWS_SHOWN = 4
ASKED_FIRST = "is-chatgpt-an-llm"  # the question that leads to all the others


@require_safe
@kept_until_an_edit
def home(request):
    catalogue = live.current()
    everything = answer(Query(), catalogue, size=1)
    return TemplateResponse(
        request,
        "catalog/home.html",
        {
            "outputs": with_counts(catalogue.taxonomy, everything, "output"),
            "asked_first": FaqEntry.objects.published().filter(slug=ASKED_FIRST).first(),
            "guides": Guide.objects.published().only("slug", "title")[:GUIDES_SHOWN],
            "newest": Tool.objects.published().released_last()[:NEWEST_SHOWN],
            "news": news_of(list(public_events()[:NEWS_SHOWN])),
            "figures": Tool.objects.published()
            .exclude(lifecycle=Tool.Lifecycle.DISCONTINUED)
            .aggregate(total=Count("pk"), sourced=Count("pk", filter=Q(sourced_share__gt=0))),
        },
    )


def with_counts(taxonomy, found, facet):
    """A facet's terms that some tool has, with the number of tools."""
    counts = found.counts.get(facet, {})
    terms = taxonomy.facets[facet].terms.values() if facet in taxonomy.facets else []
    return [(term, counts[term.slug]) for term in terms if counts.get(term.slug)]
