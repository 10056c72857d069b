"""A tool's prices, worked out in one place and asked of the database in another: they are the same."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from catalog.index.figures import number_of
from catalog.indexing import all_entries
from catalog.models import Plan, Tool
from catalog.prices import PRICED, Prices, UnitPrice, prices_of, unit_price_of
from tests.factories import make_tool

TODAY = dt.date(2026, 11, 22)
YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)
FREE = {Plan.PriceKind.FREE, Plan.PriceKind.FREE_PLAN}


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([], (None, None, None)),
        ([("input-tokens", 3), ("output-tokens", 9), ("input-tokens", 2), ("output-tokens", 0)], (2, 0, None)),
        ([("subscription", 20), ("subscription", 8), ("subscription", 12)], (None, None, 8)),
        ([("free", 0), ("subscription", 8)], (None, None, 8)),
        ([("subscription", 0), ("free", 0)], (None, None, 0)),
        ([("free", 0)], (None, None, 0)),
        ([("free-plan", 0), ("per-item", 1), ("on-request", 5)], (None, None, None)),
    ],
)
def test_the_least_of_each_kind_counts_and_a_paid_plan_before_what_is_free(amounts, expected):
    assert prices_of(amounts) == Prices(*expected)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], (None, None, None)),
        ([("subscription", 8, "month")], (None, None, None)),
        ([("per-item", 4, "1 item")], ("1 item", 4, 4)),
        ([("subscription", 8, "month"), ("per-item", 4, "1 item"), ("per-item", 3, "1 item")], ("1 item", 3, 4)),
        ([("per-item", 4, "1 hour"), ("per-item", 1, "1 minute"), ("per-item", 9, "1 hour")], ("1 hour", 4, 9)),
    ],
)
def test_of_several_units_the_first_plans_decides(rows, expected):
    assert unit_price_of(rows) == UnitPrice(*expected)


def test_every_kind_that_is_priced_is_a_kind_of_plan():
    assert {*PRICED} < {*Plan.PriceKind.values}


@st.composite
def plans(draw):
    kind = draw(st.sampled_from(Plan.PriceKind.values))
    amounts = st.just(Decimal(0)) if kind in FREE else st.sampled_from([None, Decimal(0), Decimal("0.5"), Decimal(7)])
    days = {"valid_from": [None, YESTERDAY, TODAY, TOMORROW], "valid_to": [None, YESTERDAY, TODAY, TOMORROW]}
    fields = {name: draw(st.sampled_from(some)) for name, some in days.items()}
    if None not in fields.values() and fields["valid_to"] < fields["valid_from"]:
        fields["valid_to"] = None
    fields["unit"] = draw(st.sampled_from(["", "1 item", "1 minute"]))
    fields["position"] = draw(st.integers(0, 2))
    fields["currency"] = draw(st.sampled_from(["USD", "USD", "EUR"]))
    return {
        "price_kind": kind,
        "amount": draw(amounts),
        "compared": draw(st.sampled_from([True, True, False])),
    } | fields


class TwinTest(TestCase):
    @settings(max_examples=60)
    @given(catalogue=st.lists(st.lists(plans(), max_size=6), min_size=1, max_size=3))
    def test_the_database_and_the_index_have_the_same_prices(self, catalogue):
        for own in catalogue:
            make_tool(plans=own)
        entries = {entry.id: entry.figures for entry in all_entries(TODAY)}
        for tool in Tool.objects.with_prices(TODAY):
            plans_of_today = tool.plans.compared().valid_on(TODAY)
            kept = plans_of_today.order_by().values_list("price_kind", "amount")
            by_unit = UnitPrice(tool.price_unit, tool.price_unit_least, tool.price_unit_most)
            assert unit_price_of(plans_of_today.values_list("price_kind", "amount", "unit")) == by_unit
            expected = Prices(tool.price_in, tool.price_out, tool.price_month)
            assert prices_of(kept) == expected
            known = {key: number_of(key, price) for key, price in expected._asdict().items() if price is not None}
            assert entries[tool.pk] == known
