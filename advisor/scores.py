"""What tools score in a lane, and which of them come first, without a look at each tool. Pure, integers only.

Points are added up as ``advisor/slices.py`` does: for each question the points that are certain, capped; for all
questions together those, and those that a tool has if all that is not known of it turns out well. The order is walked
from the front and no further than it is taken, each number splitting the tools that the ones before leave equal.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pyroaring import BitMap

from advisor.catalogue import Catalogue, facet_of
from advisor.slices import Numbers

MOST_A_QUESTION_COUNTS = 16  # four strong wishes; ticking ten boxes says no more
WANTED = ("require", "prefer")


class Place(NamedTuple):
    ordinal: int
    position: int  # tools that score alike share one
    score: tuple[int, int]  # at least, and at most if all that is not known turned out well


class Scores:
    """Of the tools of one set, by the wishes of a lane. Good for as long as the catalogue is held still.

    What another one has worked out for the same tools and wishes is taken from there.
    """

    def __init__(self, wishes: Sequence, catalogue: Catalogue, tools: BitMap, like: "Scores | None" = None):
        self.tools = tools
        self._catalogue = catalogue
        self._least, self._most, self._offset = Numbers(), Numbers(), 0
        self._by_question: list[Numbers] = []
        self._points_for = {}
        kept = like._points_for if like is not None and like.tools == tools else {}
        for question in dict.fromkeys(wish.question for wish in wishes):
            effects = [wish.effect for wish in wishes if wish.question == question]
            key = tuple(map(id, effects))  # of one flow, which outlives this
            self._points_for[key] = least, most, offset = kept.get(key) or self._points(effects)
            self._by_question.append(least)
            self._least.add_all(least)
            self._most.add_all(most)
            self._offset += offset

    def _points(self, effects):
        """The least and the most that tools get for a question, both too high by the third, so that none is below 0."""
        least, most = Numbers(), Numbers()
        gain = sum(effect.strength for effect in effects if effect.action in WANTED)
        loss = sum(effect.strength for effect in effects if effect.action not in WANTED)
        for effect in effects:
            yes = self.tools & self._catalogue.having(effect.term)
            no = (self.tools & self._catalogue.closed(facet_of(effect.term))) - yes
            certain, barred = (yes, no) if effect.action in WANTED else (no, yes)
            least.add(certain, effect.strength)
            most.add(self.tools - barred, effect.strength)
        if max(gain, loss) > MOST_A_QUESTION_COUNTS:
            for points in (least, most):
                points.limit(self.tools, max(0, loss - MOST_A_QUESTION_COUNTS), loss + MOST_A_QUESTION_COUNTS)
        return least, most, loss

    def at_best(self, points: int, tools: BitMap) -> BitMap:
        """Those among the tools that may have so many points."""
        return self._most.above(points + self._offset - 1, tools)

    def place(self, ordinal: int) -> Place:
        least = self._least.of(ordinal)
        return Place(
            ordinal,
            1 + len(self._least.above(least, self.tools)),
            (least - self._offset, self._most.of(ordinal) - self._offset),
        )

    def in_order(self, tools: BitMap | None = None) -> Iterator[int]:
        """From best to least, by the points that are certain.

        Among tools with as many, the one comes first that meets the earlier questions better, then the one of which
        less is open, then the first in the catalogue's reading order.
        """
        for _, alike in self._least.groups(self.tools if tools is None else tools):
            yield from self._among(alike, self._by_question)

    def _among(self, tools, columns):
        if len(tools) == 1:
            yield tools[0]
        elif columns:
            for _, alike in columns[0].groups(tools):
                yield from self._among(alike, columns[1:])
        else:  # with as many certain points, what may come on top is what is open
            for _, alike in self._most.groups(tools, smallest_first=True):
                yield from self._catalogue.in_reading_order(alike)
