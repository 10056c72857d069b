"""The advisor's tools as one would read them first: by the ORM, tool by tool. The twin of ``advisor/candidates.py``."""

from collections import defaultdict

from advisor.catalogue import Entry
from catalog.models import Assignment, Facet, FacetState, Term, Tool
from catalog.models.taxonomy import closure


def entries():
    """Every tool that can be had, in reading order."""
    terms = list(Term.objects.select_related("facet").prefetch_related("implies"))
    above = closure(terms)
    keys = {term.pk: f"{term.facet.slug}:{term.slug}" for term in terms}
    held, closed = defaultdict(set), defaultdict(lambda: {"kind"})
    for row in Assignment.objects.select_related("term__facet"):
        held[row.tool_id].update(keys[reached] for reached in above[row.term_id])
        if row.term.facet.selection != Facet.Selection.MANY:
            closed[row.tool_id].add(row.term.facet.slug)
    for row in FacetState.objects.exclude(state=FacetState.State.NOT_PUBLISHED).select_related("facet"):
        closed[row.tool_id].add(row.facet.slug)
    caveats = {
        "deprecated": "Its maker is phasing it out.",
        "research": "It exists for research only; you may not be able to use it.",
    }
    return [
        Entry(
            slug=tool.slug,
            name=tool.name,
            maker=tool.maker.slug,
            terms=frozenset(held[tool.pk]),
            closed=frozenset(closed[tool.pk]),
            caveat=caveats.get(tool.lifecycle, ""),
            best_for=tool.best_for,
            not_for=tool.not_for,
        )
        for tool in Tool.objects.published().current().select_related("maker").in_reading_order()
    ]
