"""Which tools have a word: an inverted index held in memory. Pure.

Tools are small numbers, their ordinals. A word's tools are a roaring bitmap (Lemire and others, "Roaring bitmaps:
implementation of an optimized software library", 2018), or a plain number while there is only one: in a large
catalogue three of four words of names are of that sort, and a bitmap takes two hundred bytes.

Sets that are handed out belong to the index: combine them, never change them.
"""

from array import array
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, KeysView
from collections.abc import Set as AbstractSet
from heapq import nsmallest

from pyroaring import BitMap

from catalog.index.forward import Forward

WIDE = 64  # sets from which a union is kept until the next change; of fewer it is as quickly made anew
KEPT = 256  # such unions at once, of at most 8 kB each for 65,536 tools
_SEVERAL = -1  # stands for a bitmap among lone ordinals
_LAST = "\U0010ffff"  # no letter, so it sorts after every word with the same beginning


class _Kept(dict):
    """Unions by what was asked; forgets all when it is full."""

    def keep(self, asked, found: BitMap, width: int) -> BitMap:
        if width >= WIDE:
            if len(self) >= KEPT:
                self.clear()
            self[asked] = found
        return found


class Postings:
    """Words of ordinals. No word is without an ordinal, and nothing is left of one that was dropped.

    Every word has a number. ``put`` and ``drop`` take time by the words of the entry; where a word is new or
    vanishes, also a move inside the sorted vocabulary (a memory copy, some 10 µs at 50,000 words).
    """

    def __init__(self):
        self._numbers: dict[str, int] = {}
        self._words: list[str | None] = []  # by number
        self._sets: list[BitMap | int] = []  # by number
        self._spare: list[int] = []  # numbers without a word
        self._forward = Forward()  # by ordinal: the numbers of its words
        self._sorted: list[str] = []
        self._beginnings = _Kept()

    def __getstate__(self):
        """The words and sets alone, each in one piece; the rest follows from them.

        Piece by piece, pickling keeps a note of each, which leaves memory full of holes where it is loaded.
        """
        sets = [found.serialize() for found in self._sets if isinstance(found, BitMap)]
        lone = array("q", (_SEVERAL if isinstance(found, BitMap) else found or 0 for found in self._sets))
        words = "\n".join(word or "" for word in self._words)
        return words, lone, array("I", map(len, sets)), b"".join(sets), self._spare, self._forward

    def __setstate__(self, state):
        self.__init__()
        words, lone, sizes, sets, self._spare, self._forward = state
        self._words = words.split("\n") if lone else []
        self._numbers = {word: number for number, word in enumerate(self._words) if word}
        self._sorted = sorted(self._numbers)
        several = _cut(sets, sizes)
        self._sets = [number if number != _SEVERAL else next(several) for number in lone]
        for number in self._spare:
            self._words[number] = self._sets[number] = None

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, word: str) -> bool:
        return word in self._numbers

    def words(self) -> KeysView[str]:
        """All words, in no order."""
        return self._numbers.keys()

    def put(self, ordinal: int, words: Iterable[str]):
        """The words of this ordinal from now on."""
        self.drop(ordinal)
        numbers = []
        for word in set(words):
            number = self._numbers.get(word)
            if number is None:
                number = self._add_word(word)
                self._sets[number] = ordinal
                insort(self._sorted, word)
            elif isinstance(found := self._sets[number], int):
                self._sets[number] = BitMap((found, ordinal))
            else:
                found.add(ordinal)
            numbers.append(number)
        self._forward.put(ordinal, numbers)

    def fill(self, entries: Iterable[tuple[int, Iterable[str]]]):
        """Many at once, each new here, several times as fast as one by one."""
        ordinals_of = defaultdict(list)
        for ordinal, words in entries:
            numbers = []
            for word in set(words):
                number = self._numbers.get(word)
                if number is None:
                    number = self._add_word(word)
                ordinals_of[number].append(ordinal)
                numbers.append(number)
            self._forward.put(ordinal, numbers)
        for number, ordinals in ordinals_of.items():
            if (found := self._sets[number]) is not None:
                ordinals += [found] if isinstance(found, int) else found
            self._sets[number] = ordinals[0] if len(ordinals) == 1 else BitMap(ordinals)
        self._sorted = sorted(self._numbers)
        self._beginnings.clear()

    def drop(self, ordinal: int):
        for number in self._forward.pop(ordinal):
            found = self._sets[number]
            if not isinstance(found, int):
                found.discard(ordinal)
                if len(found) == 1:
                    self._sets[number] = found[0]
            else:
                self._drop_word(number)
        self._beginnings.clear()

    def having(self, word: str) -> BitMap:
        number = self._numbers.get(word)
        if number is None:
            return BitMap()
        found = self._sets[number]
        return BitMap((found,)) if isinstance(found, int) else found

    def words_of(self, ordinal: int) -> Iterator[str]:
        """The words of an ordinal that has some."""
        return map(self._words.__getitem__, self._forward.get(ordinal))

    def count(self, word: str) -> int:
        """How many have the word; 0 for a word that nobody has."""
        number = self._numbers.get(word)
        if number is None:
            return 0
        found = self._sets[number]
        return 1 if isinstance(found, int) else len(found)

    def fullest(self, most: int) -> dict[str, int]:
        """The words that most have, the fullest first, with how many have them; of equal ones the first by letters."""
        counts = {
            word: len(found) for word, found in zip(self._words, self._sets, strict=True) if type(found) is BitMap
        }
        found = nsmallest(most, counts, key=lambda word: (-counts[word], word))
        if len(found) < most:
            counts = dict.fromkeys(self._numbers, 1) | counts
            found += nsmallest(most - len(found), self._numbers.keys() - set(found))
        return {word: counts[word] for word in found}

    def among(self, words: AbstractSet[str]) -> set[str]:
        """Which of these are words here."""
        return self._numbers.keys() & words

    def beginning(self, prefix: str) -> BitMap:
        """Those with any word that begins so: the union of a range of the sorted vocabulary."""
        if (found := self._beginnings.get(prefix)) is not None:
            return found
        start = bisect_left(self._sorted, prefix)
        words = self._sorted[start : bisect_left(self._sorted, prefix + _LAST, start)]
        sets = [self._sets[self._numbers[word]] for word in words]
        lone = BitMap([one for one in sets if isinstance(one, int)])
        found = lone.union(*(one for one in sets if not isinstance(one, int)))
        return self._beginnings.keep(prefix, found, len(sets))

    def begins(self, prefix: str) -> bool:
        """Whether any word begins so."""
        place = bisect_left(self._sorted, prefix)
        return place < len(self._sorted) and self._sorted[place].startswith(prefix)

    def _add_word(self, word):
        if self._spare:
            number = self._spare.pop()
            self._words[number] = word
        else:
            number = len(self._words)
            self._words.append(word)
            self._sets.append(None)
        self._numbers[word] = number
        return number

    def _drop_word(self, number):
        word = self._words[number]
        del self._numbers[word]
        self._words[number] = self._sets[number] = None
        self._spare.append(number)
        del self._sorted[bisect_left(self._sorted, word)]


def _cut(sets: bytes, sizes: Iterable[int]) -> Iterator[BitMap]:
    """The bitmaps whose bytes follow each other."""
    start = 0
    for size in sizes:
        yield BitMap.deserialize(sets[start : start + size])
        start += size


class LabelPostings:
    """Words of labels that tools share: of a term, a maker. A label is known by a key.

    Only the words are kept here. Which tools carry a label is asked of ``tools_of``, which is not pickled: set it
    after loading. Unions are kept, so say ``tools_changed()`` whenever any of its answers may be another one.
    """

    def __init__(self, tools_of: Callable[[Hashable], BitMap] | None = None):
        self.tools_of = tools_of
        self._words = Postings()  # of the keys' numbers
        self._keys: list[Hashable] = []
        self._numbers: dict[Hashable, int] = {}
        self._spare: list[int] = []
        self._kept = _Kept()

    def __getstate__(self):
        return {**self.__dict__, "tools_of": None, "_kept": _Kept()}

    def put(self, key: Hashable, words: Iterable[str]):
        """The words of this label from now on."""
        number = self._numbers.get(key)
        if number is None:
            number = self._spare.pop() if self._spare else len(self._keys)
            self._keys[number : number + 1] = [key]
            self._numbers[key] = number
        self._words.put(number, words)
        self._kept.clear()

    def drop(self, key: Hashable):
        number = self._numbers.pop(key, None)
        if number is not None:
            self._words.drop(number)
            self._keys[number] = None
            self._spare.append(number)
            self._kept.clear()

    def keys(self) -> KeysView[Hashable]:
        """Of the labels that are here."""
        return self._numbers.keys()

    def tools_changed(self):
        self._kept.clear()

    def __contains__(self, word: str) -> bool:
        """Whether a tool carries the word; a label that no tool has is no help to a visitor."""
        return bool(self.having(word))

    def count(self, word: str) -> int:
        return len(self.having(word)) if word in self._words else 0

    def among(self, words: AbstractSet[str]) -> set[str]:
        """Which of these are words here, be it of labels that no tool has."""
        return self._words.among(words)

    def having(self, word: str) -> BitMap:
        return self._tools(self._words.having, word)

    def beginning(self, prefix: str) -> BitMap:
        return self._tools(self._words.beginning, prefix)

    def _tools(self, ask, text):
        found = self._kept.get((ask.__name__, text))
        if found is None:
            sets = [self.tools_of(self._keys[number]) for number in ask(text)]
            found = self._kept.keep((ask.__name__, text), BitMap().union(*sets), len(sets))
        return found
