"""Builds the engine's catalogue from the database, once for each state of it."""

import hashlib
from collections import defaultdict
from functools import lru_cache

from django.utils import timezone

from advisor.catalogue import Catalogue, Entry
from catalog import changes
from catalog.models import Assignment, Facet, FacetState, Term, Tool
from catalog.models.taxonomy import closure

KIND = "kind"
CAVEATS = {
    Tool.Lifecycle.DEPRECATED: "Its maker is phasing it out.",
    Tool.Lifecycle.RESEARCH: "It exists for research only; you may not be able to use it.",
}


def current_catalogue() -> Catalogue:
    return _build(catalogue_stamp())


def catalogue_stamp() -> str:
    """Changes with everything that the advisor reads of the catalogue, and with the day, since facts become stale."""
    state = f"{changes.version()} {timezone.localdate()}"
    return hashlib.sha256(state.encode()).hexdigest()[:16]


@lru_cache(maxsize=2)
def _build(stamp: str) -> Catalogue:
    terms = list(Term.objects.select_related("facet").prefetch_related("implies"))
    above = closure(terms)
    keys = {term.pk: f"{term.facet.slug}:{term.slug}" for term in terms}
    facet_of = {term.pk: term.facet for term in terms}
    tools = Tool.objects.published().current().select_related("maker").in_reading_order()
    # Editors file a tool under its kinds; one that is not there is not its kind.
    held, closed = defaultdict(set), defaultdict(lambda: {KIND})
    for tool, term in Assignment.objects.filter(tool__in=tools.values("pk")).values_list("tool", "term"):
        if term not in above:  # made since the terms were read; the next stamp brings it
            continue
        held[tool].update(keys[reached] for reached in above[term])
        if facet_of[term].selection != Facet.Selection.MANY:
            closed[tool].add(facet_of[term].slug)
    for tool, facet in FacetState.objects.exclude(state=FacetState.State.NOT_PUBLISHED).values_list(
        "tool", "facet__slug"
    ):
        closed[tool].add(facet)
    return Catalogue(
        stamp=stamp,
        entries=tuple(
            Entry(
                slug=tool.slug,
                name=tool.name,
                maker=tool.maker.slug,
                terms=frozenset(held[tool.pk]),
                closed=frozenset(closed[tool.pk]),
                caveat=CAVEATS.get(tool.lifecycle, ""),
                best_for=tool.best_for,
                not_for=tool.not_for,
            )
            for tool in tools
        ),
        dropping=frozenset(
            Facet.objects.filter(unknown_policy=Facet.UnknownPolicy.DROP).values_list("slug", flat=True)
        ),
        single=dict(Facet.objects.exclude(selection=Facet.Selection.MANY).values_list("slug", "label")),
        labels={keys[term.pk]: term.label for term in terms},
    )
