"""What the index needs to know of one tool. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog.index.text import Wording


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A tool as the index sees it.

    ``figures`` are whole numbers, so that nothing is lost in comparing them. ``ranks`` has one for each order, the
    smaller first; entries of equal rank follow each other by ``name``.
    """

    id: int
    name: str  # in the form that names are sorted by
    terms: frozenset[int] = frozenset()  # ids of the terms that an editor gave it
    settled: frozenset[int | str] = frozenset()  # ids of facets, names of figures: known why there is none, or no other
    complete: frozenset[int] = frozenset()  # ids of facets: a term that the tool lacks is known not to hold
    choices: Mapping[str, str]  # the value of each column that filters like a facet
    figures: Mapping[str, int] = field(default_factory=dict)
    ranks: Mapping[str, tuple[int, ...]]
    wording: Wording = field(default_factory=lambda: Wording(()))
    alternatives: tuple[int, ...] = ()  # ids of other tools, the editors' first choice first
    due: dt.date | None = None  # the next day on which any of this changes by itself
