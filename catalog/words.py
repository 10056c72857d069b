"""How figures and prices read in words. Pure."""

from decimal import Decimal


def money(amount) -> str:
    """US dollars: $20, $2.50, $0.0735; no more decimals than the price has, but never one."""
    amount = Decimal(str(amount)).normalize()
    decimals = max(0, -amount.as_tuple().exponent)
    return f"${amount:,.{2 if decimals == 1 else decimals}f}"


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


def price_line(price_in, price_out, price_month) -> str:
    """The price a card shows; empty where none is known."""
    if price_month is not None:
        return "Free" if price_month == 0 else f"from {money(price_month)} a month"
    if price_in is not None and price_out is not None:
        return f"{money(price_in)} in, {money(price_out)} out per million tokens"
    if price_in is not None:
        return f"{money(price_in)} per million tokens in"
    if price_out is not None:
        return f"{money(price_out)} per million tokens out"
    return ""
