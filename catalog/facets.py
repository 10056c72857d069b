"""The sidebar: each facet with its options, their counts and what is chosen."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest

from catalog.facts import FIELD
from catalog.query import CHOICE_FACETS, OFFERED, Query, plain_number

SHOWN_OPTIONS = 10  # what stands at once in a long box; the rest is folded
LONG_BOX = 15  # with more options than this, a box has room for a field that finds some of them


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Something that can be ticked, and the narrower ones that stand under it."""

    slug: str
    label: str
    narrower: tuple["Choice", ...] = ()

    @cached_property
    def below(self) -> frozenset[str]:
        """The slugs of all that stand under it, however deep."""
        return frozenset(slug for choice in self.narrower for slug in (choice.slug, *choice.below))


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A facet's place in the sidebar, the same for every question: no count can move a box under the reader's hand."""

    slug: str
    label: str
    help: str = ""
    open: bool = False
    of_taxonomy: bool = True  # a column that filters like a facet is never unknown, and its values need no explaining
    first: tuple[Choice, ...]
    more: tuple[Choice, ...] = ()
    labels: Mapping[str, str]

    def state(self, query: Query) -> "BoxState":
        chosen = query.chosen.get(self.slug, ())
        unknown = self.slug in query.unknown
        return BoxState(
            chosen_count=len(chosen),
            open=self.open or bool(chosen) or unknown,
            more_open=not self._folded.isdisjoint(chosen),
            unknown_offered=unknown or (self.of_taxonomy and bool(chosen)),
            unknown_chosen=unknown,
        )

    def others(self, query: Query) -> list[Choice]:
        """What is chosen without being offered; it leads the box."""
        chosen = query.chosen.get(self.slug, ())
        return [Choice(slug=slug, label=self.labels[slug]) for slug in chosen if slug not in self._offered]

    @property
    def left_out(self) -> int:
        return len(self.labels) - len(self._offered)

    @property
    def long(self) -> bool:
        return len(self._offered) > LONG_BOX

    @cached_property
    def _offered(self):
        return _slugs(self.first) | self._folded

    @cached_property
    def _folded(self):
        return _slugs(self.more)


def _slugs(choices):
    return frozenset(slug for choice in choices for slug in (choice.slug, *choice.below))


@dataclass(frozen=True, kw_only=True)
class BoxState:
    """What a question changes in a box, its numbers and options aside."""

    chosen_count: int
    open: bool
    more_open: bool
    unknown_offered: bool
    unknown_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Option:
    """A choice as one question's sidebar shows it; ``open`` shows the narrower ones."""

    choice: Choice
    count: int
    chosen: bool = False
    open: bool = False
    narrower: Sequence["Option"] = ()


@dataclass(frozen=True, kw_only=True)
class FacetBox:
    """A facet as one question's sidebar shows it; ``unknown`` tools come with those where it is not known."""

    offer: Offer
    state: BoxState
    options: list[Option]
    more: list[Option]
    unknown: int


def offers(taxonomy, totals: Mapping[str, Mapping[str, int]]) -> tuple[Offer, ...]:
    """A place for every filterable facet, those shown first in front, then the columns that filter like facets."""
    found = []
    for facet in sorted(taxonomy.filterable(), key=lambda facet: not facet.shown_first):
        first, more = _shown_and_folded(_tree(facet.terms), totals.get(facet.slug, {}))
        found.append(
            Offer(
                slug=facet.slug,
                label=facet.label,
                help=facet.help,
                open=facet.shown_first,
                first=first,
                more=more,
                labels={term.slug: term.label for term in facet.terms.values()},
            )
        )
    for name in CHOICE_FACETS:
        label, labels = taxonomy.choices[name]
        fullest = set(_fullest(totals.get(name, {}), totals.get(name, {}), OFFERED))
        choices = [Choice(slug=slug, label=text) for slug, text in labels.items() if slug in fullest]
        first, more = _shown_and_folded(choices, totals.get(name, {}))
        found.append(Offer(slug=name, label=label, of_taxonomy=False, first=first, more=more, labels=labels))
    return tuple(found)


def _tree(terms):
    """The widest terms in their order, each with its narrower ones."""
    below = defaultdict(list)
    for term in terms.values():
        below[term.parent].append(term)

    def choices(parent):
        return tuple(
            Choice(slug=term.slug, label=term.label, narrower=choices(term.slug)) for term in below.get(parent, ())
        )

    return choices("")


def _shown_and_folded(choices, totals):
    """The choices to show at once, in their order: of many, the fullest in the catalogue."""
    if len(choices) <= SHOWN_OPTIONS + 2:
        return tuple(choices), ()
    shown = set(_fullest([choice.slug for choice in choices], totals, SHOWN_OPTIONS))
    return (
        tuple(choice for choice in choices if choice.slug in shown),
        tuple(choice for choice in choices if choice.slug not in shown),
    )


def _fullest(slugs, totals, number):
    return nsmallest(number, slugs, key=lambda slug: -totals.get(slug, 0))


def boxes(places: tuple[Offer, ...], query: Query, counts: Mapping, unknown: Mapping[str, int]) -> list[FacetBox]:
    """``counts`` are by facet and term; ``unknown`` by facet, how many tools come with those where it is not known."""
    return [_box(offer, query, counts.get(offer.slug, {}), unknown.get(offer.slug, 0)) for offer in places]


def _box(offer, query, counts, unknown):
    chosen = query.chosen.get(offer.slug, ())

    def options(choices):
        return [
            Option(
                choice=choice,
                count=counts.get(choice.slug, 0),
                chosen=choice.slug in chosen,
                open=not choice.below.isdisjoint(chosen),
                narrower=options(choice.narrower),
            )
            for choice in choices
        ]

    return FacetBox(
        offer=offer,
        state=offer.state(query),
        options=options([*offer.others(query), *offer.first]),
        more=options(offer.more),
        unknown=unknown,
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


def number_of_chips(query: Query) -> int:
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
