"""Reads the index's entries from the database: a few plain queries for any number of tools."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Max

from catalog.index.entry import Entry
from catalog.index.figures import number_of
from catalog.index.order import LAST
from catalog.index.text import Wording
from catalog.models import (
    Alternative,
    Assignment,
    FacetState,
    FieldState,
    Plan,
    Reading,
    Tool,
    ToolAlias,
)
from catalog.prices import PRICED, prices_of
from catalog.query import RANGES

AT_ONCE = 500  # tools asked for by id: far below the number of values that either database takes in a question
COLUMNS = (
    *("pk", "name", "name_key", "tagline", "summary", "entry_type", "lifecycle", "maker__slug"),
    *("released", "context_window", "sourced_share", "stale_on"),
)


def all_entries(today: dt.date) -> Iterator[Entry]:
    """Every published tool, as it is on a day."""
    yield from _Reader(today).entries(Tool.objects.published(), {})


def entries_of(ids: Iterable[int], today: dt.date) -> Iterator[Entry]:
    """The published ones among some tools."""
    ids = sorted(ids)
    reader = _Reader(today)
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        yield from reader.entries(Tool.objects.published().filter(pk__in=some), {"tool__in": some})


class _Reader:
    def __init__(self, today):
        self.today = today

    def entries(self, tools, narrowing):
        """``tools`` as entries; ``narrowing`` limits what hangs on tools to them."""
        terms = _gathered(Assignment.objects.filter(**narrowing).order_by().values_list("tool", "term"))
        aliases = _gathered(ToolAlias.objects.filter(**narrowing).order_by("pk").values_list("tool", "name"))
        others = Alternative.objects.filter(**narrowing).order_by("position", "pk")
        others = _gathered(others.values_list("tool", "other"))
        settled, complete = self._settled(narrowing)
        amounts, due = self._amounts(narrowing)
        confirmed = Reading.objects.filter(outcome=Reading.Outcome.CONFIRMED, **narrowing).order_by()
        confirmed = dict(confirmed.values_list("tool").annotate(Max("read_on")))
        for row in tools.order_by().values_list(*COLUMNS).iterator(chunk_size=2000):
            pk, name, name_key, tagline, summary, entry_type, lifecycle, maker, released, context, share, stale_on = row
            stale = stale_on is not None and stale_on <= self.today
            if stale_on and not stale:
                due[pk].append(stale_on)
            values = {"context_window": context, "released": released or None}
            if pk in amounts:
                values |= prices_of(amounts[pk])._asdict()
            figures = {key: number_of(key, values[key]) for key in RANGES if values.get(key) is not None}
            yield Entry(
                id=pk,
                name=name_key,
                wording=Wording((name, *aliases.get(pk, ())), (tagline, summary)),
                terms=frozenset(terms.get(pk, ())),
                settled=frozenset(settled.get(pk, ())),
                complete=frozenset(complete.get(pk, ())),
                choices={"entry-type": entry_type, "lifecycle": lifecycle, "maker": maker},
                figures=figures,
                ranks=ranks(figures, lifecycle, share, stale, confirmed.get(pk)),
                alternatives=tuple(others.get(pk, ())),
                due=min(due[pk]) if pk in due else None,
            )

    def _settled(self, narrowing):
        """By tool: facets and figures with a state that says why there is nothing; facets that have all their terms."""
        settled, complete = defaultdict(list), defaultdict(list)
        states = FacetState.objects.filter(**narrowing).order_by()
        for tool, facet, state in states.values_list("tool", "facet", "state"):
            settled[tool].append(facet)
            if state != FacetState.State.NOT_PUBLISHED:
                complete[tool].append(facet)
        states = FieldState.objects.filter(**narrowing).exclude(state=FieldState.State.NOT_KNOWN).order_by()
        for tool, name in states.values_list("tool", "field"):
            settled[tool].append(name)
        return settled, complete

    def _amounts(self, narrowing):
        """What plans cost that hold today, with their kinds, by tool, and the days on which that may change."""
        amounts, due = defaultdict(list), defaultdict(list)
        plans = Plan.objects.filter(price_kind__in=PRICED, **narrowing).compared().order_by()
        for tool, kind, amount, first, last in plans.values_list(
            "tool", "price_kind", "amount", "valid_from", "valid_to"
        ):
            if first and first > self.today:
                due[tool].append(first)
            elif not last or last >= self.today:
                amounts[tool].append((kind, amount))
            if last and last >= self.today:
                due[tool].append(last + dt.timedelta(days=1))
        return amounts, due


def ranks(figures, lifecycle, share: int, stale: bool, confirmed: dt.date | None) -> dict[str, tuple[int, ...]]:
    """A tool's rank in each order, the smaller first, as /method/ prints them; ties go by name."""
    return {
        "best": (lifecycle != Tool.Lifecycle.ACTIVE, -share, stale),
        "name": (),
        "price": (figures.get("price_month", LAST), figures.get("price_in", LAST)),
        "newest": (-figures["released"] if "released" in figures else LAST,),
        "confirmed": (-confirmed.toordinal() if confirmed else LAST, -share),
        "context": (-figures["context_window"] if "context_window" in figures else LAST,),
    }


def _gathered(pairs):
    by_tool = defaultdict(list)
    for tool, value in pairs.iterator(chunk_size=10_000):
        by_tool[tool].append(value)
    return by_tool
