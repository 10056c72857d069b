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


def test_counts():
    assert words.count(1, "entry", "entries") == "1 entry"
    assert words.count(1234, "tool") == "1,234 tools"
