"""The index's parts: figures by size, orders and their pages, and what a change leaves behind."""

import datetime as dt
import gc
import pickle
import weakref
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from catalog.index import Entry, Index
from catalog.index.figures import Figures, bounds, number_of
from catalog.index.order import Order
from catalog.index.search import KEPT_TEXTS
from catalog.index.text import Wording
from catalog.query import Query

numbers = st.dictionaries(st.integers(0, 60), st.integers(-5, 5))


@given(numbers, numbers, st.integers(-6, 6) | st.none(), st.integers(-6, 6) | st.none())
def test_a_range_holds_the_figures_between_its_ends(at_first, later, least, most):
    figures = Figures()
    figures.fill(at_first)
    kept = dict(at_first)
    for ordinal, number in later.items():
        figures.drop(ordinal)
        figures.put(ordinal, number)
        kept[ordinal] = number
    for ordinal in list(kept)[::3]:
        figures.drop(ordinal)
        del kept[ordinal]
    assert set(figures.known) == set(kept)
    assert set(figures.between(least, most)) == {
        ordinal
        for ordinal, number in kept.items()
        if (least is None or number >= least) and (most is None or number <= most)
    }


@pytest.mark.parametrize(
    ("name", "ends", "as_numbers"),
    [
        ("released", ("2023", "2023-05"), (20230000, 20230531)),
        ("released", (None, "2024"), (None, 20241231)),
        ("price_in", ("0.0735", None), (73500, None)),
        ("context_window", ("1000.5", "2000.5"), (1001, 2000)),
    ],
)
def test_bounds_are_whole_numbers(name, ends, as_numbers):
    assert bounds(name, *ends) == as_numbers


def test_partial_dates_sort_as_their_text():
    texts = ["2023", "2023-01", "2023-01-31", "2023-02", "2024"]
    assert sorted(texts, key=lambda text: number_of("released", text)) == texts


@given(
    st.lists(st.integers(0, 3), max_size=40),
    st.sets(st.integers(0, 39)),
    st.sets(st.integers(0, 39)),
    st.integers(0, 6),
    st.integers(1, 8),
)
def test_a_page_is_a_slice_of_the_matches_in_order(ranks, changed, asked, page, size):
    names = [f"{ordinal * 7 % 40:02}" for ordinal in range(len(ranks))]
    order = Order(names)
    order.fill([(rank,) for rank in ranks], sorted(range(len(ranks)), key=names.__getitem__))
    for ordinal in changed:
        if ordinal < len(ranks):
            order.drop(ordinal)
            ranks[ordinal] = 3 - ranks[ordinal]
            order.put(ordinal, (ranks[ordinal],))
    matches = [ordinal for ordinal in asked if ordinal < len(ranks)]
    expected = sorted(matches, key=lambda ordinal: (ranks[ordinal], names[ordinal]))
    start = page * size
    assert order.page(BitMap(matches), start, start + size) == expected[start : start + size]


@dataclass(frozen=True)
class Term:
    id: int
    slug: str
    below: frozenset[int]


@dataclass(frozen=True)
class Facet:
    id: int
    slug: str
    terms: dict = field(default_factory=dict)
    match_all: bool = False
    filterable: bool = True
    takes_one: bool = False


WIDE, NARROW = Term(1, "wide", frozenset({1, 2})), Term(2, "narrow", frozenset({2}))
FACETS = {"task": Facet(9, "task", {"wide": WIDE, "narrow": NARROW})}
RANKS = dict.fromkeys(["best", "name", "price", "newest", "confirmed", "context"], ())


def entry(id_, name, terms=(), **fields):
    choices = {"entry-type": "app", "lifecycle": "active", "maker": fields.pop("maker", "acme")}
    return Entry(
        id=id_,
        name=name.casefold(),
        wording=Wording((name,)),
        terms=frozenset(terms),
        choices=choices,
        ranks=RANKS,
        **fields,
    )


def make_index(*entries):
    index = Index(FACETS, {1: ("Wide",), 2: ("Narrow",), "acme": ("Acme",)})
    index.fill(entries)
    return index


def test_a_tool_with_a_narrower_term_is_found_under_the_wider_one():
    index = make_index(entry(10, "One", [2]), entry(11, "Two", [1]), entry(12, "Three"))
    found = index.answer(Query(chosen={"task": ("wide",)}))
    assert found.ids == (10, 11)
    assert found.counts["task"] == {"wide": 2, "narrow": 1}
    assert index.answer(Query(chosen={"task": ("narrow",)})).ids == (10,)


def test_another_tree_finds_the_same_tools_elsewhere():
    index = make_index(entry(10, "One", [2]))
    flat = {"task": Facet(9, "task", {"wide": Term(1, "wide", frozenset({1})), "narrow": NARROW})}
    index.tie(flat, {})
    assert index.answer(Query()).counts["task"] == {"wide": 0, "narrow": 1}
    index.put(entry(11, "Two", [1, 2]))
    assert index.answer(Query()).counts["task"] == {"wide": 1, "narrow": 2}


def test_what_is_dropped_leaves_nothing_behind():
    index = make_index(entry(10, "One", [2], maker="other", due=dt.date(2030, 1, 1), alternatives=(11,)))
    index.drop(10)
    index.drop(10)
    assert len(index) == 0
    assert 10 not in index
    assert index.due == {}
    assert list(index.makers) == []
    assert index.answer(Query()).totals["task"] == {"wide": 0, "narrow": 0}
    assert index.answer(Query(q="one")).total == 0


def test_a_new_tool_takes_the_place_of_one_that_went():
    index = make_index(entry(10, "One"), entry(11, "Two"))
    index.drop(10)
    index.put(entry(12, "Alpha"))
    index.put(entry(13, "Zeta"))
    assert index.answer(Query(sort="name")).ids == (12, 11, 13)


def known_sets(index):
    """What the sets say of a facet, in the tools' ids."""
    sets = index.sets
    found = {
        "wide": sets.having(1),
        "narrow": sets.having(2),
        "closed": sets.closed("task"),
        "known": sets.known("task"),
    }
    return {name: {sets.id_of(ordinal) for ordinal in ordinals} for name, ordinals in found.items()}


def test_the_sets_tell_what_is_a_no_from_what_is_not_known():
    index = make_index(entry(10, "One", [2], complete={9}), entry(11, "Two", [1]), entry(12, "Three", complete={9}))
    index.put(entry(13, "Four"))
    assert known_sets(index) == {"wide": {10, 11}, "narrow": {10}, "closed": {10, 12}, "known": {10, 11, 12}}
    assert known_sets(pickle.loads(pickle.dumps(index))) == known_sets(index)  # noqa: S301 — our own
    index.drop(12)
    index.put(entry(11, "Two", complete={9}))
    assert known_sets(index) == {"wide": {10}, "narrow": {10}, "closed": {10, 11}, "known": {10, 11}}
    assert not index.sets.closed("stranger")


def test_a_term_of_a_facet_that_takes_one_rules_out_the_others():
    index = make_index(entry(10, "One", [2]), entry(11, "Two"))
    index.tie({"task": replace(FACETS["task"], takes_one=True)}, {})
    assert known_sets(index)["closed"] == {10}


def test_the_sets_know_each_tool_by_its_ordinal():
    index = make_index(entry(10, "Beta", [2], maker="other"), entry(11, "Alpha", [1]))
    index.drop(11)
    index.put(entry(12, "Alpha", [1, 2]))
    sets = index.sets
    alpha, beta = sets.ordinal_of(12), sets.ordinal_of(10)
    assert sets.ordinal_of(11) is None
    assert list(sets.in_reading_order(sets.current)) == [alpha, beta]
    assert (sets.maker_of(alpha), sets.maker_of(beta)) == ("acme", "other")
    assert list(sets.of("maker", "other")) == [beta]
    assert sorted(sets.terms_of(alpha)) == [1, 2]


def test_a_pickled_index_answers_alike_and_can_be_changed():
    index = make_index(entry(10, "One", [2]), entry(11, "Two", [1], figures={"context_window": 5}))
    copy = pickle.loads(pickle.dumps(index, protocol=5))  # noqa: S301 — our own
    query = Query(q="two", ranges={"context_window": (1, None)})
    assert copy.answer(query) == index.answer(query)
    copy.put(entry(12, "Three", [2]))
    assert copy.answer(Query()).counts["task"] == {"wide": 3, "narrow": 2}
    assert index.answer(Query()).total == 2


@pytest.mark.parametrize("come_by", [lambda index: index, lambda index: pickle.loads(pickle.dumps(index))])  # noqa: S301
def test_an_index_that_nobody_needs_goes_at_once(come_by):
    """A worker has taken what it began with out of the search for garbage, so only counts of references free it."""
    gc.disable()
    try:
        index = come_by(make_index(entry(10, "One", [2]), entry(11, "Two", [1])))
        assert index.answer(Query(q="wide")).total == 2  # which asks for labels
        told = weakref.ref(index)
        del index
        assert told() is None
    finally:
        gc.enable()


def test_what_a_text_meant_is_forgotten_with_the_next_change():
    index = make_index(entry(10, "Painter"))
    assert index.answer(Query(q="midjurney")).total == 0
    index.put(entry(11, "Midjourney"))
    assert index.answer(Query(q="midjurney")).ids == (11,)
    index.drop(11)
    assert index.answer(Query(q="midjurney")).total == 0


def test_texts_of_visitors_are_bounded_and_never_in_a_file():
    index = make_index(entry(10, "Painter"))
    for number in range(3 * KEPT_TEXTS):
        index.answer(Query(q=f"painter{number}secret"))
    assert len(index._search._understood) <= KEPT_TEXTS
    assert b"secret" not in pickle.dumps(index)
