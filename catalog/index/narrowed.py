"""A question on its way to an answer: what its conditions leave, what is counted of that, and what is told. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pyroaring import BitMap

from catalog.index.typed import Understood


@dataclass(frozen=True, kw_only=True)
class Found:
    """An answer in ids, as ``catalog.directory.Answer`` says it."""

    total: int
    ids: tuple[int, ...]
    counts: Mapping[str, Mapping[str, int]]
    totals: Mapping[str, Mapping[str, int]]
    unknown: Mapping[str, int]
    hidden: int
    understood: Understood | None


@dataclass(frozen=True, kw_only=True)
class Nearest:
    """What to do about a question without an answer, by the names of its conditions (``Query.conditions``).

    ``drops`` has, for one condition left away (or for two, where no single one helps), how many tools that gives,
    where it gives any. ``near`` are the first of those tools, each with what it misses.
    """

    drops: Mapping[tuple[str, ...], int]
    near: tuple[tuple[int, tuple[str, ...]], ...]


class Counted(NamedTuple):
    """What is counted for a facet: slugs, their sets and, unless others are found under it, the id of each term."""

    slugs: list[str]
    sets: list[BitMap]
    terms: list[int | None] = []

    def in_common_with(self, base: BitMap, held: Mapping[int, int] | None = None) -> dict[str, int]:
        """The size of each set's part in ``base``; ``held`` has it by term, where it was counted tool by tool."""
        sizes = map(base.intersection_cardinality, self.sets)
        if held is not None:
            count = base.intersection_cardinality
            sizes = [count(of) if one is None else held[one] for one, of in zip(self.terms, self.sets, strict=True)]
        return dict(zip(self.slugs, sizes, strict=True))


class Narrowed:
    """What each condition of a question leaves of everything, by its name, and the ``ground`` on which all stand.

    ``named`` are the tools that are called as the text says.
    """

    def __init__(self, sets: Mapping[str, BitMap], ground: BitMap, everything: BitMap, named: BitMap):
        self.sets = sets
        self.ground = ground
        self.everything = everything
        self.named = named
        self.hides = ground is not everything
        self._matches = {}

    def matches(self, *ignoring: str) -> BitMap:
        """What all conditions leave but some; the ground itself, not a copy, where none is left."""
        if ignoring not in self._matches:
            self._matches[ignoring] = self._intersection(ignoring)
        return self._matches[ignoring]

    def _intersection(self, ignoring):
        ground = self.everything if "lifecycle" in ignoring else self.ground
        sets = [members for name, members in self.sets.items() if name not in ignoring]
        if not sets:
            return ground
        return BitMap.intersection(*sorted(sets if ground is self.everything else [*sets, ground], key=len))
