"""A whole number for each tool, kept bit by bit: sums, comparisons and orders of many tools by set operations. Pure.

Slice k is the set of the tools whose number has the bit 2^k. To add an amount to a set of tools, or one column of
numbers to another, carries from slice to slice as on paper; to compare walks the slices from the highest bit down, and
so does an order: first the tools that have the bit, then those that have not. That takes a few set operations a bit,
whatever the number of tools. O'Neil and Quass, "Improved query performance with variant indexes", SIGMOD 1997.
"""

from collections.abc import Iterator

from pyroaring import BitMap


class Numbers:
    """0 for every tool at first; never below."""

    def __init__(self):
        self._slices: list[BitMap] = []

    def add(self, tools: BitMap, amount: int = 1):
        """Raise the numbers of some tools; the set stays as it is."""
        self._widen(amount.bit_length())
        for bit in range(amount.bit_length()):
            if amount >> bit & 1:
                self._carry(tools, bit)

    def add_all(self, others: "Numbers"):
        """Raise each tool's number by the one it has there."""
        self._widen(len(others._slices))
        for bit, tools in enumerate(others._slices):
            self._carry(tools, bit)

    def _carry(self, tools, bit):
        while tools:
            self._widen(bit + 1)
            carried = self._slices[bit] & tools
            self._slices[bit] ^= tools
            tools, bit = carried, bit + 1

    def _widen(self, bits):
        while len(self._slices) < bits:
            self._slices.append(BitMap())

    def limit(self, tools: BitMap, least: int, most: int):
        """Bring the numbers of some tools within bounds."""
        for outside, bound in ((self.above(most, tools), most), (tools - self.above(least - 1, tools), least)):
            if not outside:
                continue
            self._widen(bound.bit_length())
            for bit in range(len(self._slices)):
                if bound >> bit & 1:
                    self._slices[bit] |= outside
                else:
                    self._slices[bit] -= outside

    def above(self, number: int, tools: BitMap) -> BitMap:
        """Those among the tools whose number is greater."""
        if number < 0:
            return tools
        greater, equal = BitMap(), tools
        for bit in reversed(range(max(len(self._slices), number.bit_length()))):
            having = equal & self._slices[bit] if bit < len(self._slices) else BitMap()
            if number >> bit & 1:
                equal = having
            else:
                greater |= having
                equal = equal - having
        return greater

    def of(self, tool: int) -> int:
        return sum(1 << bit for bit, tools in enumerate(self._slices) if tool in tools)

    def groups(self, tools: BitMap, *, smallest_first: bool = False) -> Iterator[tuple[int, BitMap]]:
        """Each number with those among the tools that have it, from the greatest down; made only as they are taken."""
        waiting = [(len(self._slices), 0, tools)]
        while waiting:
            bit, number, some = waiting.pop()
            if not some:
                continue
            if not bit:
                yield number, some
                continue
            bit -= 1
            parts = [(bit, number, some - self._slices[bit]), (bit, number | 1 << bit, some & self._slices[bit])]
            waiting += reversed(parts) if smallest_first else parts
