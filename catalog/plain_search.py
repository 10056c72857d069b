"""Search by reading every text: slow, obvious, and by another road the same answer as ``catalog.index.search``. Pure.

Only the words themselves (``text``) and the parts of a typed text (``typed``) are shared with the index. Nothing is
prepared but each tool's words; every question goes through all of them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from catalog.index.text import Wording, label_words, stem
from catalog.index.typed import MAX_TRIED, Correction, Typed, Understood

PLAIN_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


class Words:
    """The words of one tool, by where they stand."""

    def __init__(self, wording: Wording, labels: Iterable[str]):
        self.names = wording.name_words()
        self.wholes = wording.whole_names()
        self.labels = {word for label in labels for word in label_words(label)}
        self.texts = wording.text_words()


class Asked:
    """One question put to one tool after the other."""

    def __init__(self, understood: Understood):
        self.words = understood.words
        self.last = len(self.words) - 1 if understood.unfinished else None
        self.joining = not understood.literal

    def in_name(self, tool: Words, place: int, *, begun: bool) -> bool:
        return _is_among(tool.names, self.words[place], begun and place == self.last)

    def in_name_together(self, tool: Words, place: int, *, begun: bool) -> bool:
        """Whether the word at the place and the next are one word of a name."""
        if not self.joining or place < 0 or place + 1 >= len(self.words):
            return False
        return _is_among(tool.names, self.words[place] + self.words[place + 1], begun and place + 1 == self.last)

    def in_label(self, tool: Words, place: int) -> bool:
        return self._by_stem(tool.labels, place)

    def in_text(self, tool: Words, place: int) -> bool:
        return self._by_stem(tool.texts, place)

    def _by_stem(self, stems, place):
        word = self.words[place]
        return stem(word) in stems or (place == self.last and len(word) > 1 and _is_among(stems, word, True))

    def anywhere(self, tool: Words, place: int) -> bool:
        return self.in_name(tool, place, begun=True) or self.in_label(tool, place) or self.in_text(tool, place)

    def matched(self, tool: Words, single: Callable[[int], bool], *, begun: bool = True, start: int = 0) -> bool:
        """Whether all words from the start on are matched, by themselves or with the next."""
        if start >= len(self.words):
            return True
        if single(start) and self.matched(tool, single, begun=begun, start=start + 1):
            return True
        together = self.in_name_together(tool, start, begun=begun)
        return together and self.matched(tool, single, begun=begun, start=start + 2)

    def tier(self, tool: Words, whole: str) -> int | None:
        """Numbered as in ``Search.tiers``; None for a tool that does not match."""
        places = range(len(self.words))
        if whole in tool.wholes:
            return 0
        if self.matched(tool, lambda place: self.in_name(tool, place, begun=False), begun=False):
            return 1
        if self.matched(tool, lambda place: self.in_name(tool, place, begun=True)):
            return 2
        if not self.matched(tool, lambda place: self.anywhere(tool, place)):
            return None
        if any(self.in_name(tool, n, begun=True) or self.in_name_together(tool, n, begun=True) for n in places):
            return 3
        if self.matched(tool, lambda place: self.in_name(tool, place, begun=True) or self.in_label(tool, place)):
            return 4
        return 5


class PlainSearch:
    """``labels`` are what terms and makers of a tool are called, synonyms too, by its id."""

    def __init__(self, wordings: Mapping[int, Wording], labels: Mapping[int, Iterable[str]]):
        self.tools = {id_: Words(wording, labels.get(id_, ())) for id_, wording in wordings.items()}

    def understand(self, text: str) -> Understood:
        typed = Typed(text)
        if other := typed.other_name():
            found, understood = self.named(other)
            if found:
                return replace(understood, alternatives_to=understood.shown)
        return self._corrected(typed)

    def named(self, text: str) -> tuple[set[int], Understood]:
        understood = self._corrected(Typed(f"{text} "))
        return {id_ for id_, tool in self.tools.items() if understood.whole in tool.wholes}, understood

    def tiers(self, understood: Understood) -> list[set[int]]:
        tiers = [set() for _ in range(6)]
        asked = Asked(understood)
        for id_, tool in self.tools.items():
            if understood.words:
                tier = asked.tier(tool, understood.whole)
            else:
                tier = 0 if understood.whole in tool.wholes else None
            if tier is not None:
                tiers[tier].add(id_)
        return tiers

    def _corrected(self, typed):
        as_typed = typed.understood()
        is_name = any(as_typed.whole in tool.wholes for tool in self.tools.values())
        if typed.literal or is_name or not as_typed.words:
            return as_typed
        known = [self._is_known(Asked(as_typed), place) for place in range(len(as_typed.words))]
        if typed.is_stop_word:
            return as_typed if known[0] else typed.understood([Correction((0,), "")])
        changes, tried = [], 0
        for number, place in enumerate(typed.counting):
            done = {place for change in changes for place in change.places}
            if not known[number] and place not in done and tried < MAX_TRIED:
                tried += 1
                changes += self._change(typed, number, done)
        understood = typed.understood(changes)
        if self._finds(understood):
            return understood
        done = {place for change in changes for place in change.places}
        names = self._counts("names")
        for place in [place for place in typed.counting if place not in done and self._may_be_a_name(typed, place)][
            :MAX_TRIED
        ]:
            for name in self._nearest(typed.words[place], names, shortest=3)[:1]:
                other = typed.understood([*changes, Correction((place,), name)])
                if self._finds(other):
                    return other
        return understood

    def _may_be_a_name(self, typed, place):
        word = typed.words[place]
        return 4 <= len(word) <= 20 and _is_plain(word) and not word.isdigit() and not self._counts("names")[word]

    def _is_known(self, asked, place):
        return any(
            asked.anywhere(tool, place)
            or asked.in_name_together(tool, place - 1, begun=True)
            or asked.in_name_together(tool, place, begun=True)
            for tool in self.tools.values()
        )

    def _finds(self, understood):
        return any(self.tiers(understood))

    def _change(self, typed, number, done):
        """At most one change: a name, a name made with a neighbour, a label, a text, the beginning of a name."""
        place, word = typed.counting[number], typed.words[typed.counting[number]]
        names = self._counts("names")
        if len(word) >= 3:
            for name in self._nearest(word, names, shortest=3)[:1]:
                return [Correction((place,), name)]
        for before in typed.counting[number - 1 : number] if number else []:
            if before not in done and (name := self._joined_name(word, typed.words[before])):
                return [Correction((before, place), name)]
        if len(word) >= 5:
            for where in ("labels", "texts"):
                for root in self._nearest(stem(word), self._counts(where))[:1]:
                    return [Correction((place,), root + ("s" if stem(word) != word else ""))]
            if typed.unfinished and number == len(typed.counting) - 1:
                for start in self._nearest(word, self._beginnings())[:1]:
                    return [Correction((place,), start)]
        return []

    def _joined_name(self, word, before):
        """The best name that is the word before as it stands, and this one with one edit."""
        joined = before + word
        if len(word) < 2 or not 5 <= len(joined) <= 20 or not _is_plain(joined) or joined.isdigit():
            return None
        names = self._counts("names")
        part_of = {name: name.removeprefix(before) for name in names if name.startswith(before)}
        near = [name for name, part in part_of.items() if len(name) >= 3 and self._nearest(word, {part: 1})]
        return min(near, key=lambda name: (-names[name], name), default=None)

    def _nearest(self, word, counts, *, shortest=0):
        """The words one edit away, the one that most tools have first, then by letters."""
        if not _is_plain(word) or word.isdigit() or len(word) > 20:
            return []
        near = (
            other
            for other in counts
            if len(other) >= shortest
            and _is_plain(other)
            and (other.isalpha() or not word.isalpha())
            and distance(word, other) == 1
        )
        return sorted(near, key=lambda other: (-counts[other], other))

    def _counts(self, where):
        """How many tools have each word."""
        return Counter(word for tool in self.tools.values() for word in getattr(tool, where))

    def _beginnings(self):
        """How many tools have a word in their names that begins so."""
        return Counter(
            start
            for tool in self.tools.values()
            for start in {name[:length] for name in tool.names for length in range(1, len(name) + 1)}
        )


def _is_among(words, word, begun):
    return word in words or (begun and any(each.startswith(word) for each in words))


def _is_plain(word):
    return PLAIN_LETTERS.issuperset(word)


def distance(a: str, b: str) -> int:
    """Optimal string alignment: the fewest letters dropped, added or replaced, or neighbours swapped."""
    rows = [list(range(len(b) + 1))]
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cost = min(row[-1] + 1, rows[-1][j] + 1, rows[-1][j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]
