"""How figures and prices read in words. Pure."""

from decimal import Decimal

FREE = "Free"
FREE_WITH_LIMITS = "Free plan with limits"


def money(amount) -> str:
    """US dollars: $20, $2.50, $0.0735; no more decimals than the price has, but never one."""
    amount = Decimal(str(amount)).normalize()
    decimals = max(0, -amount.as_tuple().exponent)
    return f"${amount:,.{2 if decimals == 1 else decimals}f}"


def price(amount, unit: str) -> str:
    """``$20 a month``; nothing to pay is free by the month and by use alike."""
    return f"{money(amount)} {unit}" if amount else FREE


def count(number: int, one: str, many: str = "") -> str:
    """``1 tool``, ``206 tools``; large numbers in groups of three."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def tokens(number: int) -> str:
    """A token figure short enough to compare: 200K, 1.05M, 8,192."""
    if number >= 1_000_000:
        return f"{number / 1_000_000:.2f}".rstrip("0").rstrip(".") + "M"
    if number >= 10_000:
        return f"{round(number / 1_000):,}K"
    return f"{number:,}"


def per(unit: str) -> str:
    """“ per minute” for a plan's “1 minute”, to stand after an amount; empty where no unit is told."""
    unit = {"1M tokens": "million tokens"}.get(unit, unit.removeprefix("1 "))
    return f" per {unit}" if unit else ""


def price_line(price_in, price_out, price_month, unit_price=(None, None, None)) -> str:
    """The price a card shows; empty where none is known. What costs by use is not free as a whole.

    ``unit_price`` (catalog.prices.UnitPrice) is told where there is no price for tokens or a month.
    """
    if price_month:
        return f"from {money(price_month)} a month"
    by_use = _token_prices(price_in, price_out)
    if price_month is None:
        return by_use or _unit_price(*unit_price)
    return f"{FREE}, or {by_use}" if price_in or price_out else FREE


def _unit_price(unit, least, most) -> str:
    if least is None:
        return ""
    return f"{'from ' if least < most else ''}{money(least)}{per(unit)}"


def _token_prices(price_in, price_out) -> str:
    if price_in is not None and price_out is not None:
        return f"{money(price_in)} in, {money(price_out)} out per million tokens"
    if price_in is not None:
        return f"{money(price_in)} per million tokens in"
    if price_out is not None:
        return f"{money(price_out)} per million tokens out"
    return ""
