from django.db.models import Count, Q
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from catalog import live, markdown
from catalog.directory import answer
from catalog.kept import kept_until_an_edit
from catalog.models import Guide, Tool
from catalog.query import Query

GUIDES_SHOWN = 5


@require_safe
@kept_until_an_edit
def home(request):
    catalogue = live.current()
    everything = answer(Query(), catalogue, size=1)
    guides = list(Guide.objects.published()[:GUIDES_SHOWN])
    for guide in guides:
        guide.minutes = markdown.minutes_to_read(guide.body)
    return TemplateResponse(
        request,
        "catalog/home.html",
        {
            "outputs": with_counts(catalogue.taxonomy, everything, "output"),
            "guides": guides,
            "figures": Tool.objects.published().aggregate(
                total=Count("pk"), sourced=Count("pk", filter=Q(sourced_share__gt=0))
            ),
        },
    )


def with_counts(taxonomy, found, facet):
    """A facet's terms that some tool has, with the number of tools."""
    counts = found.counts.get(facet, {})
    terms = taxonomy.facets[facet].terms.values() if facet in taxonomy.facets else []
    return [(term, counts[term.slug]) for term in terms if counts.get(term.slug)]
