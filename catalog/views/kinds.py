from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.models import Guide, IndustryGuide, Term, Tool, Workflow

SHOWN = 12


@require_safe
def kind_list(request):
    published = Q(tools__editorial_state=Tool.EditorialState.PUBLISHED)
    kinds = (
        Term.objects.kinds()
        .select_related("facet")
        .annotate(tool_count=Count("tools", filter=published, distinct=True))
    )
    return TemplateResponse(request, "catalog/kind_list.html", {"kinds": kinds.order_by("rank", "slug")})


@require_safe
def kind_detail(request, slug):
    kind = get_object_or_404(Term.objects.kinds().select_related("facet"), slug=slug)
    tools = Tool.objects.published().filter(terms=kind).in_reading_order()
    shown = tools.with_prices(timezone.localdate()).for_cards()[:SHOWN]
    return TemplateResponse(
        request,
        "catalog/kind_detail.html",
        {
            "kind": kind,
            "total": tools.count(),
            "tools": shown,
            "list_url": f"{reverse('catalog:tool_list')}?kind={kind.slug}",
            "guides": Guide.objects.published().about(kind),
            "workflows": Workflow.objects.published().filter(steps__kind=kind).distinct(),
            "industries": IndustryGuide.objects.published().filter(kinds=kind),
            "trail": [(reverse("catalog:kind_list"), "Kinds of tool")],
        },
    )
