from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bench.naive.filters import ToolFilter, counts_of, facets
from bench.shapes import PAGE_SIZE


@require_safe
def tool_list(request):
    all_facets = facets()
    filterset = ToolFilter(request.GET, all_facets)
    counts = counts_of(request.GET, all_facets)
    for name, by_slug in counts.items():
        field = filterset.form.fields[name]
        if name in {"entry-type", "lifecycle"}:
            field.choices = [(slug, f"{label} ({by_slug.get(slug, 0)})") for slug, label in field.choices]
        else:
            field.counts = by_slug
    tools = filterset.qs.with_prices(timezone.localdate()).for_cards()
    page = Paginator(tools, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "naive/tool_list.html", {"filterset": filterset, "page": page})
