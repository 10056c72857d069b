"""What a search text means, and which tools match it how well. Pure.

Every word that is no stop word must be matched: by a word of a name as it stands, of a label or a text by its stem.
The last one, unless a space follows, may be the beginning of any of these. Two neighbours may together be one word
of a name: "deep seek". In double quotes a text is literal: whole words, nothing corrected.

Sets are those of the postings, so a set operation costs time by the number of tools over 64 at worst. For w words
(ten at most), ``tiers`` takes 12 w of them; ``understand`` takes 3 w, and some 60 look-ups a letter for each of the
three words at most that are corrected, four times over at worst. Neither depends on the number of words in the
catalogue, but for the first use of a beginning after a change.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property, reduce
from itertools import pairwise
from operator import or_

from pyroaring import BitMap

from catalog.index.postings import LabelPostings, Postings
from catalog.index.spelling import (
    LEAST_NAME,
    LEAST_PART,
    LEAST_WORD,
    edits,
    may_be_wrong,
    nearest_beginning,
    nearest_name,
    nearest_word,
)
from catalog.index.text import stem
from catalog.index.typed import MAX_TRIED, Correction, Typed, Understood
from catalog.index.wholes import Wholes

KEPT_TEXTS = 100


class Search:
    """``wholes`` holds whole names squashed into one word, ``names`` their words, ``texts`` stems.

    Good until any of them changes: make another then, which costs nothing. What was made of the last texts is kept,
    since whoever narrows what was found, or turns its pages, asks for the same text again.
    """

    def __init__(self, names: Postings, wholes: Wholes, labels: LabelPostings, texts: Postings):
        self.names = names
        self.wholes = wholes
        self.labels = labels
        self.texts = texts
        self._last = None, None
        self._understood: dict[str, Understood] = {}

    def understand(self, text: str) -> Understood:
        understood = self._understood.get(text)
        if understood is None:
            if len(self._understood) >= KEPT_TEXTS:
                self.forget_texts()
            understood = self._understood[text] = self._first_read(text)
        return understood

    def forget_texts(self):
        self._understood.clear()

    def _first_read(self, text):
        typed = Typed(text)
        if other := typed.other_name():
            found, understood = self.named(other)
            if found:
                return replace(understood, alternatives_to=understood.shown)
        return self._corrected(typed)

    def named(self, text: str) -> tuple[BitMap, Understood]:
        """The tools that are called so, and how the name was taken."""
        understood = self._corrected(Typed(f"{text} "))
        return self.wholes.having(understood.whole), understood

    def tiers(self, understood: Understood) -> list[BitMap]:
        """The tools that match, each in one tier, the best first:

        0. the text is the name, 1. all words are in names, 2. all are, the last as a beginning, 3. some are, and the
        rest anywhere, 4. all are in names and labels, 5. the rest.

        Who types a part of a name and something else ("openai image", "music generator", "adobe video") means tools of
        such a name, so that 3 stands before 4.

        Where no word narrows, only 0 can hold tools, and every other tool matches just as well.
        """
        whole = self.wholes.having(understood.whole)
        if not understood.words:
            return [whole, *(BitMap() for _ in range(5))]
        matches = self._matches_of(understood)
        everything = matches.anywhere
        best_first = [
            whole,
            matches.in_names(),
            matches.in_unfinished_names(),
            everything & matches.partly_in_names(),
            matches.in_names_or_labels(),
            everything,
        ]
        return _each_once(best_first)

    def nearest(self, understood: Understood) -> list[BitMap]:
        """For words that nothing has together: who has at least half of them, in tiers, the best first."""
        return _each_once(self._matches_of(understood).nearest()) if understood.words else []

    # Spelling

    def _corrected(self, typed: Typed) -> Understood:
        as_typed = typed.understood()
        if typed.literal or as_typed.whole in self.wholes or not as_typed.words:
            return as_typed
        matches = self._matches_of(as_typed)
        known = matches.known()
        if typed.is_stop_word:
            return as_typed if known[0] else typed.understood([Correction((0,), "")])
        changes = [] if all(known) else self._changes(typed, known)
        if not changes:
            return as_typed if matches.anywhere else self._second_thought(typed, changes) or as_typed
        understood = typed.understood(changes)
        return understood if self._finds(understood) else self._second_thought(typed, changes) or understood

    def _matches_of(self, understood) -> "_Matches":
        """Kept for the next step of the same search: what is understood is looked up to see that it finds something."""
        asked = understood.words, understood.unfinished, understood.literal
        if self._last[0] != asked:
            self._last = asked, _Matches(self, understood)
        return self._last[1]

    def _finds(self, understood) -> bool:
        return understood.whole in self.wholes or bool(self._matches_of(understood).anywhere)

    def _changes(self, typed, known) -> list[Correction]:
        """A change for every word that matches nothing, as far as one can be found, from left to right."""
        changes = []
        free = set(typed.counting)
        tried = 0
        for number, place in enumerate(typed.counting):
            if known[number] or place not in free or tried == MAX_TRIED:
                continue
            tried += 1
            before = typed.counting[number - 1] if number and typed.counting[number - 1] in free else None
            is_last = typed.unfinished and number == len(known) - 1
            if change := self._change(typed.words, place, before, is_last):
                changes.append(change)
                free.difference_update(change.places)
        return changes

    def _change(self, words, place, before, is_last) -> Correction | None:
        """Names come first, also those that the word makes with the one before; then labels, texts, beginnings."""
        word = words[place]
        if not may_be_wrong(word, LEAST_PART):
            return None
        near = edits(word)
        if len(word) >= LEAST_NAME and (name := nearest_name(near, self.names)):
            return Correction((place,), name)
        may_be_joined = before is not None and may_be_wrong(words[before] + word, LEAST_WORD)
        if may_be_joined and (name := nearest_name(near, self.names, before=words[before])):
            return Correction((before, place), name)
        if len(word) < LEAST_WORD:
            return None
        root = stem(word)
        other = nearest_word(near if root == word else edits(root), self.labels, self.texts)
        if other:
            other += word[len(root) :]  # a plural stays one
        elif is_last:
            other = nearest_beginning(near, self.names)
        return Correction((place,), other) if other else None

    def _second_thought(self, typed, changes) -> Understood | None:
        """The words are known, but nothing has them all: one may be a name misspelt into another word."""
        changed = {place for change in changes for place in change.places}
        places = [place for place in typed.counting if self._may_be_a_name(typed.words[place]) and place not in changed]
        for place in places[:MAX_TRIED]:
            if name := nearest_name(edits(typed.words[place]), self.names):
                understood = typed.understood([*changes, Correction((place,), name)])
                if self._finds(understood):
                    return understood
        return None

    def _may_be_a_name(self, word) -> bool:
        return may_be_wrong(word, LEAST_NAME + 1) and word not in self.names


class _Matches:
    """The sets of each word of a text, and of each two neighbours written as one."""

    def __init__(self, search: Search, understood: Understood):
        names, labels, texts = search.names, search.labels, search.texts
        words = understood.words
        stems = [stem(word) for word in words]
        pairs = [] if understood.literal else [first + second for first, second in pairwise(words)]
        self.names = [names.having(word) for word in words]
        self.pairs = [names.having(pair) for pair in pairs] or [BitMap() for _ in words[1:]]
        self.labels = [labels.having(word) for word in stems]
        self.texts = [texts.having(word) for word in stems]
        self.begun_names, self.begun_pairs = self.names, self.pairs
        if understood.unfinished:
            last = words[-1]
            self.begun_names = [*self.names[:-1], names.beginning(last)]
            if pairs:
                self.begun_pairs = [*self.pairs[:-1], names.beginning(pairs[-1])]
            if len(last) > 1:
                self.labels[-1] = self.labels[-1] | labels.beginning(last)
                self.texts[-1] = self.texts[-1] | texts.beginning(last)

    def known(self) -> list[bool]:
        """Whether each word matches anything, alone or with a neighbour."""
        alone = [bool(name or label or text) for name, label, text in self._three()]
        together = [False, *map(bool, self.begun_pairs), False]
        return [here or together[place] or together[place + 1] for place, here in enumerate(alone)]

    def in_names(self) -> BitMap:
        return _all_words(self.names, self.pairs)

    def in_unfinished_names(self) -> BitMap:
        return _all_words(self.begun_names, self.begun_pairs)

    def partly_in_names(self) -> BitMap:
        return BitMap.union(*self.begun_names, *self.begun_pairs)

    def in_names_or_labels(self) -> BitMap:
        return _all_words([name | label for name, label, _ in self._three()], self.begun_pairs)

    @cached_property
    def anywhere(self) -> BitMap:
        return _all_words([reduce(or_, three) for three in self._three()], self.begun_pairs)

    def nearest(self) -> list[BitMap]:
        """Who has at least half of the words, the best first: by how many stand in names, then by how many at all."""
        half = (len(self.names) + 1) // 2
        enough = _at_least([reduce(or_, three) for three in self._three()])[half - 1 :]
        named = [*reversed(_at_least(self.begun_names)), enough[0]]
        return [names & words for names in named for words in reversed(enough)]

    def _three(self):
        return zip(self.begun_names, self.labels, self.texts, strict=True)


def _each_once(best_first: Iterable[BitMap]) -> list[BitMap]:
    seen = BitMap()
    tiers = []
    for found in best_first:
        tiers.append(found - seen)
        seen = seen | found
    return tiers


def _at_least(words: Sequence[BitMap]) -> list[BitMap]:
    """Who has at least one, two, three … of the words."""
    having = [BitMap() for _ in words]
    for word in words:
        with_it = [word, *(fewer & word for fewer in having[:-1])]
        having = [old | new for old, new in zip(having, with_it, strict=True)]
    return having


def _all_words(single: Sequence[BitMap], pairs: Sequence[BitMap]) -> BitMap:
    """Who matches the words from the first on, each by itself or with the next: from the last word backwards,
    F(i) = single(i) ∩ F(i + 1) ∪ pair(i, i + 1) ∩ F(i + 2), where F beyond the end is everybody.
    """
    following, beyond = single[-1], None
    for word, pair in zip(reversed(single[:-1]), reversed(pairs), strict=True):
        together = pair if beyond is None else pair & beyond
        following, beyond = word & following | together, following
    return following
