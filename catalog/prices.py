"""What a tool costs, from the amounts of its plans. Pure; ``with_prices`` in models/tools.py asks the database so."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple


class Prices(NamedTuple):
    """US dollars: a million tokens in and out, and the cheapest paid plan a month (0 for what is free as a whole).

    None where nothing is known.
    """

    price_in: Decimal | None
    price_out: Decimal | None
    price_month: Decimal | None


class UnitPrice(NamedTuple):
    """US dollars for a unit such as “1 minute”: the least and the most that plans of that unit ask. None: not known."""

    unit: str | None = None
    least: Decimal | None = None
    most: Decimal | None = None


PRICED = ("input-tokens", "output-tokens", "subscription", "free")  # the kinds of plan that prices rest on


def prices_of(amounts: Iterable[tuple[str, Decimal]]) -> Prices:
    """From the kind and amount of each plan that is compared and holds on the day; other kinds count for nothing."""
    least = {}
    for kind, amount in amounts:
        least[kind] = min(amount, least.get(kind, amount))
    tokens_in, tokens_out, subscription, free = map(least.get, PRICED)
    return Prices(tokens_in, tokens_out, free if subscription is None else subscription)


def unit_price_of(rows: Iterable[tuple[str, Decimal, str]]) -> UnitPrice:
    """From the kind, amount and unit of such plans, in the order in which the tool has them.

    A minute and a picture cannot be compared, so the first plan's unit decides, and plans of other units are left.
    """
    by_item = [(unit, amount) for kind, amount, unit in rows if kind == "per-item"]
    if not by_item:
        return UnitPrice()
    unit = by_item[0][0]
    amounts = [amount for of, amount in by_item if of == unit]
    return UnitPrice(unit, min(amounts), max(amounts))
