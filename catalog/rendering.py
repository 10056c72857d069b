"""The two heavy parts of the list page, made quickly: the sidebar and the cards.

Both are what the plain templates make of the same values, byte for byte; only the work is done once and kept.
The sidebar is rendered piece by piece when what it offers changes, cut where counts stand, and joined for each
question. A card holds nothing of the visitor, and is kept under its tool and the tool's version. Everything kept is
bounded, and shared by the threads of a process.
"""

import re
from collections import OrderedDict, defaultdict
from collections.abc import Container, Iterable, Mapping
from functools import cache, lru_cache
from html import escape
from threading import Lock
from typing import NamedTuple

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from catalog import words
from catalog.facets import BoxState, Choice, FacetBox, Offer, Option, boxes, offers
from catalog.models import Assignment, Plan, Tool
from catalog.prices import prices_of, unit_price_of
from catalog.query import Query
from catalog.taxonomy import ENTRY_TYPES, LIFECYCLES

KEPT_CARDS = 5_000
KEPT_FRAMES = 1_000
KEPT_SHELLS = 200

CARD_FACETS = {"output": "Makes", "hosting": "Runs"}
WAYS_TO_PAY = "pricing"  # the facet that stands in for a price that is not known, as on the tool's own page
CARD_COLUMNS = ("slug", "name", "maker__name", "entry_type", "lifecycle", "tagline", "sourced_share")
SHOWN_TERMS = 3

# Where a count stands while a row is cut: nothing that anybody typed comes after it, so the last one is ours.
# A card has a mark for each of its values, this one and those after it.
MARK = "\ue000"


class Kept:
    """At most ``most`` values by key; the least lately used goes first."""

    def __init__(self, most: int):
        self.most = most
        self._values = OrderedDict()
        self._lock = Lock()

    def __len__(self):
        return len(self._values)

    def get(self, keys) -> dict:
        """Those of the keys that are here, with their values."""
        with self._lock:
            found = {key: self._values[key] for key in keys if key in self._values}
            for key in found:
                self._values.move_to_end(key)
        return found

    def put(self, values: Mapping):
        with self._lock:
            self._values.update(values)
            while len(self._values) > self.most:
                self._values.popitem(last=False)


# The sidebar


def plain_sidebar(places: tuple[Offer, ...], query: Query, counts: Mapping, unknown: Mapping) -> SafeString:
    return render_to_string("catalog/_facets.html", {"facets": boxes(places, query, counts, unknown)})


class Row(NamedTuple):
    """A choice's row up to its count (with nothing to find, plain, and ticked), and what comes after the count."""

    slug: str
    empty: str
    plain: str
    ticked: str
    after: str
    fold: "Fold | None"


class Fold(NamedTuple):
    """The narrower rows of a row; ``opened`` comes after its count where one of their slugs, ``below``, is chosen."""

    below: frozenset[str]
    opened: str
    rows: list[Row]
    end: str


class Sidebar:
    """The sidebar of a catalogue, rendered as far as no question changes it."""

    def __init__(self, places: tuple[Offer, ...]):
        self.places = places
        self._rows = [(_cut_rows(offer, offer.first), _cut_rows(offer, offer.more)) for offer in places]
        self._end = render_to_string("catalog/_facets.html", {"facets": []})
        self._frame = lru_cache(maxsize=KEPT_FRAMES)(self._cut_frame)

    def html(self, query: Query, counts: Mapping[str, Mapping[str, int]], unknown: Mapping[str, int]) -> SafeString:
        parts = []
        # An edit may come between the answer and the taxonomy: a facet that only one of them knows has no counts.
        for place, (offer, (first, more)) in enumerate(zip(self.places, self._rows, strict=True)):
            numbers, chosen = counts.get(offer.slug, {}), query.chosen.get(offer.slug, ())
            before, between, after, end = self._frame(place, offer.state(query))
            parts.append(before)
            parts += [_row(offer, choice, numbers.get(choice.slug, 0), chosen=True) for choice in offer.others(query)]
            _join(parts, first, numbers, chosen)
            parts.append(between)
            _join(parts, more, numbers, chosen)
            parts.append(after)
            if end:
                parts += (str(unknown.get(offer.slug, 0)), end)
        parts.append(self._end)
        return mark_safe("".join(parts))  # every part is a template's

    def _cut_frame(self, place: int, state: BoxState):
        """A box without rows and numbers: what comes before its rows, before those folded, after them all; and, only
        where the box for what is not known stands, what comes after its number.
        """
        offer = self.places[place]
        row = _row(offer, PROBE.choice, 0)
        more = [PROBE] if offer.more else []
        box = FacetBox(offer=offer, state=state, options=[PROBE], more=more, unknown=MARK)
        html, end = render_to_string("catalog/_facet.html", {"facet": box}), ""
        if state.unknown_offered:
            html, end = _cut(html, MARK)
        before, after = _cut(html, row)
        if not more:
            return before, "", after, end
        return (*_cut(before, row), after, end)


# A row that stands for any number of rows while what is around them is cut.
PROBE = Option(choice=Choice(slug=MARK, label=MARK), count=0)


def _row(offer, choice, count, **state):
    option = Option(choice=choice, count=count, **state)
    return render_to_string("catalog/_option.html", {"offer": offer, "option": option})


def _cut_rows(offer, choices):
    return [_cut_row(offer, choice) for choice in choices]


def _cut_row(offer, choice):
    narrower = [PROBE] if choice.narrower else []
    probe = _row(offer, PROBE.choice, 0) if narrower else ""

    def head(count, **state):
        html = _row(offer, choice, count, narrower=narrower, **state)
        return _cut(html, probe)[0] if narrower else html

    plain, after = _cut(head(MARK), MARK)
    ticked, _ = _cut(head(MARK, chosen=True), MARK)
    empty = head(0).removesuffix(f"0{after}")
    fold = None
    if narrower:
        _, opened = _cut(head(MARK, open=True), MARK)
        _, end = _cut(_row(offer, choice, 0, narrower=narrower), probe)
        fold = Fold(choice.below, opened, _cut_rows(offer, choice.narrower), end)
    return Row(choice.slug, empty, plain, ticked, after, fold)


def _cut(html, mark):
    before, _, after = html.rpartition(mark)
    return before, after


def _join(parts, rows, counts, chosen):
    for slug, empty, plain, ticked, after, fold in rows:
        count = counts.get(slug, 0)
        before = ticked if slug in chosen else plain if count else empty
        if fold is None:
            parts += (before, str(count), after)
            continue
        parts += (before, str(count), after if fold.below.isdisjoint(chosen) else fold.opened)
        _join(parts, fold.rows, counts, chosen)
        parts.append(fold.end)


_sidebar = None


def sidebar(taxonomy, query: Query, answer) -> SafeString:
    """The sidebar for an answer, from a skeleton that is made anew when the taxonomy or what stands first changes."""
    global _sidebar
    known, totals, ready = _sidebar or (None, None, None)
    if known is not taxonomy or totals is not answer.totals:
        places = offers(taxonomy, answer.totals)
        if ready is None or places != ready.places:
            ready = Sidebar(places)
        _sidebar = (taxonomy, answer.totals, ready)
    return ready.html(query, answer.counts, answer.unknown)


# The cards


class Card(NamedTuple):
    """What a card shows, all of it text; an empty one stands for what is not known or does not hold."""

    slug: str
    url: str
    name: str
    maker: str
    entry_type: str
    ended: str
    tagline: str
    sourced: str
    facts: tuple["CardFact", ...]


class CardFact(NamedTuple):
    label: str
    text: str


def card(tool, *, level: int = 3, compare: bool = False, ticked: bool = False) -> SafeString:
    """A tool, loaded with ``for_cards`` and ``with_prices``, as a card; ``level`` is its heading's."""
    return plain_card(card_of(tool), level, compare, ticked)


def card_of(tool) -> Card:
    terms = [(row.term.facet.slug, row.term.label) for row in tool.assignments.all()]
    row = tool.slug, tool.name, tool.maker.name, tool.entry_type, tool.lifecycle, tool.tagline, tool.sourced_share
    return _card(row, terms, tool.price_line)


def plain_card(card: Card, level: int, compare: bool, ticked: bool) -> SafeString:
    return render_to_string("catalog/_tool_card.html", card_context(card, level, compare, ticked))


def card_context(card: Card, level: int, compare: bool, ticked: bool) -> dict:
    return {"card": card, "level": level, "compare": compare, "ticked": ticked}


def quick_card(card: Card, level: int, compare: bool, ticked: bool) -> SafeString:
    """The same text, joined instead of rendered."""
    *values, facts = card
    for fact in facts:
        values += fact
    values = [escape(value) for value in values]
    shell = _shell(tuple(map(bool, values)), level, compare, ticked)
    return mark_safe("".join([part if type(part) is str else values[part] for part in shell]))  # all are escaped


@lru_cache(maxsize=KEPT_SHELLS)
def _shell(there: tuple[bool, ...], level, compare, ticked) -> list[str | int]:
    """A card's template cut where values stand: texts, and between them the places of the values among all.

    It is rendered with a mark for each value that is there. So it may ask whether there is one, but not which.
    """
    marks = [chr(ord(MARK) + place) if is_there else "" for place, is_there in enumerate(there)]
    alone = len(Card._fields) - 1
    facts = tuple(CardFact(*marks[at : at + 2]) for at in range(alone, len(marks), 2))
    html = plain_card(Card(*marks[:alone], facts), level, compare, ticked)
    parts = re.split(f"([{MARK}-{chr(ord(MARK) + len(marks))}])", html)
    return [ord(part) - ord(MARK) if place % 2 else str(part) for place, part in enumerate(parts)]


def _card(row: tuple, terms: Iterable[tuple[str, str]], price: str) -> Card:
    """Of a tool's own columns, its terms (facet's slug, label), and its price line."""
    slug, name, maker, entry_type, lifecycle, tagline, sourced_share = row
    facts = [CardFact(label, text) for facet, label in CARD_FACETS.items() if (text := _listed(terms, facet))]
    facts.append(CardFact("Price", price or _listed(terms, WAYS_TO_PAY)))
    return Card(
        slug=slug,
        url=slug.join(_address()),
        name=name,
        maker=maker,
        entry_type=ENTRY_TYPES[entry_type],
        ended="" if lifecycle == Tool.Lifecycle.ACTIVE else LIFECYCLES[lifecycle],
        tagline=tagline,
        sourced=str(sourced_share or ""),
        facts=tuple(facts),
    )


def _listed(terms, facet) -> str:
    own = [label for of, label in terms if of == facet]
    more = len(own) - SHOWN_TERMS
    return ", ".join(own[:SHOWN_TERMS]) + (f" and {more} more" if more > 0 else "")


@cache
def _address():
    """What stands before and after the slug in the address of a tool: to reverse each takes longer than all else."""
    return _cut(reverse("catalog:tool_detail", args=["slug"]), "slug")


_cards = Kept(KEPT_CARDS)


def cards(answer, *, level: int = 3, compare: bool = False, ticked: Container[int] = ()) -> list[SafeString]:
    """The cards of an answer's page, in order; only tools without a kept card are read from the database.

    With ``compare`` each can be ticked, and the tools whose ids are ``ticked`` are.
    """
    keys = {pk: (pk, answer.versions[pk], level, compare, pk in ticked) for pk in answer.ids}
    found = _cards.get(keys.values())
    missing = [pk for pk, key in keys.items() if key not in found]
    if missing:
        loaded = _load(missing, timezone.localdate())
        made = {keys[pk]: quick_card(card, level, compare, pk in ticked) for pk, card in loaded.items()}
        _cards.put(made)
        found |= made
    return [found[key] for key in keys.values() if key in found]


def _load(ids, today) -> dict[int, Card]:
    """Of those that are published just what a card shows: three plain queries, a third of the time."""
    terms, amounts = defaultdict(list), defaultdict(list)  # amounts in the order of the plans: the first unit decides
    links = Assignment.objects.filter(tool__in=ids, term__facet__slug__in=[*CARD_FACETS, WAYS_TO_PAY])
    for tool, *term in links.values_list("tool", "term__facet__slug", "term__label"):
        terms[tool].append(term)
    plans = Plan.objects.filter(tool__in=ids).compared().valid_on(today)
    for tool, *amount in plans.values_list("tool", "price_kind", "amount", "unit"):
        amounts[tool].append(amount)
    tools = Tool.objects.published().filter(pk__in=ids).values_list("pk", *CARD_COLUMNS)
    return {pk: _card(row, terms[pk], _price_line(amounts[pk])) for pk, *row in tools}


def _price_line(amounts) -> str:
    return words.price_line(*prices_of((kind, amount) for kind, amount, _ in amounts), unit_price_of(amounts))
