from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.directory import answer, count_terms
from catalog.models import Guide, IndustryGuide, Term, Tool, Workflow
from catalog.query import Query
from catalog.taxonomy import Taxonomy

SHOWN = 12


@require_safe
def kind_list(request):
    kinds = Term.objects.kinds().select_related("facet").order_by("rank", "slug")
    facet = Taxonomy().facets.get("kind")
    counts = count_terms(list(Tool.objects.published().values_list("pk", flat=True)), [facet])["kind"] if facet else {}
    return TemplateResponse(
        request, "catalog/kind_list.html", {"kinds": [(kind, counts.get(kind.slug, 0)) for kind in kinds]}
    )


@require_safe
def kind_detail(request, slug):
    kind = get_object_or_404(Term.objects.kinds().select_related("facet"), slug=slug)
    query = Query(chosen={"kind": (slug,)})
    found = answer(query, Taxonomy(), size=SHOWN)
    return TemplateResponse(
        request,
        "catalog/kind_detail.html",
        {
            "kind": kind,
            "total": found.total,
            "tools": found.tools(),
            "list_url": query.url(reverse("catalog:tool_list")),
            "guides": Guide.objects.published().about(kind),
            "workflows": Workflow.objects.published().filter(steps__kind=kind).distinct(),
            "industries": IndustryGuide.objects.published().filter(kinds=kind),
            "trail": [(reverse("catalog:kind_list"), "Kinds of tool")],
        },
    )
