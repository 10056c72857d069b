"""What a month of one's own use costs: worked out by hand, and true of any use and any plans."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from catalog.usage import BY_USE, MEASURES, MOST, Usage, dollars, estimate, quantity


def plan(kind="subscription", amount="20", unit="month", **fields):
    usual = {"name": "Pro", "currency": "USD", "audience": "", "billing": "", "compared": True, "free_limits": ""}
    price = None if amount is None else Decimal(amount)
    return SimpleNamespace(
        **{**usual, "price_kind": kind, "amount": price, "unit": unit, "url": "", "as_of": "", **fields}
    )


def tokens(into="1.25", out="10"):
    return [plan("input-tokens", into, "1M tokens"), plan("output-tokens", out, "1M tokens")]


def per(unit, amount, name="Generated image", **fields):
    return plan("per-item", amount, unit, name=name, **fields)


MIXED = Usage(tokens_in=2_000_000, tokens_out=500_000)


@pytest.mark.parametrize(
    ("usage", "plans", "text"),
    [
        (MIXED, tokens(), "$7.50"),
        (Usage(tokens_in=1_500), [plan("input-tokens", "2", "1K tokens")], "$3"),
        (Usage(tokens_in=1_000), [plan("input-tokens", "3", "million tokens")], "under $0.01"),
        (Usage(tokens_in=2_000_000), [plan("input-tokens", "3", "")], "$6"),
        (Usage(tokens_in=5), [plan("input-tokens", "0", "1M tokens")], "$0"),
        (Usage(images=500), [per("1 item", "0.04")], "$20"),
        (Usage(images=500), [per("image", "0.04", name="Any")], "$20"),
        (Usage(images=500), [per("1 item", "0.25"), per("1 item", "0.04")], "from $20"),
        (Usage(images=500), [per("1 item", "0.04"), per("1 item", "0.04")], "$20"),
        (Usage(images=100), [per("1 item", "0.01", name="Image upscaled"), per("1 item", "0.1")], "$10"),
        (Usage(images=100), [per("1 item", "0.01", name="Upscaled image"), per("1 item", "0.1")], "$10"),
        (Usage(images=100), [per("image", "0.01", name="Image input"), per("image", "0.1")], "$10"),
        (Usage(images=1), [per("1 item", "0.08", name="Vector picture, V3 or V4")], "$0.08"),
        (Usage(images=1), [per("1 item", "0.08", name="Image generation")], "$0.08"),
        (Usage(tokens_in=1_000_000), [*tokens("3"), plan("input-tokens", "0.3", name="Cached input")], "$3"),
        (Usage(tokens_out=1_000_000), [*tokens(), plan("output-tokens", "5", "", name="Output, batch")], "$10"),
        (Usage(tokens_in=1_000_000), [plan("input-tokens", "0.3", "", name="Cached input")], "Not known"),
        (Usage(minutes=100), [per("minute", "1", name="GPU time")], "Not known"),
        (Usage(minutes=60), [per("1 hour", "1", name="GPU time"), per("1 hour", "2", name="Video")], "$2"),
        (Usage(minutes=60), [per("1 hour", "2", name="Video on a GPU of its own")], "Not known"),
        (Usage(minutes=10), [per("1 second", "0.12", name="Video")], "$72"),
        (Usage(minutes=90), [per("1 hour", "1", name="Audio")], "$1.50"),
        (Usage(minutes=7), [per("1 minute", "0.006", name="Audio")], "$0.04"),
        (Usage(seats=3), [plan(unit="month and seat"), plan(amount="30")], "from $60"),
        (Usage(seats=3), [plan(), plan(amount="30"), plan("input-tokens", "1", "")], "from $60"),
        (Usage(seats=1), [plan(audience="teams of 5 and more"), plan(amount="30")], "from $30"),
        (Usage(seats=4), [plan(audience="teams of 5 and more"), plan(amount="30")], "from $100"),
        (Usage(seats=5), [plan(audience="teams of 5+")], "$100"),
        (Usage(seats=1), [plan(audience="at least 2 people")], "$40"),
        (Usage(seats=1), [plan(unit="1 month")], "$20"),
        (Usage(seats=1), [plan(unit="Month and user")], "$20"),
        (Usage(seats=1), [plan(unit="")], "$20"),
        *(
            (Usage(seats=1), [plan(unit=unit)], "Not known")
            for unit in ("12 months", "3 months", "5 users a month", "1 year", "months", "1 month and 5 users")
        ),
        (Usage(seats=1), [plan(unit="3 months"), plan(amount="30")], "$30"),
        (Usage(seats=1), [plan(amount="8", compared=False), plan(amount="10")], "$10"),
        (Usage(seats=2), [plan(amount="8", billing="yearly")], "$16"),
        (Usage(images=9), [plan()], "at least $20"),
        (Usage(images=9, seats=2), [plan()], "at least $40"),
        (Usage(tokens_in=2_000_000, images=9), tokens(), "at least $2.50"),
        (Usage(minutes=10, images=1), [per("1 second", "0.12", name="Video"), plan(amount="15")], "at least $15"),
        (Usage(minutes=10), [per("1 second", "0.12", name="Video"), plan(amount="15")], "$72"),
        (Usage(images=9), [plan("free", "0")], "Free"),
        (Usage(images=9), [plan("free", "0"), plan("free-plan", "0"), plan("on-request", None)], "Free"),
        (Usage(images=9), [plan("free", "0"), plan(amount="30", compared=False)], "Free"),
        (Usage(seats=5), [plan("free", "0"), plan(amount="30")], "$150"),
        (Usage(tokens_in=1_000_000_000), [plan("free", "0"), *tokens("3")], "$3,000"),
        (Usage(images=9), [plan("free", "0", compared=False)], "Not known"),
        (Usage(images=9), [plan("free-plan", "0")], "Not known"),
        (Usage(seats=9), [plan("on-request", None)], "Not known"),
        (Usage(seats=9), tokens(), "Not known"),
        (Usage(seats=1), [plan(amount=None)], "Not known"),
        (Usage(seats=1), [plan(currency="EUR")], "Not known"),
        (Usage(seats=1), [plan(unit="year")], "Not known"),
        (Usage(images=1), [per("1 item", "0.08", name="Generated track")], "Not known"),
        (Usage(images=1), [per("1M tokens", "30", name="Output image tokens")], "Not known"),
        (Usage(tokens_in=1), [plan("input-tokens", "1", "0 tokens")], "Not known"),
        (Usage(images=1), [], "Not known"),
    ],
)
def test_a_cost_in_words(usage, plans, text):
    assert estimate(usage, plans).text == text


@pytest.mark.parametrize(
    ("usage", "plans", "said"),
    [
        (MIXED, tokens(), "2M tokens in × $1.25 per 1M tokens = $2.50 | 500K tokens out × $10 per 1M tokens = $5"),
        (Usage(images=1_500), [per("1 item", "0.04")], "1,500 images × $0.04 per image = $60"),
        (
            Usage(images=100),
            [per("1 item", "0.25", name="Raster picture"), per("1 item", "0.04", audience="teams")],
            "Generated image (teams): 100 images × $0.04 per image = $4, the lowest of 2 prices",
        ),
        (Usage(minutes=1), [per("1 second", "0.1", name="Video")], "1 minute × $0.10 per second = $6"),
        (Usage(seats=1), [plan()], "Pro: $20 a month"),
        (Usage(seats=3), [plan(audience="teams")], "Pro (teams): 3 seats × $20 a month = $60"),
        (Usage(seats=1), [plan(billing="yearly")], "Pro: $20 a month, billed yearly"),
        (Usage(seats=1), [plan(), plan(amount="8", name="Basic")], "Basic: $8 a month, the lowest of 2 prices"),
        (
            Usage(seats=1),
            [plan(audience="teams of 5 and more")],
            "Pro (teams of 5 and more): 5 seats, the fewest it is sold for, × $20 a month = $100",
        ),
    ],
)
def test_the_sum_in_words(usage, plans, said):
    assert " | ".join(part.sum for part in estimate(usage, plans).parts) == said


@pytest.mark.parametrize(
    ("usage", "plans", "said"),
    [
        (Usage(images=500), tokens(), "500 images: no price per image is known."),
        (
            Usage(images=5),
            [per("credit", "1")],
            "5 images: no price for that is known, only for Generated image per credit.",
        ),
        (
            Usage(minutes=5),
            [per("minute", "1", name="GPU time"), per("1 second", "1", name="Training")],
            "5 minutes: no price for that is known, only for GPU time per minute and Training per second.",
        ),
        (Usage(seats=1), [plan(unit="12 months")], "1 seat: priced per 12 months, which we do not convert."),
        (
            Usage(seats=2),
            [plan(unit="1 year"), plan(unit="3 months")],
            "2 seats: priced per year and per 3 months, which we do not convert.",
        ),
        (Usage(images=5), [per("image", "1", currency="EUR")], "5 images: priced in EUR, which we do not convert."),
        (Usage(images=5), [per("image", None)], "5 images: the price is not published."),
        (Usage(images=5), [plan("on-request", None)], "5 images: the price is told on request."),
        (Usage(seats=5), [plan("on-request", None)], "5 seats: the price is told on request."),
        (Usage(seats=5), [plan(currency="EUR")], "5 seats: priced in EUR, which we do not convert."),
        (Usage(seats=5), tokens(), "5 seats: it is priced by use, not by the seat."),
        (Usage(seats=1), [], "1 seat: no price by the month is known."),
        (
            Usage(images=5, minutes=1),
            [plan(free_limits="50 fast jobs")],
            "Whether its limits (50 fast jobs) cover 5 images and 1 minute is not known.",
        ),
    ],
)
def test_what_cannot_be_worked_out_is_said(usage, plans, said):
    assert estimate(usage, plans).gaps == (said,)


def test_other_ways_to_pay_are_told_beside_a_sum():
    plans = [per("1 second", "0.12", name="Video"), plan(amount="15"), plan("free-plan", "0", free_limits="3 clips")]
    also = estimate(Usage(minutes=10, seats=2), plans).also
    assert "number of people makes no difference" in also
    assert "Or by the month: Pro: 2 seats × $15 a month = $30. Whether its limits cover 10 minutes" in also
    assert "There is a free plan with limits (3 clips)." in also


def test_a_free_way_and_another_period_are_told_beside_a_price():
    also = estimate(Usage(seats=5), [plan("free", "0", name="At home"), plan(amount="30"), plan(unit="12 months")]).also
    assert also == "It is sold per 12 months too, which we do not convert. One way to use it is free: At home."


def test_the_lowest_of_several_prices_may_be_more():
    several, one = estimate(Usage(seats=1), [plan(), plan(amount="9")]), estimate(Usage(seats=1), [plan()])
    assert (several.is_open, one.is_open) == (True, False)


def test_plans_that_are_not_for_comparing_are_no_price_but_told():
    found = estimate(Usage(seats=1), [plan(compared=False)])
    assert found.cost is None
    assert "do not count for comparing" in found.also


def test_each_source_is_named_once():
    one, other = tokens()
    assert estimate(MIXED, [one, other]).plans == [other]
    other.as_of = "2026-01"
    assert estimate(MIXED, [one, other]).plans == [one, other]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("500", 500),
        (" 2M ", 2_000_000),
        ("500k", 500_000),
        ("1.5 m", 1_500_000),
        ("2,000,000", 2_000_000),
        ("007", 7),
        ("0", 0),
        ("1,000,000M", MOST),
    ],
)
def test_a_quantity_is_read(text, number):
    assert quantity(text) == number


@pytest.mark.parametrize(
    "text",
    [
        *("", "-1", "+1", "NaN", "inf", "-Infinity", "1e9", "2.5", "1.0005k", "1,5M", "1_000", "²", "١٢٣", "two"),
        *("1,000,001M", "9" * 13, "9" * 5_000, "0." + "9" * 5_000, "1\x00", "1 000", "k"),
    ],
)
def test_what_is_no_quantity_is_refused_in_words(text):
    with pytest.raises(ValueError, match=r"whole number|more than we can reckon"):
        quantity(text)


@pytest.mark.parametrize(
    ("amount", "text"), [("12.345", "$12.35"), ("0.005", "$0.01"), ("0.004", "under $0.01"), ("1234567", "$1,234,567")]
)
def test_dollars_to_the_cent(amount, text):
    assert dollars(Decimal(amount)) == text


AMOUNTS = st.none() | st.decimals(min_value="0.000001", max_value="100000000", places=6)
KINDS = st.sampled_from(
    ["input-tokens", "output-tokens", "subscription", "per-item", "free", "free-plan", "on-request"]
)
UNITS = st.sampled_from(
    [
        *("1M tokens", "1K tokens", "month", "month and seat", "12 months", "1 year"),
        *("image", "1 item", "1 second", "1 hour", ""),
    ]
)
NAMES = st.sampled_from(["Image", "Image upscaled", "Video", "GPU time", "Cached"])


@st.composite
def some_plans(draw):
    kind = draw(KINDS)
    amount = Decimal(0) if kind in ("free", "free-plan") else draw(AMOUNTS)
    audience = draw(st.sampled_from(["", "teams of 5 and more"]))
    currency = draw(st.sampled_from(["USD", "EUR"]))
    return plan(kind, amount, draw(UNITS), name=draw(NAMES), audience=audience, currency=currency)


PLANS = st.lists(some_plans(), max_size=6)
USAGES = st.builds(Usage, **{measure.key: st.integers(0, MOST) for measure in MEASURES}).filter(bool)


@given(USAGES, PLANS, st.sampled_from(MEASURES), st.integers(1, MOST))
def test_more_of_the_same_never_costs_less(usage, plans, measure, more):
    assume(usage.of(measure))
    before, after = estimate(usage, plans), estimate(replace(usage, **{measure.key: usage.of(measure) + more}), plans)
    assert (before.cost is None) == (after.cost is None)
    assert before.cost is None or before.cost <= after.cost


@given(USAGES, PLANS)
def test_unknown_never_counts_as_nothing(usage, plans):
    found = estimate(usage, plans)
    priced = [each for each in plans if each.amount and each.currency == "USD"]
    assert found.is_free == (any(each.price_kind == "free" for each in plans) and not priced)
    if found.is_free:
        return
    if found.cost is None:
        assert found.gaps
        assert not found.parts
    else:
        assert isinstance(found.cost, Decimal)
        assert found.cost > 0
    priced = {found.sum.split(" × ")[0].split(": ")[-1] for found in found.parts}
    unpriced = [each for each in BY_USE if usage.of(each) and each.of(usage.of(each)) not in priced]
    assert bool(found.gaps) == bool(unpriced or found.cost is None)


@given(USAGES, PLANS, st.randoms(use_true_random=False))
def test_the_order_of_the_plans_changes_no_cost(usage, plans, chance):
    shuffled = chance.sample(plans, len(plans))
    assert estimate(usage, plans).cost == estimate(usage, shuffled).cost
