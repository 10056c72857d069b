from decimal import Decimal

import pytest

from catalog import words


@pytest.mark.parametrize(
    ("amount", "text"),
    [(20, "$20"), (2.5, "$2.50"), (Decimal("0.0735"), "$0.0735"), (Decimal("1200.000000"), "$1,200"), (0, "$0")],
)
def test_money(amount, text):
    assert words.money(amount) == text


def test_nothing_to_pay_is_free():
    assert words.price(Decimal("0.000000"), "a month") == "Free"
    assert words.price(Decimal("12.5"), "a month") == "$12.50 a month"


@pytest.mark.parametrize(
    ("prices", "text"),
    [
        ((None, None, 0), "Free"),
        ((3, 9, 0), "Free, or $3 in, $9 out per million tokens"),
        ((0, 0, 0), "Free"),
        ((1, 2, 20), "from $20 a month"),
        ((Decimal("2.5"), 10, None), "$2.50 in, $10 out per million tokens"),
        ((1, None, None), "$1 per million tokens in"),
        ((None, 3, None), "$3 per million tokens out"),
        ((None, None, None), ""),
    ],
)
def test_the_price_of_a_card(prices, text):
    assert words.price_line(*prices) == text


@pytest.mark.parametrize(
    ("unit_price", "text"),
    [
        (("1 minute", Decimal("0.006"), Decimal("0.006")), "$0.006 per minute"),
        (("1,000 characters", Decimal("0.015"), Decimal("0.03")), "from $0.015 per 1,000 characters"),
        (("1M tokens", Decimal("1.6"), Decimal("1.6")), "$1.60 per million tokens"),
        (("", 2, 2), "$2"),
        ((None, None, None), ""),
    ],
)
def test_a_card_tells_the_price_of_a_unit_where_there_is_no_other(unit_price, text):
    assert words.price_line(None, None, None, unit_price) == text
    assert words.price_line(1, None, None, unit_price) == "$1 per million tokens in"
    assert words.price_line(None, None, 20, unit_price) == "from $20 a month"
    assert words.price_line(None, None, 0, unit_price) == "Free"


def test_counts():
    assert words.count(1, "entry", "entries") == "1 entry"
    assert words.count(1234, "tool") == "1,234 tools"
