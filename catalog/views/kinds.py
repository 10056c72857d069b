from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog import live
from catalog.directory import answer
from catalog.kept import kept_until_an_edit
from catalog.kind_groups import grouped
from catalog.models import Guide, IndustryGuide, KindGuide, Term, Workflow
from catalog.query import Query

SHOWN = 6


@require_safe
@kept_until_an_edit
def kind_list(request):
    kinds = Term.objects.kinds().select_related("facet").order_by("rank", "slug")
    counts = answer(Query(), live.current(), size=1).totals.get("kind", {})
    guides = {guide.kind_id: guide for guide in KindGuide.objects.published().with_terms()}
    rows = []
    for kind in kinds:
        guide = guides.get(kind.pk)
        makes = [term.slug for term in guide.makes()] if guide else None
        rows.append((makes, kind, guide, counts.get(kind.slug, 0)))
    return TemplateResponse(request, "catalog/kind_list.html", {"groups": grouped(rows), "count": len(rows)})


@require_safe
@kept_until_an_edit
def kind_detail(request, slug):
    kind = get_object_or_404(Term.objects.kinds().select_related("facet"), slug=slug)
    guide = KindGuide.objects.published().filter(kind=kind).with_terms().prefetch_related("references").first()
    query = Query(chosen={"kind": (slug,)})
    found = answer(query, live.current(), size=SHOWN, counted=False)
    return TemplateResponse(
        request,
        "catalog/kind_detail.html",
        {
            "kind": kind,
            "guide": guide,
            "term_keys": {f"kind:{slug}", *(f"output:{term.slug}" for term in (guide.makes() if guide else ()))},
            "total": found.total,
            "tools": found.tools(),
            "list_url": query.url(reverse("catalog:tool_list")),
            "guides": Guide.objects.published().about(kind),
            "workflows": Workflow.objects.published().filter(steps__kind=kind).distinct(),
            "industries": IndustryGuide.objects.published().filter(kinds=kind),
            "trail": [(reverse("catalog:kind_list"), "Kinds of tool")],
        },
    )
