"""One figure of every entry that has it, in order of size. Pure."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from pyroaring import BitMap

from catalog import dates

PRICE_DECIMALS = 6  # as many as a plan's amount has


def number_of(name: str, value) -> int:
    """A tool's figure as a whole number: tokens, millionths of a dollar, or a partial date that sorts as its text."""
    if name == "released":
        return int(value.replace("-", "").ljust(8, "0"))
    return int(Decimal(value).scaleb(_decimals(name)))


def bounds(name: str, least, most) -> tuple[int | None, int | None]:
    """A query's bounds as whole numbers; "2023-05" as the upper one takes in all of May."""
    if name == "released":
        return (
            None if least is None else number_of(name, least),
            None if most is None else number_of(name, dates.latest(most).isoformat()),
        )
    return _rounded(name, least, ROUND_CEILING), _rounded(name, most, ROUND_FLOOR)


def _rounded(name, bound, rounding):
    return None if bound is None else int(Decimal(bound).scaleb(_decimals(name)).to_integral_value(rounding))


def _decimals(name):
    return PRICE_DECIMALS if name.startswith("price") else 0


class Figures:
    """Numbers and, beside them, the ordinals they belong to, in two flat arrays sorted by both.

    A range is two bisections and one slice; its cost is the number of entries in it. Putting or dropping one moves
    the arrays' ends by a place, which is a copy of at most 12 bytes an entry.
    """

    def __init__(self):
        self.known = BitMap()
        self._numbers = array("q")
        self._ordinals = array("I")
        self._number_of = array("q")  # by ordinal; anything where none is known

    def fill(self, numbers: Mapping[int, int]):
        """Take all numbers by ordinal at once, in place of what there was."""
        ordinals = sorted(numbers, key=lambda ordinal: (numbers[ordinal], ordinal))
        self._ordinals = array("I", ordinals)
        self._numbers = array("q", map(numbers.__getitem__, ordinals))
        self._number_of = array("q", (numbers.get(ordinal, 0) for ordinal in range(max(numbers, default=-1) + 1)))
        self.known = BitMap(self._ordinals)

    def put(self, ordinal: int, number: int):
        missing = ordinal + 1 - len(self._number_of)
        self._number_of.extend([0] * missing)
        self._number_of[ordinal] = number
        at = self._place(ordinal)
        self._numbers.insert(at, number)
        self._ordinals.insert(at, ordinal)
        self.known.add(ordinal)

    def drop(self, ordinal: int):
        """Forget an entry's number; one that has none is left in peace."""
        if ordinal in self.known:
            at = self._place(ordinal)
            del self._numbers[at], self._ordinals[at]
            self.known.discard(ordinal)

    def between(self, least: int | None, most: int | None) -> BitMap:
        """Entries with a number from ``least`` to ``most``, both included; None leaves an end open."""
        start = 0 if least is None else bisect_left(self._numbers, least)
        end = len(self._numbers) if most is None else bisect_right(self._numbers, most)
        return BitMap(self._ordinals[start:end])

    def of(self, ordinal: int) -> int:
        """The number of an entry that has one."""
        return self._number_of[ordinal]

    def having(self, number: int) -> BitMap:
        return self.between(number, number)

    def _place(self, ordinal):
        number = self._number_of[ordinal]
        start = bisect_left(self._numbers, number)
        return bisect_left(self._ordinals, ordinal, start, bisect_right(self._numbers, number, start))
