"""The catalogue as the engine sees it: sets of tools, and entries for the few that are shown. Pure.

A tool is a small number, its ordinal, wherever many are spoken of (catalog/index/). The site's catalogue stands on the
directory's index (advisor/candidates.py); tests make theirs from entries written by hand.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, Self

from pyroaring import BitMap


@dataclass(frozen=True, kw_only=True)
class Entry:
    slug: str
    name: str
    maker: str
    terms: frozenset[str] = frozenset()  # wider and implied terms included
    closed: frozenset[str] = frozenset()  # facets in which an absent term means no
    caveat: str = ""  # why it comes only where nothing else is left; empty for what can be had now
    best_for: str = ""
    not_for: str = ""

    def has(self, term: str) -> bool | None:
        """Whether the term holds; None where that is not known."""
        if term in self.terms:
            return True
        return False if facet_of(term) in self.closed else None


class Catalogue(Protocol):
    """What the engine asks. Sets that are handed out belong to the catalogue: combine them, never change them.

    ``with catalogue:`` holds it still: nobody changes it in between. Ordinals mean something within such a block only.
    """

    stamp: str
    tools: BitMap  # all of them
    with_caveat: BitMap  # listed only where no other tool is left
    dropping: frozenset[str]  # facets where a fact that is not known counts as a no
    labels: Mapping[str, str]
    single: Mapping[str, str]  # labels of facets that take one term a tool

    def __enter__(self) -> Self: ...

    def __exit__(self, *raised): ...

    def having(self, term: str) -> BitMap:
        """The tools of which the term is known to hold, be it since a narrower or implying one does."""

    def closed(self, facet: str) -> BitMap:
        """The tools of which an absent term of the facet is known not to hold."""

    def known(self, facet: str) -> BitMap:
        """The tools of which something is known in the facet, if only that no term of it holds."""

    def in_reading_order(self, tools: BitMap) -> Iterator[int]:
        """As the directory lists them; made only as far as they are taken."""

    def maker_of(self, ordinal: int) -> str: ...

    def made_by(self, maker: str) -> BitMap: ...

    def entries(self, ordinals: Iterable[int]) -> dict[int, Entry]:
        """All that is told of some tools, by ordinal; one that has gone in the meantime is left out."""

    def ordinal(self, entry: Entry) -> int | None:
        """None if the tool is not in the catalogue."""

    def entry(self, slug: str) -> Entry | None: ...

    def __len__(self) -> int:
        return len(self.tools)

    def fact(self, term: str) -> str:
        """What one does not know when the term is not known: “Commercial use”, but “Canvas” among several."""
        return self.single.get(facet_of(term)) or self.label(term)

    def label(self, term: str) -> str:
        return self.labels.get(term, term)


def facet_of(term: str) -> str:
    return term.partition(":")[0]
