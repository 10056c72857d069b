"""All entries in one order, and pages of any set of them. Pure."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import islice

from pyroaring import BitMap

Rank = tuple[int, ...]

# Comparing two entries while sorting costs about as much as walking past this many.
SORTING = 8


class Order:
    """Every ordinal once, by rank and then by name. All ranks of an order have as many numbers.

    ``names`` is shared by all orders, and not pickled: the name of each ordinal. A page is found in one of two
    ways, whichever is less work: walking through the order from its nearer end, asking of each entry whether it
    matches; or sorting the matches alone. So the first and the last page cost about ``size of the page × entries /
    matches`` steps, and no page costs more than one walk through half the order.
    """

    def __init__(self, names: list[str]):
        self.names = names
        self._ranks: tuple[array, ...] = ()
        self._sequence = array("I")

    def __getstate__(self):
        return self.__dict__ | {"names": []}

    def fill(self, ranks: Sequence[Rank], by_name: Iterable[int]):
        """Take all ranks at once, by ordinal; ``by_name`` is every ordinal by its name."""
        self._ranks = tuple(array("q", numbers) for numbers in zip(*ranks, strict=True))
        self._sequence = array("I", sorted(by_name, key=ranks.__getitem__))

    def put(self, ordinal: int, rank: Rank):
        self._ranks = self._ranks or tuple(array("q") for _ in rank)
        for numbers, number in zip(self._ranks, rank, strict=True):
            numbers[ordinal : ordinal + 1] = array("q", [number])
        self._sequence.insert(self._place(ordinal), ordinal)

    def drop(self, ordinal: int):
        """Forget an entry, whose name must still be the one it was put under."""
        del self._sequence[self._place(ordinal)]

    def page(self, matches: BitMap, start: int, end: int) -> list[int]:
        """The ordinals at places ``start`` to ``end`` of the matches in this order."""
        total, size = len(self._sequence), len(matches)
        end = min(end, size)
        if start >= end:
            return []
        if size == total:
            return list(self._sequence[start:end])
        from_front, from_back = end * total // size, (size - start) * total // size
        if size * size.bit_length() * SORTING < 2 * min(from_front, from_back):
            columns = (map(column.__getitem__, matches) for column in (*self._ranks, self.names))
            return [key[-1] for key in sorted(zip(*columns, matches, strict=True))[start:end]]
        if from_front <= from_back:
            return list(islice(filter(matches.__contains__, self._sequence), start, end))
        found = islice(filter(matches.__contains__, reversed(self._sequence)), size - end, size - start)
        return list(found)[::-1]

    def _place(self, ordinal):
        return bisect_left(self._sequence, self._key(ordinal), key=self._key)

    def _key(self, ordinal):
        return *(numbers[ordinal] for numbers in self._ranks), self.names[ordinal]
