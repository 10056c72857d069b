"""A question asked of the directory: what is chosen, how it is sorted, and the one address it has. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from urllib.parse import quote_plus

SORTS = {
    "best": "Best documented",
    "name": "Name",
    "price": "Price a month",
    "newest": "Newest",
    "confirmed": "Last confirmed",
    "context": "Context window",
}
BACKWARDS = {
    "-name": "Name, from Z",
    "-price": "Price a month, highest first",
    "-newest": "Oldest",
    "-confirmed": "Longest since confirmed",
    "-context": "Context window, smallest first",
}
VIEWS = {"cards": "Cards", "table": "Table"}
RETIRED = "discontinued"  # the lifecycle that is hidden unless it is asked for
MOST_TICKED = 8  # kept in an address; four can be compared
RANGES = ("context_window", "price_in", "price_out", "price_month", "released")
CHOICE_FACETS = ("entry-type", "lifecycle", "maker")
OFFERED = 40  # values of a column, the fullest: a longer list nobody reads; the others are found by name


@dataclass(frozen=True, kw_only=True)
class Query:
    """What a visitor asked for, with only known values in it.

    ``chosen`` holds terms by facet, and values of the columns that filter like facets. ``ranges`` has a pair
    of bounds a field, either of them None; ``released`` has partial dates, the others numbers. Without a lifecycle
    chosen, what is discontinued is left out unless the text names it. How it is shown belongs to it too: ``view``, and
    as ``ticked`` the slugs of tools that are ticked for comparing.
    """

    q: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    ranges: Mapping[str, tuple] = field(default_factory=dict)
    sort: str = "best"
    view: str = "cards"
    ticked: tuple[str, ...] = ()

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of the canonical address: sorted, without defaults."""
        found = [(facet, slug) for facet, slugs in self.chosen.items() for slug in slugs]
        found += [("unknown", name) for name in self.unknown]
        for name, (least, most) in self.ranges.items():
            if least is not None:
                found.append((f"{name}_min", plain_number(least)))
            if most is not None:
                found.append((f"{name}_max", plain_number(most)))
        if self.q:
            found.append(("q", self.q))
        if self.sort != "best":
            found.append(("sort", self.sort))
        if self.view != "cards":
            found.append(("view", self.view))
        found += [("tool", slug) for slug in self.ticked]
        return sorted(found)

    @property
    def conditions(self) -> tuple[str, ...]:
        """What narrows the list, by name: facets, figures, and ``q`` for the text."""
        return (*self.chosen, *self.ranges, *["q"] * bool(self.q))

    def url(self, path: str, page: int = 1) -> str:
        """The canonical address of one page of the answer."""
        pairs = self.pairs()
        if page > 1:
            pairs = sorted([*pairs, ("page", str(page))])
        return f"{path}?{'&'.join(f'{_quoted(name)}={_quoted(value)}' for name, value in pairs)}" if pairs else path

    def without(self, facet: str, slug: str) -> "Query":
        left = tuple(other for other in self.chosen.get(facet, ()) if other != slug)
        chosen = {name: slugs for name, slugs in self.chosen.items() if name != facet}
        if left:
            chosen[facet] = left
        return replace(self, chosen=chosen)

    def without_range(self, name: str) -> "Query":
        return replace(self, ranges={other: ends for other, ends in self.ranges.items() if other != name})

    def without_unknown(self, name: str) -> "Query":
        return replace(self, unknown=tuple(other for other in self.unknown if other != name))

    def without_text(self) -> "Query":
        return replace(self, q="")

    def without_condition(self, name: str) -> "Query":
        """Without one of ``conditions`` as a whole, and what it took in as not known."""
        if name == "q":
            return self.without_text()
        chosen = {facet: slugs for facet, slugs in self.chosen.items() if facet != name}
        return replace(self.without_range(name).without_unknown(name), chosen=chosen)

    def cleared(self) -> "Query":
        """Nothing asked for any more, shown as it was."""
        return Query(sort=self.sort, view=self.view, ticked=self.ticked)


# A page of chosen terms asks for the address without each of them, and quoting is most of that work.
_quoted = lru_cache(maxsize=10_000)(quote_plus)


def plain_number(value) -> str:
    """A bound as short text: 2.50 is 2.5, 200000 stays 200000."""
    if not isinstance(value, Decimal):
        return str(value)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
