"""All entries in one order, and pages of any set of them. Pure."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import islice

from pyroaring import BitMap

Rank = tuple[int, ...]

LAST = 10**16  # a rank after every other: blanks come last in every order, and in its opposite

BLOCK = 1024  # places that are skipped in one step
FEW = 64  # matches that are sorted faster than a block is walked


class Order:
    """Every ordinal once, by rank, then by name. All ranks of an order have as many numbers.

    ``names`` is shared by all orders, and not pickled: the name of each ordinal. The order is cut into blocks, each
    with the set of its ordinals. A page is found by counting the matches in each block until its place is reached,
    and walking only the blocks that hold it, or sorting their matches where they have few. So it costs one set
    operation a block before it and up to 1,024 steps a block with some of it, wherever the matches lie. A change
    forgets the sets of the blocks; each is made again, in some 20 µs, when it is next asked for.
    """

    def __init__(self, names: list[str]):
        self.names = names
        self._ranks: tuple[array, ...] = ()
        self._sequence = array("I")
        self._blocks: dict[int, BitMap] = {}

    def __getstate__(self):
        return self.__dict__ | {"names": [], "_blocks": {}}

    def fill(self, ranks: Sequence[Rank], by_name: Iterable[int]):
        """Take all ranks at once, by ordinal; ``by_name`` is every ordinal by its name."""
        self._ranks = tuple(array("q", numbers) for numbers in zip(*ranks, strict=True))
        self._sequence = array("I", sorted(by_name, key=ranks.__getitem__))
        self._blocks.clear()

    def put(self, ordinal: int, rank: Rank):
        self._ranks = self._ranks or tuple(array("q") for _ in rank)
        for numbers, number in zip(self._ranks, rank, strict=True):
            numbers[ordinal : ordinal + 1] = array("q", [number])
        self._sequence.insert(self._place(ordinal), ordinal)
        self._blocks.clear()

    def drop(self, ordinal: int):
        """Forget an entry, whose name must still be the one it was put under. Raises ValueError if it is not there."""
        place = self._place(ordinal)
        if self._sequence[place : place + 1] != array("I", [ordinal]):
            raise ValueError(f"{ordinal} is not where its rank and name put it")
        del self._sequence[place]
        self._blocks.clear()

    def page(self, matches: BitMap, start: int, end: int) -> list[int]:
        """The ordinals at places ``start`` to ``end`` of the matches in this order."""
        if len(matches) == len(self._sequence):
            return list(self._sequence[start:end])
        if len(matches) <= FEW:
            return sorted(matches, key=self._key)[start:end]
        found = []
        for first in range(0, len(self._sequence), BLOCK):
            inside = matches.intersection_cardinality(self._block(first))
            if start < inside <= FEW:
                found += sorted(matches & self._block(first), key=self._key)[start:end]
            elif start < inside:
                places = self._sequence[first : first + BLOCK]
                found += islice(filter(matches.__contains__, places), start, end)
            start, end = max(start - inside, 0), end - inside
            if end <= 0:
                break
        return found

    def _block(self, first):
        if first not in self._blocks:
            self._blocks[first] = BitMap(self._sequence[first : first + BLOCK])
        return self._blocks[first]

    def _place(self, ordinal):
        return bisect_left(self._sequence, self._key(ordinal), key=self._key)

    def _key(self, ordinal):
        # The ordinal comes last, so that two of one name, for as long as one still has it, are not mistaken.
        return *[numbers[ordinal] for numbers in self._ranks], self.names[ordinal], ordinal


class Opposite(Order):
    """Another order's ranks from the last to the first, what is blank (``LAST``) still at the end.

    Equal ranks stay in the order of names; an order by nothing but names is turned round with them. It holds a
    sequence of its own and no ranks: the other order must be filled or put before it. To drop an entry leaves its ranks
    behind, so that either may come first.
    """

    def __init__(self, order: Order):
        super().__init__(order.names)
        self._order = order

    def fill(self, ranks: Sequence[Rank], by_name: Iterable[int]):
        turned = [_turned(rank) for rank in ranks]
        by_name = by_name if turned and turned[0] else reversed(list(by_name))
        self._sequence = array("I", sorted(by_name, key=turned.__getitem__))
        self._blocks.clear()

    def put(self, ordinal: int, rank: Rank):
        self._sequence.insert(self._place(ordinal), ordinal)
        self._blocks.clear()

    def _key(self, ordinal):
        rank = _turned(numbers[ordinal] for numbers in self._order._ranks)
        return (*rank, self.names[ordinal], ordinal) if rank else (_Backwards(self.names[ordinal]), ordinal)


class _Backwards(str):
    """A text that sorts after those that it comes before."""

    __slots__ = ()

    def __lt__(self, other):
        return str.__gt__(self, other)


def _turned(rank):
    return tuple(number if number == LAST else -number for number in rank)
