from django import template
from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode

from catalog.models import Tool

register = template.Library()

PILES = {
    Tool.EditorialState.IN_REVIEW: ("tool waits for review", "tools wait for review"),
    Tool.EditorialState.DRAFT: ("tool is a draft", "tools are drafts"),
}


@register.simple_tag
def waiting_tools():
    """The piles of tools that an editor has to look at, with the address of each list; empty ones left out."""
    counts = Tool.objects.filter(editorial_state__in=PILES).order_by().values_list("editorial_state")
    sizes = dict(counts.annotate(size=Count("pk")))
    address = reverse("admin:catalog_tool_changelist")
    return [
        {
            "url": f"{address}?{urlencode({'editorial_state__exact': state.value})}",
            "words": f"{sizes[state]} {one if sizes[state] == 1 else several}",
        }
        for state, (one, several) in PILES.items()
        if sizes.get(state)
    ]
