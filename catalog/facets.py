"""The sidebar: each facet with its options, their counts and what is chosen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest

from catalog.facts import FIELD
from catalog.query import CHOICE_FACETS, OFFERED, Query, plain_number

SHOWN_OPTIONS = 10  # what stands at once in a long box; the rest is folded


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Something that can be ticked."""

    slug: str
    label: str
    depth: int = 0


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A facet's place in the sidebar, the same for every question: no count can move a box under the reader's hand."""

    slug: str
    label: str
    help: str = ""
    open: bool = False
    can_be_unknown: bool = True
    first: tuple[Choice, ...]
    more: tuple[Choice, ...] = ()
    labels: Mapping[str, str]

    def state(self, query: Query) -> "BoxState":
        chosen = query.chosen.get(self.slug, ())
        unknown = self.slug in query.unknown
        return BoxState(
            chosen_count=len(chosen),
            open=self.open or bool(chosen) or unknown,
            more_open=any(choice.slug in chosen for choice in self.more),
            unknown_chosen=unknown,
        )

    def others(self, query: Query) -> list[Choice]:
        """What is chosen without being offered; it leads the box."""
        chosen = query.chosen.get(self.slug, ())
        if not chosen:
            return []
        offered = {choice.slug for choice in (*self.first, *self.more)}
        return [Choice(slug=slug, label=self.labels[slug]) for slug in chosen if slug not in offered]

    @property
    def left_out(self) -> int:
        return len(self.labels) - len(self.first) - len(self.more)


@dataclass(frozen=True, kw_only=True)
class BoxState:
    """What a question changes in a box, its options aside."""

    chosen_count: int
    open: bool
    more_open: bool
    unknown_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Option:
    """A choice as one question's sidebar shows it."""

    choice: Choice
    count: int
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class FacetBox:
    """A facet as one question's sidebar shows it."""

    offer: Offer
    state: BoxState
    options: list[Option]
    more: list[Option]


def offers(taxonomy, totals: Mapping[str, Mapping[str, int]]) -> tuple[Offer, ...]:
    """A place for every filterable facet, those shown first in front, then the columns that filter like facets."""
    found = []
    for facet in sorted(taxonomy.filterable(), key=lambda facet: not facet.shown_first):
        choices = [Choice(slug=term.slug, label=term.label, depth=term.depth) for term in facet.terms.values()]
        first, more = _shown_and_folded(choices, totals.get(facet.slug, {}))
        found.append(
            Offer(
                slug=facet.slug,
                label=facet.label,
                help=facet.help,
                open=facet.shown_first,
                first=first,
                more=more,
                labels={choice.slug: choice.label for choice in choices},
            )
        )
    for name in CHOICE_FACETS:
        label, labels = taxonomy.choices[name]
        fullest = set(_fullest(totals.get(name, {}), totals.get(name, {}), OFFERED))
        choices = [Choice(slug=slug, label=text) for slug, text in labels.items() if slug in fullest]
        first, more = _shown_and_folded(choices, totals.get(name, {}))
        found.append(Offer(slug=name, label=label, can_be_unknown=False, first=first, more=more, labels=labels))
    return tuple(found)


def _shown_and_folded(choices, totals):
    """The choices to show at once, in their order: of a tree the wide ones, of many the fullest in the catalogue."""
    if len(choices) <= SHOWN_OPTIONS + 2:
        return tuple(choices), ()
    wide = [choice.slug for choice in choices if not choice.depth]
    shown = set(wide if len(wide) <= SHOWN_OPTIONS + 2 else _fullest(wide, totals, SHOWN_OPTIONS))
    return (
        tuple(choice for choice in choices if choice.slug in shown),
        tuple(choice for choice in choices if choice.slug not in shown),
    )


def _fullest(slugs, totals, number):
    return nsmallest(number, slugs, key=lambda slug: -totals.get(slug, 0))


def boxes(places: tuple[Offer, ...], query: Query, counts: Mapping[str, Mapping[str, int]]) -> list[FacetBox]:
    return [_box(offer, query, counts.get(offer.slug, {})) for offer in places]


def _box(offer, query, counts):
    chosen = query.chosen.get(offer.slug, ())

    def options(choices):
        return [
            Option(choice=choice, count=counts.get(choice.slug, 0), chosen=choice.slug in chosen) for choice in choices
        ]

    return FacetBox(
        offer=offer,
        state=offer.state(query),
        options=options([*offer.others(query), *offer.first]),
        more=options(offer.more),
    )


@dataclass(frozen=True, kw_only=True)
class Chip:
    """Something chosen, and the address without it."""

    label: str
    url: str


def chips(query: Query, filterset, path: str) -> Iterator[Chip]:
    """Everything that narrows the list, each removable by a link."""
    if query.q:
        yield Chip(label=filterset.text_in_marks, url=query.without_text().url(path))
    for name, slugs in query.chosen.items():
        for slug in slugs:
            yield Chip(label=label_of(filterset, name, slug), url=query.without(name, slug).url(path))
    for name, ends in query.ranges.items():
        yield Chip(label=range_in_words(name, *ends), url=query.without_range(name).url(path))
    for name in query.unknown:
        subject = FIELD[name].label if name in FIELD else filterset.taxonomy.facets[name].label
        yield Chip(label=f"or not known: {subject}", url=query.without_unknown(name).url(path))


def conditions(query: Query) -> int:
    """How many chips there would be, all told."""
    return bool(query.q) + sum(map(len, query.chosen.values())) + len(query.ranges) + len(query.unknown)


def label_of(filterset, name, slug):
    if name in CHOICE_FACETS:
        return f"{filterset.taxonomy.choices[name][0]}: {filterset.taxonomy.choices[name][1][slug]}"
    facet = filterset.taxonomy.facets[name]
    return f"{facet.label}: {facet.terms[slug].label}"


def range_in_words(name, least, most):
    field = FIELD[name]
    unit = f" {field.unit}" if field.unit else ""
    if least is not None and most is not None:
        return f"{field.label}: {plain_number(least)} to {plain_number(most)}{unit}"
    if least is not None:
        return f"{field.label}: from {plain_number(least)}{unit}"
    return f"{field.label}: up to {plain_number(most)}{unit}"
