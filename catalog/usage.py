"""What a month of one's own use would cost with a tool, worked out from its plans. Pure.

Only US dollars are added up. What has no price is a gap that is told, never a nought: a cost with gaps is the least it
can be. Amounts are decimals, in US dollars a month.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from catalog import words

MOST = 1_000_000_000_000
LONGEST = 20  # characters of a quantity
_QUANTITY = re.compile(r"(\d{1,13}|\d{1,3}(?:,\d{3}){1,4})(\.\d{1,12})?\s?([km]?)", re.ASCII | re.IGNORECASE)
_UNIT = re.compile(r"(?:([\d,]+)\s?([km]?)\s+)?(million\s+)?([a-z]+?)s?", re.ASCII | re.IGNORECASE)
_MONTH = re.compile(r"(?:1 )?month(?: and \w+)?|", re.IGNORECASE)
_FEWEST = re.compile(r"(\d{1,4}) ?(?:\+|(?:and|or) more)|(?:from|at least) (\d{1,4})", re.ASCII | re.IGNORECASE)
_PRICED_AS = {"tokens_in": "input-tokens", "tokens_out": "output-tokens"}
# A plan's name tells what an item or a minute of it is: a picture made is none that is read or improved, and
# computers are hired by the minute as well.
_DISCOUNTED = re.compile(r"cach|batch", re.IGNORECASE)
_PICTURE = re.compile(
    r"(?:[\w-]+ )*(?:image|picture)s?(?: (?:generat|creat|made)\w*)?(?: ?[,(].*)?", re.ASCII | re.IGNORECASE
)
_NOT_MADE = re.compile(
    r"upscal|enlarg|\bedit|enhanc|restor|retouch|remov|\binput|\bread|analys|understand", re.IGNORECASE
)
_PLAYED = re.compile(
    r"audio|sound|music|song|track|speech|spoken|voice|podcast|narrat|transcri|\bdub|film|video|clip|movie|animat|avatar",
    re.IGNORECASE,
)
_COMPUTING = re.compile(r"\bgpu|comput|storage|training", re.IGNORECASE)
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000}


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Something that is used by the month: ``key`` in an address, and how it reads."""

    key: str
    label: str
    help: str
    one: str
    many: str
    by: str  # what one buys of it: a price per …

    def of(self, quantity: int) -> str:
        """``2M tokens in``, ``500 images``; long round figures of tokens are cut short."""
        if self.by == "token" and quantity >= 10_000:
            for size, sign in ((1_000_000, "M"), (1_000, "K")):
                if quantity % size == 0:
                    return f"{quantity // size:,}{sign} {self.many}"
        return words.count(quantity, self.one, self.many)


_TOKENS_HELP = "Whole numbers; 500k and 2M are understood. A page of text is about 700 tokens."
MEASURES = (
    Measure(key="tokens_in", label="Tokens in", help=_TOKENS_HELP, one="token in", many="tokens in", by="token"),
    Measure(
        key="tokens_out",
        label="Tokens out",
        help="Answers count apart from questions.",
        one="token out",
        many="tokens out",
        by="token",
    ),
    Measure(key="images", label="Images", help="Pictures made.", one="image", many="images", by="image"),
    Measure(key="minutes", label="Minutes", help="Of sound or film.", one="minute", many="minutes", by="minute"),
    Measure(key="seats", label="Seats", help="People with a plan of their own.", one="seat", many="seats", by="seat"),
)
BY_USE, SEATS = MEASURES[:-1], MEASURES[-1]


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What is used in a month; 0 is what nothing was said about."""

    tokens_in: int = 0
    tokens_out: int = 0
    images: int = 0
    minutes: int = 0
    seats: int = 0

    def __bool__(self):
        return bool(self.pairs())

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of an address, without what nothing was said about."""
        return [(each.key, str(self.of(each))) for each in MEASURES if self.of(each)]

    def of(self, measure: Measure) -> int:
        return getattr(self, measure.key)

    def in_words(self) -> str:
        said = [each.of(self.of(each)) for each in MEASURES if self.of(each)]
        return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}" if said else ""


def quantity(text: str) -> int:
    """``2000000``, ``2,000,000``, ``2M`` and ``500k`` as a number. Raises ValueError with what to write instead."""
    found = _QUANTITY.fullmatch(text.strip()) if len(text) <= 2 * LONGEST else None
    if not found:
        raise ValueError("Write a whole number, such as 500, 500k or 2M.")
    figures, fraction, times = found.groups()
    number = Decimal(figures.replace(",", "") + (fraction or "")) * _TIMES[times.lower()]
    if number != number.to_integral_value():
        raise ValueError("Write a whole number, such as 500, 500k or 2M.")
    if number > MOST:
        raise ValueError(f"That is more than we can reckon with: {MOST:,} at most.")
    return int(number)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One plan's share of a cost, and how it was worked out, in words."""

    sum: str
    amount: Decimal
    plan: object
    of: int = 1  # where nobody knows which of so many prices applies, it is the lowest of them


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """What a month costs with one tool. ``cost`` is None where nothing can be worked out.

    With ``gaps`` it is the least that it can be: each says what could not be priced. ``also`` has other ways to pay.
    """

    cost: Decimal | None
    parts: tuple[Part, ...] = ()
    gaps: tuple[str, ...] = ()
    also: str = ""
    is_free: bool = False

    @property
    def is_lowest(self) -> bool:
        return any(part.of > 1 for part in self.parts)

    @property
    def is_open(self) -> bool:
        """Whether it may be more."""
        return self.cost is None or self.is_lowest or bool(self.gaps)

    @property
    def plans(self) -> list:
        """The plans it rests on, each source named once."""
        return list({(part.plan.url, part.plan.as_of): part.plan for part in self.parts}.values())

    @property
    def text(self) -> str:
        if self.cost is None:
            return "Not known"
        if self.is_free:
            return words.FREE
        if self.gaps:
            return f"at least {dollars(self.cost)}"
        return f"from {dollars(self.cost)}" if self.is_lowest else dollars(self.cost)


def dollars(amount: Decimal) -> str:
    """To the cent: $20, $12.50; what is less than half a cent is said to be so, not to be nothing."""
    cents = amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return "under $0.01" if amount and not cents else words.money(cents)


def estimate(usage: Usage, plans: Iterable) -> Estimate:
    """The cheapest way to pay for a month's use; ``plans`` are those that hold on the day.

    By use if every quantity has a price, because that is certain. Else the least that it can be: the priced part, or
    a subscription, of which nobody knows how much use it covers. Free only where nothing else has a price.
    """
    listed = list(plans)
    plans = [plan for plan in listed if plan.compared]
    free = next((plan for plan in plans if plan.price_kind == "free"), None)
    if free and not any(_is_priced(plan) and plan.amount for plan in plans):
        part = Part(sum=f"{free.name}: free as a whole", amount=Decimal(0), plan=free)
        return Estimate(cost=Decimal(0), parts=(part,), is_free=True)
    by_use, by_seat = _by_use(usage, plans), _by_subscription(usage, plans)
    if not any(usage.of(measure) for measure in BY_USE):
        found, other = by_seat, None
    elif not by_use.gaps:
        found, other = by_use, by_seat
    else:
        known = [way for way in (by_use, by_seat) if way.cost is not None]
        found, other = min(known, key=lambda way: way.cost, default=by_use), None
    if listed and not plans:
        return replace(found, also="The plans it has do not count for comparing; see its prices in full.")
    return replace(found, also=" ".join(_also(usage, plans, found, other)))


def _also(usage, plans, found, by_seat):
    """What else there is to know of the ways to pay; ``by_seat`` is the other one, where use has a whole price."""
    if by_seat and usage.seats > 1:
        yield "By use, the number of people makes no difference."
    if by_seat and by_seat.parts:
        yield f"Or by the month: {by_seat.parts[0].sum}. {' '.join(by_seat.gaps)}"
    if (periods := _other_periods(plans)) and not any(periods in gap for gap in found.gaps):
        yield f"It is sold per {periods} too, which we do not convert."
    if free := next((plan for plan in plans if plan.price_kind == "free"), None):
        yield f"One way to use it is free: {free.name}{_limits(free)}."
    if limited := next((plan for plan in plans if plan.price_kind == "free-plan"), None):
        yield f"There is a free plan with limits{_limits(limited)}."


def _limits(plan) -> str:
    return f" ({plan.free_limits})" if plan.free_limits else ""


def _by_use(usage, plans) -> Estimate:
    parts, gaps = [], []
    for measure in BY_USE:
        if asked := usage.of(measure):
            offers = [_offer(measure, asked, plan) for plan in plans if _is_priced(plan) and _rate(measure, plan)]
            if offers:
                part = _lowest(offers)
                parts.append(_named(part) if part.of > 1 else part)
            else:
                gaps.append(_gap(measure, asked, plans))
    cost = sum((part.amount for part in parts), Decimal(0)) if parts else None
    return Estimate(cost=cost, parts=tuple(parts), gaps=tuple(gaps))


def _offer(measure, asked, plan) -> Part:
    units, size = _rate(measure, plan)
    amount = plan.amount * asked * units / size
    per = plan.unit.removeprefix("1 ").replace("item", measure.by) or "1M tokens"
    said = f"{measure.of(asked)} × {words.money(plan.amount)} per {per} = {dollars(amount)}"
    return Part(sum=said, amount=amount, plan=plan)


def _lowest(offers) -> Part:
    found, prices = min(offers, key=lambda part: part.amount), len({part.amount for part in offers})
    return replace(found, sum=f"{found.sum}, the lowest of {prices} prices", of=prices) if prices > 1 else found


def _named(part) -> Part:
    whose = f" ({part.plan.audience})" if part.plan.audience else ""
    return replace(part, sum=f"{part.plan.name}{whose}: {part.sum}")


def _by_subscription(usage, plans) -> Estimate:
    """The cheapest plan by the month, once for each seat."""
    seats = usage.seats or 1
    monthly = [plan for plan in plans if _is_monthly(plan)]
    offers = [_seats(seats, plan) for plan in monthly if _is_priced(plan)]
    if not offers:
        return Estimate(cost=None, gaps=(_no_subscription(seats, monthly, plans),))
    part = _named(_lowest(offers))
    use = Usage(**{measure.key: usage.of(measure) for measure in BY_USE})
    gaps = (f"Whether its limits{_limits(part.plan)} cover {use.in_words()} is not known.",) if use else ()
    return Estimate(cost=part.amount, parts=(part,), gaps=gaps)


def _seats(asked, plan) -> Part:
    """A plan for so many people: fewer than it is sold for pay for the fewest that it is sold for."""
    fewest = _fewest(plan)
    seats = max(asked, fewest)
    amount = plan.amount * seats
    price = f"{words.money(plan.amount)} a month" + (", billed yearly" if plan.billing == "yearly" else "")
    least = ", the fewest it is sold for," if fewest > asked else ""
    return Part(
        sum=f"{seats:,} seats{least} × {price} = {dollars(amount)}" if seats > 1 else price, amount=amount, plan=plan
    )


def _fewest(plan) -> int:
    found = _FEWEST.search(plan.audience)
    return int(found[1] or found[2]) if found else 1


def _is_monthly(plan) -> bool:
    return plan.price_kind == "subscription" and bool(_MONTH.fullmatch(plan.unit.strip()))


def _other_periods(plans) -> str:
    """What subscriptions that are not by the month are priced by."""
    others = [plan for plan in plans if plan.price_kind == "subscription" and not _is_monthly(plan)]
    return " and per ".join(dict.fromkeys(plan.unit.strip().removeprefix("1 ") for plan in others))


def _no_subscription(seats, monthly, plans) -> str:
    asked = SEATS.of(seats)
    if why := _not_counted(monthly):
        return f"{asked}: {why}."
    if periods := _other_periods(plans):
        return f"{asked}: priced per {periods}, which we do not convert."
    if any(plan.price_kind in {"input-tokens", "output-tokens", "per-item"} for plan in plans):
        return f"{asked}: it is priced by use, not by the seat."
    if any(plan.price_kind == "on-request" for plan in plans):
        return f"{asked}: the price is told on request."
    return f"{asked}: no price by the month is known."


def _gap(measure, asked, plans) -> str:
    """Why there is no price for what is asked."""
    said = measure.of(asked)
    if why := _not_counted([plan for plan in plans if _rate(measure, plan)]):
        return f"{said}: {why}."
    if any(plan.price_kind == "on-request" for plan in plans):
        return f"{said}: the price is told on request."
    others = [f"{plan.name} per {plan.unit.removeprefix('1 ')}" for plan in plans if _is_other(plan)]
    if others:
        return f"{said}: no price for that is known, only for {' and '.join(dict.fromkeys(others))}."
    return f"{said}: no price per {measure.by} is known."


def _not_counted(plans) -> str:
    """Why plans of the right sort give no sum; empty where there are none."""
    currencies = sorted({plan.currency for plan in plans if plan.amount is not None and plan.currency != "USD"})
    if currencies:
        return f"priced in {' and '.join(currencies)}, which we do not convert"
    return "the price is not published" if plans else ""


def _is_priced(plan) -> bool:
    return plan.amount is not None and plan.currency == "USD"


def _is_other(plan) -> bool:
    return plan.price_kind == "per-item" and bool(plan.unit) and _is_priced(plan)


def _rate(measure, plan) -> tuple[int, int] | None:
    """How many of the plan's units make so many of the measure; None where it prices something else."""
    if plan.price_kind != _PRICED_AS.get(measure.key, "per-item") or _DISCOUNTED.search(plan.name):
        return None
    number, unit = _per(plan)
    if not number:
        return None
    if measure.by == "token":
        return {"token": (1, number), "": (1, 1_000_000)}.get(unit)
    if measure.by == "minute":
        sizes = {"second": (60, number), "minute": (1, number), "hour": (1, 60 * number)}
        return sizes.get(unit) if _PLAYED.search(plan.name) and not _COMPUTING.search(plan.name) else None
    is_picture = unit in ("image", "picture") or (unit == "item" and _PICTURE.fullmatch(plan.name.strip()))
    return (1, number) if is_picture and not _NOT_MADE.search(plan.name) else None


def _per(plan) -> tuple[int, str]:
    """The number and the word of what is used: ``1M tokens`` is 1,000,000 and token."""
    found = _UNIT.fullmatch(plan.unit.strip())
    if not found:
        return 1, plan.unit
    figures, times, million, unit = found.groups()
    number = int((figures or "1").replace(",", "") or 0) * _TIMES[(times or "").lower()]
    return number * (1_000_000 if million else 1), unit.lower()
