from urllib.parse import urlencode

from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog import live
from catalog.filters import shown
from catalog.models import Tool
from catalog.sheet import fact_sheet
from catalog.views.tools import plan_rows

MOST = 4


def compare_url(slugs) -> str:
    """The one address of a comparison: tools sorted."""
    path = reverse("catalog:compare")
    return f"{path}?{urlencode([('tool', slug) for slug in sorted(slugs)])}" if slugs else path


@require_safe
def compare(request):
    asked = list(dict.fromkeys(slug for slug in request.GET.getlist("tool") if slug))
    known = set(
        Tool.objects.published()
        .filter(slug__in=[s for s in asked if "\x00" not in s][:100])
        .values_list("slug", flat=True)
    )
    found = [slug for slug in asked if slug in known]
    chosen, left_out = found[:MOST], found[MOST:]
    notes = [f"There is no tool “{shown(slug)}”; left out." for slug in asked if slug not in known][:3]
    if left_out:
        notes.append(f"Only the first {MOST} tools are compared; left out: {', '.join(left_out[:10])}.")
    if not notes and request.get_full_path() != compare_url(chosen):
        return redirect(compare_url(chosen))
    today = timezone.localdate()
    pages = Tool.objects.published().filter(slug__in=chosen).with_prices(today).for_pages()
    tools = sorted(pages, key=lambda tool: tool.slug)
    taxonomy = live.current().taxonomy
    return TemplateResponse(
        request,
        "catalog/compare.html",
        {
            "tools": [
                {
                    "tool": tool,
                    "plans": plan_rows(tool, today),
                    "without": compare_url(slug for slug in chosen if slug != tool.slug),
                }
                for tool in tools
            ],
            "groups": compared_groups([fact_sheet(tool, taxonomy, today) for tool in tools], taxonomy),
            "notes": notes,
            "canonical": compare_url(chosen),
            "room": MOST - len(tools),
            "trail": [(reverse("catalog:tool_list"), "Tools")],
        },
    )


def compared_groups(sheets, taxonomy):
    """The tools' sheets side by side: a row a fact, leaving out facets that are not for comparing."""
    groups = []
    for columns in zip(*sheets, strict=True):
        rows = []
        for cells in zip(*(group.facts for group in columns), strict=True):
            facet = taxonomy.facets.get(cells[0].subject)
            if facet is None or facet.comparable:
                same = len(cells) > 1 and len({cell.text for cell in cells}) == 1
                rows.append({"label": cells[0].label, "cells": cells, "same": same})
        groups.append({"label": columns[0].label, "rows": rows})
    return groups
