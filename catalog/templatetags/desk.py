from django import template
from django.db.models import Case, Count, Q, When
from django.urls import reverse
from django.utils.http import urlencode

from catalog.models import Appointment, Proposal, Tool

register = template.Library()

MOST_APPOINTMENTS = 10

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


@register.simple_tag
def appointments_ahead():
    """What publishes itself next, each with the address of its form; what was missed comes first, and says why."""
    found = Appointment.objects.order_by(Case(When(problem="", then=1), default=0), "at").prefetch_related("entry")
    found = [one for one in found[:MOST_APPOINTMENTS] if one.entry]
    for one in found:
        one.url = reverse(f"admin:{one.entry._meta.app_label}_{one.entry._meta.model_name}_change", args=[one.entry.pk])
    return found
