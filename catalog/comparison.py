"""Tools side by side: what is compared, the one address it has, its rows and its bars. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from urllib.parse import urlencode

from catalog.usage import Estimate, Usage

MOST = 4
SILENT = frozenset({"not-known", "not-published"})
FIGURES = frozenset({"context_window", "max_output", "price_in", "price_out", "price_month"})


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What a visitor compares, with only known tools in it."""

    slugs: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)
    only_differences: bool = False

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of the canonical address: sorted, without defaults. One tool differs from nothing."""
        found = [("tool", slug) for slug in self.slugs] + self.usage.pairs()
        if self.only_differences and len(self.slugs) > 1:
            found.append(("only", "differences"))
        return sorted(found)

    def url(self, path: str) -> str:
        return f"{path}?{urlencode(self.pairs())}" if self.pairs() else path

    def with_tool(self, slug: str) -> "Comparison":
        return replace(self, slugs=(*self.slugs, slug))

    def without_tool(self, slug: str) -> "Comparison":
        return replace(self, slugs=tuple(other for other in self.slugs if other != slug))

    def without_usage(self) -> "Comparison":
        return replace(self, usage=Usage())

    def turned(self) -> "Comparison":
        """All rows where there were differences only, and the other way round."""
        return replace(self, only_differences=not self.only_differences)


class Likeness(StrEnum):
    """How the tools stand to each other in one fact. What nobody knows of any of them is no likeness."""

    DIFFERENT = "different"
    ALIKE = "alike"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One fact of all tools."""

    label: str
    facts: tuple
    likeness: Likeness
    is_figure: bool


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Rows under one heading."""

    label: str
    rows: tuple[Row, ...]

    def different(self) -> "Rows":
        return replace(self, rows=tuple(row for row in self.rows if row.likeness == Likeness.DIFFERENT))


def side_by_side(sheets: Iterable, facets) -> list[Rows]:
    """The tools' sheets as rows, leaving out facets that are not for comparing, and groups left empty."""
    groups = []
    for columns in zip(*sheets, strict=True):
        rows = []
        for facts in zip(*(group.facts for group in columns), strict=True):
            facet = facets.get(facts[0].subject)
            if facet is None or facet.comparable:
                rows.append(_row(facts))
        groups.append(Rows(label=columns[0].label, rows=tuple(rows)))
    return [group for group in groups if group.rows]


def _row(facts) -> Row:
    return Row(
        label=facts[0].label,
        facts=facts,
        likeness=likeness(_told(fact) for fact in facts),
        is_figure=facts[0].subject in FIGURES,
    )


def _told(fact):
    """What two facts are compared by: the same words are not the same where a source contradicts them."""
    if fact.state in SILENT:
        return None
    return fact.text, bool(fact.standing and fact.standing.key == "contradicted")


def likeness(told: Iterable) -> Likeness:
    """Of what is told of each tool; None is what is not known of one. A single tool has nothing to be like."""
    told = list(told)
    if len(told) < 2 or len(set(told)) > 1:
        return Likeness.DIFFERENT
    return Likeness.UNKNOWN if told[0] is None else Likeness.ALIKE


@dataclass(frozen=True, kw_only=True)
class Cost:
    """A tool's row in the table of costs."""

    tool: object
    estimate: Estimate


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A tool in the picture of costs: ``share`` is per cent of the width, ``y`` pixels; open where it may be more."""

    name: str
    text: str
    share: Decimal
    y: int
    is_open: bool


BAR_HEIGHT = 48
WIDEST = 85  # per cent: an open bar shows that it may be longer
LONGEST_NAME = 24


def cheapest_first(costs: Iterable[Cost]) -> list[Cost]:
    """By cost, what is not known last, then by name."""
    return sorted(costs, key=lambda cost: (cost.estimate.cost is None, cost.estimate.cost or 0, cost.tool.name))


def bars(costs: list[Cost]) -> list[Bar]:
    """One bar a tool, the dearest the widest; none where there are no two costs to be compared."""
    known = [cost.estimate.cost for cost in costs if cost.estimate.cost is not None]
    if len(known) < 2 or not any(known):
        return []
    return [
        Bar(
            name=_cut(cost.tool.name),
            text=cost.estimate.text,
            share=round(WIDEST * (cost.estimate.cost or Decimal(0)) / max(known), 1),
            y=place * BAR_HEIGHT,
            is_open=cost.estimate.is_open,
        )
        for place, cost in enumerate(costs)
    ]


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"
