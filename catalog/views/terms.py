"""What the filters mean: every facet with its terms, explained."""

from collections import defaultdict
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from catalog import live
from catalog.directory import answer
from catalog.kept import kept_until_an_edit
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
@kept_until_an_edit
def term_list(request):
    catalogue = live.current()
    totals = answer(Query(), catalogue, size=1).totals
    return TemplateResponse(request, "catalog/terms.html", {"explained": explained(catalogue.taxonomy, totals)})


_explained = None


def explained(taxonomy, totals) -> SafeString:
    """All filters with their terms: as rendered last, until the taxonomy or the numbers are others."""
    global _explained
    known, counted, html = _explained or (None, None, None)
    if known is not taxonomy or counted is not totals:
        html = plainly_explained(taxonomy, totals)
        _explained = taxonomy, totals, html
    return html


def plainly_explained(taxonomy, totals) -> SafeString:
    facets = [(facet, _entries(facet, totals.get(facet.slug, {}))) for facet in taxonomy.filterable() if facet.terms]
    return render_to_string("catalog/_explained.html", {"facets": facets})


def _entries(facet: FacetValue, counts) -> list[Entry]:
    path = reverse("catalog:tool_list")
    below = defaultdict(list)
    for term in facet.terms.values():
        below[term.parent].append(term)

    def entries(parent):
        return [
            Entry(
                anchor=f"facet-{facet.slug}--{term.slug}",
                term=term,
                total=counts.get(term.slug, 0),
                list_url=Query(chosen={facet.slug: (term.slug,)}).url(path),
                kind_url=reverse("catalog:kind_detail", args=[term.slug]) if facet.slug == "kind" else "",
                narrower=entries(term.slug),
            )
            for term in below.get(parent, ())
        ]

    return entries("")
