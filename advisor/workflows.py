"""Workflow pages that tell how the steps of a result go together."""

from collections.abc import Sequence

from advisor.ranking import Lane
from advisor.snapshot import Flow
from catalog.models import Workflow

MOST_SHOWN = 3


def workflows_for(flow: Flow, lanes: Sequence[Lane]) -> list[Workflow]:
    """Those with a step for every lane and at most one kind besides, such as cutting what was recorded.

    First come those about most of what the answers wish for.
    """
    if len(lanes) < 2:
        return []
    kinds_of_lanes = [set(flow.kind(lane.kind).tool_kinds) for lane in lanes]
    wished = {wish.effect.term for lane in lanes for wish in lane.wishes if wish.effect.action in ("require", "prefer")}
    found = []
    for workflow in Workflow.objects.published().prefetch_related("steps__kind", "terms__facet"):
        kinds = {step.kind.slug for step in workflow.steps.all()}
        besides = kinds.difference(*kinds_of_lanes)
        if len(besides) <= 1 and all(kinds & of_lane for of_lane in kinds_of_lanes):
            about = {f"{term.facet.slug}:{term.slug}" for term in workflow.terms.all()}
            found.append((len(about & wished), workflow))
    return [workflow for _, workflow in sorted(found, key=lambda item: -item[0])[:MOST_SHOWN]]
