"""Which numbers belong to an ordinal, all in one array: their own bytes, and eight an ordinal. Pure."""

from array import array
from collections.abc import Iterable


class Forward:
    """What is dropped leaves a gap; once half of the array is gaps it is written anew, so that each number dropped
    costs two moves at most. ``typecode`` is that of ``array``: "I" for four bytes, "Q" for eight.
    """

    def __init__(self, typecode: str = "I"):
        self._numbers = array(typecode)
        self._starts = array("I")
        self._lengths = array("I")
        self._gaps = 0

    def put(self, ordinal: int, numbers: Iterable[int]):
        """Only for an ordinal that has none."""
        if (missing := ordinal + 1 - len(self._starts)) > 0:
            self._starts.extend([0] * missing)
            self._lengths.extend([0] * missing)
        self._starts[ordinal] = len(self._numbers)
        self._numbers.extend(numbers)
        self._lengths[ordinal] = len(self._numbers) - self._starts[ordinal]

    def get(self, ordinal: int) -> array:
        """The numbers of an ordinal that has some, or had."""
        start = self._starts[ordinal]
        return self._numbers[start : start + self._lengths[ordinal]]

    def pop(self, ordinal: int) -> array:
        """The numbers of the ordinal, which has none afterwards."""
        if ordinal >= len(self._starts):
            return self._numbers[:0]
        start, length = self._starts[ordinal], self._lengths[ordinal]
        found = self._numbers[start : start + length]
        self._lengths[ordinal] = 0
        self._gaps += length
        if self._gaps > len(self._numbers) // 2:
            self._close_gaps()
        return found

    def _close_gaps(self):
        kept = self._numbers[:0]
        for ordinal, (start, length) in enumerate(zip(self._starts, self._lengths, strict=True)):
            self._starts[ordinal] = len(kept)
            kept.extend(self._numbers[start : start + length])
        self._numbers = kept
        self._gaps = 0
