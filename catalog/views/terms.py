"""What the filters mean: every facet with its terms, explained."""

from collections import defaultdict
from dataclasses import dataclass

from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog import live
from catalog.directory import answer
from catalog.query import Query
from catalog.taxonomy import FacetValue, TermValue


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A term with its narrower ones; ``total`` tools stand at ``list_url``, and a kind has a page of its own."""

    anchor: str
    term: TermValue
    total: int
    list_url: str
    kind_url: str
    narrower: list["Entry"]


@require_safe
def term_list(request):
    catalogue = live.current()
    counts = answer(Query(), catalogue, size=1).counts
    facets = catalogue.taxonomy.filterable()
    return TemplateResponse(
        request,
        "catalog/terms.html",
        {"facets": [(facet, _entries(facet, counts.get(facet.slug, {}))) for facet in facets if facet.terms]},
    )


def _entries(facet: FacetValue, counts) -> list[Entry]:
    path = reverse("catalog:tool_list")
    below = defaultdict(list)
    for term in facet.terms.values():
        below[term.parent].append(term)

    def entries(parent):
        return [
            Entry(
                anchor=f"{facet.slug}-{term.slug}",
                term=term,
                total=counts.get(term.slug, 0),
                list_url=Query(chosen={facet.slug: (term.slug,)}).url(path),
                kind_url=reverse("catalog:kind_detail", args=[term.slug]) if facet.slug == "kind" else "",
                narrower=entries(term.slug),
            )
            for term in below.get(parent, ())
        ]

    return entries("")
