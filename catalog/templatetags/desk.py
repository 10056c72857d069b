from django import template
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode

from catalog.models import Proposal, Tool

register = template.Library()

PILES = {
    Tool.EditorialState.IN_REVIEW: ("tool waits for review", "tools wait for review"),
    Tool.EditorialState.DRAFT: ("tool is a draft", "tools are drafts"),
}


@register.simple_tag(takes_context=True)
def waiting_proposals(context):
    """The proposals that wait for this person: to be decided, and changes of his own to be put together."""
    user = context["request"].user
    waiting = Proposal.objects.open()
    if user.has_perm("catalog.publish_tool"):  # who collided on a draft puts it together himself
        waiting = waiting.exclude(~Q(by=user), origin=Proposal.Origin.COLLISION, is_public=False)
    else:
        waiting = waiting.filter(by=user, origin=Proposal.Origin.COLLISION)
    size = waiting.count()
    address = f"{reverse('admin:catalog_proposal_changelist')}?{urlencode({'state__exact': Proposal.State.OPEN.value})}"
    return {"url": address, "words": f"{size} {'proposal waits' if size == 1 else 'proposals wait'}"} if size else None


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
