"""The index's sets by themselves, for whoever has questions of his own to combine them for. Pure."""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyroaring import BitMap

from catalog.index.figures import Figures
from catalog.index.forward import Forward
from catalog.index.order import Order
from catalog.index.postings import Postings

NOTHING = BitMap()
AT_ONCE = 64  # places of an order that are looked for together


@dataclass(frozen=True, kw_only=True)
class Sets:
    """What holds of which ordinals. Every set belongs to the index: combine them, never change them.

    A term is known of a tool that is in ``having`` it; known to be absent where the tool is only in ``closed``; and not
    known of any other.
    """

    facets: Mapping  # the taxonomy's, by slug
    current: BitMap  # all that can still be had
    ids: Figures
    found: Mapping[int, BitMap]  # by term
    complete: Mapping[int, BitMap]  # by facet
    kept: dict[str, BitMap]  # what was worked out since the last change
    terms: Forward
    chosen: Mapping[str, Postings]
    order: Order

    def having(self, term: int) -> BitMap:
        """The tools found under a term, given by its id."""
        return self.found.get(term, NOTHING)

    def known(self, facet: str) -> BitMap:
        """The tools that are found under a term of a facet, or that are known to have no other."""
        if facet not in self.kept:
            terms = self.facets[facet].terms.values() if facet in self.facets else ()
            self.kept[facet] = self._complete(facet).union(*(self.found[term.id] for term in terms))
        return self.kept[facet]

    def closed(self, facet: str) -> BitMap:
        """The tools that have no other term of a facet than those they are found under.

        An editor says so, or the facet takes one term a tool and the tool has it.
        """
        takes_one = facet in self.facets and self.facets[facet].takes_one
        return self.known(facet) if takes_one else self._complete(facet)

    def _complete(self, facet):
        return self.complete.get(self.facets[facet].id, NOTHING) if facet in self.facets else NOTHING

    def of(self, column: str, value: str) -> BitMap:
        """The tools with a value of a column that filters like a facet."""
        return self.chosen[column].having(value)

    def maker_of(self, ordinal: int) -> str:
        return next(self.chosen["maker"].words_of(ordinal))

    def terms_of(self, ordinal: int) -> array:
        """The ids of the terms that an editor gave a tool."""
        return self.terms.get(ordinal)

    def in_reading_order(self, tools: BitMap) -> Iterator[int]:
        """The tools' ordinals; those that nobody takes are not looked for."""
        for start in range(0, len(tools), AT_ONCE):
            yield from self.order.page(tools, start, start + AT_ONCE)

    def id_of(self, ordinal: int) -> int:
        return self.ids.of(ordinal)

    def ordinal_of(self, id_: int) -> int | None:
        """None for a tool that is not in the index."""
        return next(iter(self.ids.having(id_)), None)
