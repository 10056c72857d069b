"""The sidebar: each facet with its options, their counts and what is chosen."""

from dataclasses import dataclass

from catalog.facts import FIELD
from catalog.query import CHOICE_FACETS, Query, plain_number

# An address longer than this many options would be a list nobody reads; the rest is folded.
SHOWN_OPTIONS = 10


@dataclass(frozen=True, kw_only=True)
class Option:
    slug: str
    label: str
    count: int
    chosen: bool
    depth: int = 0
    definition: str = ""


@dataclass(frozen=True, kw_only=True)
class FacetBox:
    """A facet as the sidebar shows it: the first options, and the rest folded."""

    slug: str
    label: str
    help: str
    options: list[Option]
    more: list[Option]
    chosen_count: int
    open: bool
    unknown_chosen: bool
    can_be_unknown: bool = True


@dataclass(frozen=True, kw_only=True)
class Chip:
    """Something chosen, and the address without it."""

    label: str
    url: str


def sidebar(query: Query, answer, filterset) -> list[FacetBox]:
    """A box for every filterable facet, those shown first in front, then the columns that filter like facets."""
    boxes = [
        _box(query, facet.slug, facet.label, facet.help, _term_options(query, answer, facet), facet.shown_first)
        for facet in sorted(filterset.taxonomy.filterable(), key=lambda facet: not facet.shown_first)
    ]
    for name in CHOICE_FACETS:
        label, values = filterset.choices[name]
        counts = answer.counts[name]
        options = [
            Option(slug=slug, label=text, count=counts.get(slug, 0), chosen=slug in query.chosen.get(name, ()))
            for slug, text in values.items()
        ]
        boxes.append(_box(query, name, label, "", options, False, can_be_unknown=False))
    return boxes


def _term_options(query, answer, facet):
    return [
        Option(
            slug=term.slug,
            label=term.label,
            count=answer.counts[facet.slug].get(term.slug, 0),
            chosen=term.slug in query.chosen.get(facet.slug, ()),
            depth=term.depth,
            definition=term.definition,
        )
        for term in facet.terms.values()
    ]


def _box(query, slug, label, help_text, options, shown_first, can_be_unknown=True):
    chosen = sum(option.chosen for option in options)
    first, more = _first_options(options)
    return FacetBox(
        slug=slug,
        label=label,
        help=help_text,
        options=first,
        more=more,
        chosen_count=chosen,
        open=shown_first or bool(chosen) or slug in query.unknown,
        unknown_chosen=slug in query.unknown,
        can_be_unknown=can_be_unknown,
    )


def _first_options(options):
    """The options to show at once, in their order: the chosen, the wide ones of a tree, else the fullest."""
    if len(options) <= SHOWN_OPTIONS + 2:
        return options, []
    if any(option.depth for option in options):
        keep = [option for option in options if option.chosen or not option.depth]
    else:
        ranked = sorted(options, key=lambda option: (not option.chosen, -option.count))
        keep = ranked[: max(SHOWN_OPTIONS, sum(option.chosen for option in options))]
    slugs = {option.slug for option in keep}
    return (
        [option for option in options if option.slug in slugs],
        [option for option in options if option.slug not in slugs],
    )


def chips(query: Query, filterset, path: str) -> list[Chip]:
    """Everything that narrows the list, each removable by a link."""
    found = []
    if query.q:
        found.append(Chip(label=f"“{query.q}”", url=query.without_text().url(path)))
    for name, slugs in query.chosen.items():
        for slug in slugs:
            label = label_of(filterset, name, slug)
            found.append(Chip(label=label, url=query.without(name, slug).url(path)))
    for name, ends in query.ranges.items():
        found.append(Chip(label=range_in_words(name, *ends), url=query.without_range(name).url(path)))
    for name in query.unknown:
        subject = FIELD[name].label if name in FIELD else filterset.taxonomy.facets[name].label
        found.append(Chip(label=f"or not known: {subject}", url=query.without_unknown(name).url(path)))
    return found


def label_of(filterset, name, slug):
    if name in CHOICE_FACETS:
        return f"{filterset.choices[name][0]}: {filterset.choices[name][1][slug]}"
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
