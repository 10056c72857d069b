"""The catalogue as the engine sees it: a frozen value. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field


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
        return False if term.partition(":")[0] in self.closed else None


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    entries: tuple[Entry, ...]  # in the directory's reading order
    stamp: str = ""
    dropping: frozenset[str] = frozenset()  # facets where a fact that is not known counts as a no
    labels: Mapping[str, str] = field(default_factory=dict)
    single: Mapping[str, str] = field(default_factory=dict)  # labels of facets that take one term a tool

    def fact(self, term: str) -> str:
        """What one does not know when the term is not known: “Commercial use”, but “Canvas” among several."""
        return self.single.get(term.partition(":")[0]) or self.label(term)

    def label(self, term: str) -> str:
        return self.labels.get(term, term)

    def entry(self, slug: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.slug == slug), None)
