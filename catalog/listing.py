"""The list told otherwise than by cards: the rows and heads of its table, and what the nearest tools lack."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Max
from django.urls import reverse

from catalog import dates, words
from catalog.facets import range_in_words
from catalog.index.typed import Typed
from catalog.models import Assignment, Facet, FacetState, FieldState, Plan, Reading, Tool
from catalog.prices import prices_of
from catalog.query import Query
from catalog.taxonomy import ENTRY_TYPES, LIFECYCLES

SHOWN_TERMS = 2  # of a facet in one cell; the others are counted
SHOWN_CHOICES = 3  # of the terms asked for, where a tool lacks them all


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of the table.

    ``sort`` is the order that a first click gives, empty where the column cannot be sorted by; ``orders`` says that
    order and its opposite in words. ``falling`` ones begin with the greatest.
    """

    key: str
    label: str
    unit: str = ""
    numeric: bool = False
    sort: str = ""
    falling: bool = False
    orders: tuple[str, str] = ("lowest first", "highest first")


NAME = Column(key="name", label="Tool", sort="name", orders=("from A", "from Z"))
COLUMNS = (
    Column(key="price_month", label="Price a month", numeric=True, sort="price"),
    Column(key="price_in", label="Price in", unit="a million tokens", numeric=True),
    Column(key="price_out", label="Price out", unit="a million tokens", numeric=True),
    Column(
        key="context_window",
        label="Context",
        unit="tokens",
        numeric=True,
        sort="context",
        falling=True,
        orders=("largest first", "smallest first"),
    ),
    Column(
        key="released",
        label="Released",
        numeric=True,
        sort="newest",
        falling=True,
        orders=("newest first", "oldest first"),
    ),
    Column(key="output", label="Makes"),
    Column(key="kind", label="Kind"),
    Column(key="hosting", label="Runs"),
    Column(key="sourced", label="Sourced", unit="of its facts", numeric=True),
    Column(
        key="confirmed",
        label="Confirmed",
        unit="by an editor",
        numeric=True,
        sort="confirmed",
        falling=True,
        orders=("latest first", "longest ago first"),
    ),
)
FACETS = ("kind", "output", "hosting")
FIGURES = ("price_month", "price_in", "price_out", "context_window", "released")


@dataclass(frozen=True, kw_only=True)
class Head:
    """A column's head: ``url`` sorts by it, or turns the order round where it is sorted; ``hint`` says which."""

    column: Column
    url: str = ""
    aria_sort: str = ""
    hint: str = ""


def heads(query: Query, path: str) -> list[Head]:
    """The heads of the name's column and all others, in order."""
    return [_head(column, query, path) for column in (NAME, *COLUMNS)]


def _head(column, query, path):
    if not column.sort:
        return Head(column=column)
    natural, opposite = column.orders
    next_sort, aria_sort, hint = column.sort, "", f"sort {natural}"
    if query.sort == column.sort:
        next_sort, hint = f"-{column.sort}", f"sorted, {natural}; sort {opposite}"
        aria_sort = "descending" if column.falling else "ascending"
    elif query.sort == f"-{column.sort}":
        hint = f"sorted, {opposite}; sort {natural}"
        aria_sort = "ascending" if column.falling else "descending"
    return Head(column=column, url=replace(query, sort=next_sort).url(path), aria_sort=aria_sort, hint=hint)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What is known of one column: a text, or the ``state`` that says why there is none."""

    text: str = ""
    state: str = ""
    column: Column | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """A tool's line in the table; ``ended`` is its lifecycle unless it is active, ``cells`` are in COLUMNS' order."""

    slug: str
    url: str
    name: str
    maker: str
    ended: str
    cells: tuple[Cell, ...]


def rows(ids: Iterable[int], today: dt.date) -> list[Row]:
    """The lines of some tools, in the order of their ids; those that are not published have none."""
    ids = list(ids)
    known = _Known(ids, today, FACETS)
    readings = Reading.objects.filter(tool__in=ids, outcome=Reading.Outcome.CONFIRMED).order_by()
    confirmed = dict(readings.values_list("tool").annotate(Max("read_on")))

    def cell(pk, column):
        if column.key in FACETS:
            return known.facet(pk, column.key)
        if column.key in FIGURES:
            return known.figure(pk, column.key)
        if column.key == "sourced":
            share = known.tools[pk].sourced_share
            return Cell(text=f"{share}%") if share else Cell(state="unverified")
        read_on = confirmed.get(pk)
        return Cell(text=dates.in_words(read_on.isoformat()) if read_on else "Not yet")

    return [
        Row(
            slug=tool.slug,
            url=_address(tool.slug),
            name=tool.name,
            maker=tool.maker__name,
            ended="" if tool.lifecycle == Tool.Lifecycle.ACTIVE else LIFECYCLES[tool.lifecycle],
            cells=tuple(replace(cell(tool.pk, column), column=column) for column in COLUMNS),
        )
        for tool in (known.tools[pk] for pk in ids if pk in known.tools)
    ]


@dataclass(frozen=True, kw_only=True)
class Lack:
    """A condition that a tool does not meet: its ``state`` is *no*, or why it is not known; ``detail`` what holds."""

    condition: str
    state: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class NearMatch:
    name: str
    url: str
    maker: str
    tagline: str
    lacks: tuple[Lack, ...]


def near_matches(ids_and_missing, query: Query, taxonomy, today: dt.date) -> list[NearMatch]:
    """What the nearest tools lack: pairs of a tool's id and the names of the conditions that it does not meet.

    Such a name is a facet's slug, a figure's, ``entry-type``, ``lifecycle``, ``maker``, or ``q`` for the text.
    """
    wanted = [(pk, tuple(missing)) for pk, missing in ids_and_missing]
    facets = {name for _, missing in wanted for name in missing if name in taxonomy.facets}
    known = _Known([pk for pk, _ in wanted], today, facets)
    return [
        NearMatch(
            name=known.tools[pk].name,
            url=_address(known.tools[pk].slug),
            maker=known.tools[pk].maker__name,
            tagline=known.tools[pk].tagline,
            lacks=tuple(filter(None, (_lack(known, pk, name, query, taxonomy) for name in missing))),
        )
        for pk, missing in wanted
        if pk in known.tools
    ]


def _lack(known, pk, name, query, taxonomy):
    if name == "q":
        words_asked = query.q if Typed(query.q).literal else f"“{query.q}”"
        return Lack(condition=f"The words {words_asked}", state="no")
    if name in query.ranges:
        figure = known.figure(pk, name)
        detail = f"({figure.text})" if figure.text else ""
        return Lack(condition=range_in_words(name, *query.ranges[name]), state=figure.state or "no", detail=detail)
    if name in taxonomy.facets:
        return _lacking_terms(known, pk, taxonomy.facets[name], query.chosen.get(name, ()))
    label, labels = taxonomy.choices[name]
    tool = known.tools[pk]
    own = {"entry-type": ENTRY_TYPES[tool.entry_type], "lifecycle": LIFECYCLES[tool.lifecycle]}
    asked = _joined([labels[slug] for slug in query.chosen.get(name, ())], "or")
    return Lack(condition=f"{label}: {asked}", state="no", detail=f"({own.get(name, tool.maker__name)})")


def _lacking_terms(known, pk, facet, asked):
    """Of a facet where all must hold only the missing terms, of another all that were asked for."""
    held = known.terms[pk, facet.slug]
    missing = [facet.terms[slug].label for slug in asked if facet.terms[slug].below.isdisjoint(held)]
    if not missing:  # given to it since it was found to lack them
        return None
    condition = f"{facet.label}: {_joined(missing, 'and' if facet.match_all else 'or')}"
    found = known.facet(pk, facet.slug)
    if not found.text:
        return Lack(condition=condition, state=found.state)
    if facet.selection != Facet.Selection.MANY:  # it takes one term, and has another
        return Lack(condition=condition, state="no", detail=f"({found.text})")
    return Lack(condition=condition, state="no" if known.is_complete(pk, facet.slug) else "not-known")


def _joined(labels, word):
    """``A``, ``A or B``, ``A, B, C or 4 more``."""
    shown = labels[:SHOWN_CHOICES]
    if len(labels) > SHOWN_CHOICES:
        shown.append(f"{len(labels) - SHOWN_CHOICES} more")
    *others, last = shown or [""]
    return f"{', '.join(others)} {word} {last}" if others else last


def _address(slug):
    return reverse("catalog:tool_detail", args=[slug])


class _Known:
    """Columns, terms, prices and states of some published tools: five plain queries for any number of them."""

    def __init__(self, ids, today, facets):
        columns = ("slug", "name", "maker__name", "entry_type", "lifecycle", "tagline", "sourced_share")
        tools = Tool.objects.published().filter(pk__in=ids)
        self.tools = {
            tool.pk: tool for tool in tools.values_list("pk", *columns, "context_window", "released", named=True)
        }
        self.terms, self._amounts = defaultdict(dict), defaultdict(list)
        of_these = {"tool__in": list(self.tools)}
        links = Assignment.objects.filter(**of_these, term__facet__slug__in=facets)
        for pk, facet, term, label in links.values_list("tool", "term__facet__slug", "term", "term__label"):
            self.terms[pk, facet][term] = label
        states = FacetState.objects.filter(**of_these, facet__slug__in=facets).order_by()
        self._facet_states = {
            (pk, facet): state for pk, facet, state in states.values_list("tool", "facet__slug", "state")
        }
        states = FieldState.objects.filter(**of_these, field__in=FIGURES).order_by()
        self._field_states = {(pk, name): state for pk, name, state in states.values_list("tool", "field", "state")}
        plans = Plan.objects.filter(**of_these).compared().valid_on(today).order_by()
        for pk, *amount in plans.values_list("tool", "price_kind", "amount"):
            self._amounts[pk].append(amount)

    def is_complete(self, pk, facet):
        return self._facet_states.get((pk, facet)) == FacetState.State.COMPLETE

    def facet(self, pk, facet) -> Cell:
        """A tool's terms in a facet; *no* where it is known to have none."""
        if labels := list(self.terms[pk, facet].values()):
            more = len(labels) - SHOWN_TERMS
            return Cell(text=", ".join(labels[:SHOWN_TERMS]) + (f" and {more} more" if more > 0 else ""))
        if self.is_complete(pk, facet):
            return Cell(state="no")
        return Cell(state=self._facet_states.get((pk, facet), "not-known"))

    def figure(self, pk, name) -> Cell:
        """One of FIGURES as it reads, or why there is none."""
        value = self._value(pk, name)
        if value is None or value == "":
            return Cell(state=self._field_states.get((pk, name), "not-known"))
        if name == "released":
            return Cell(text=dates.in_words(value))
        if name == "context_window":
            return Cell(text=words.tokens(value))
        return Cell(text=words.money(value) if value else "Free")

    def _value(self, pk, name):
        if name in {"released", "context_window"}:
            return getattr(self.tools[pk], name)
        return getattr(prices_of(self._amounts[pk]), name)
