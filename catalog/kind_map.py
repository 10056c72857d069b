"""Where everything stands on the map of kinds: what goes in, which kind of tool, what comes out. Pure.

Lengths are in units of the drawing; ``y`` grows downwards.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 1000
HEAD = 44  # above the first row
ROW = 40  # from one kind to the next
LEFT, RIGHT = 0, 755  # where the columns of what goes in and what comes out begin
BOX_X, BOX_WIDTH, BOX_HEIGHT = 375, 230, 36
FROM_X, TO_X = 215, 745  # where lines leave what goes in, and reach what comes out
GLYPH, BESIDE_GLYPH = 24, 34
BASELINE = 5  # below the middle of a row


@dataclass(frozen=True, kw_only=True)
class Named:
    """A thing that goes in or comes out."""

    slug: str
    label: str


@dataclass(frozen=True, kw_only=True)
class MappedKind:
    """A kind as the map is given it."""

    label: str
    url: str
    takes: tuple[Named, ...] = ()
    makes: tuple[Named, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Head:
    text: str
    x: int
    anchor: str


HEADS = (
    Head(text="What goes in", x=LEFT, anchor="start"),
    Head(text="Which kind of tool", x=BOX_X + BOX_WIDTH // 2, anchor="middle"),
    Head(text="What comes out", x=RIGHT, anchor="start"),
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Something in the left or the right column; ``middle`` is that of its row."""

    named: Named
    x: int
    middle: int

    @property
    def glyph_y(self):
        return self.middle - GLYPH // 2

    @property
    def text_x(self):
        return self.x + BESIDE_GLYPH

    @property
    def text_y(self):
        return self.middle + BASELINE


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A kind's box, and its lines as the path of an SVG drawing."""

    kind: MappedKind
    middle: int
    path: str
    x: int = BOX_X
    width: int = BOX_WIDTH
    height: int = BOX_HEIGHT
    text_x: int = BOX_X + BOX_WIDTH // 2

    @property
    def y(self):
        return self.middle - BOX_HEIGHT // 2

    @property
    def text_y(self):
        return self.middle + BASELINE


@dataclass(frozen=True, kw_only=True)
class KindMap:
    height: int
    inputs: tuple[Place, ...]
    kinds: tuple[Drawn, ...]
    outputs: tuple[Place, ...]
    width: int = WIDTH
    heads: tuple[Head, ...] = HEADS

    @property
    def things(self):
        return (*self.inputs, *self.outputs)


def drawn(kinds: Iterable[MappedKind]) -> KindMap:
    """The map of these kinds. Things stand in the order in which a kind makes or takes them first; kinds stand near
    what they make, and what goes in near the kinds that take it, so that few lines cross.
    """
    kinds = list(kinds)
    makes = _met(kind.makes for kind in kinds)
    kinds.sort(key=lambda kind: _mean([makes.index(one) for one in kind.makes]))
    takes = _met(kind.takes for kind in kinds)
    takes.sort(key=lambda one: _mean([row for row, kind in enumerate(kinds) if one in kind.takes]))
    height = HEAD + ROW * max(len(kinds), len(takes), len(makes))
    left, right = _spread(takes, height), _spread(makes, height)
    return KindMap(
        height=height,
        inputs=tuple(Place(named=one, x=LEFT, middle=middle) for one, middle in left.items()),
        kinds=tuple(
            Drawn(kind=kind, middle=middle, path=_path(kind, middle, left, right))
            for kind, middle in _spread(kinds, height).items()
        ),
        outputs=tuple(Place(named=one, x=RIGHT, middle=middle) for one, middle in right.items()),
    )


def _met(groups: Iterable[Iterable[Named]]) -> list[Named]:
    """Each once, in the order in which they are met."""
    return list(dict.fromkeys(one for group in groups for one in group))


def _mean(numbers: Sequence[int]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0


def _spread(things: Sequence, height: int) -> dict:
    """The middles of their rows, spread evenly over the height."""
    share = (height - HEAD) / max(len(things), 1)
    return {thing: HEAD + round(share * (row + 0.5)) for row, thing in enumerate(things)}


def _path(kind, middle, left, right):
    ends = [(FROM_X, left[one], BOX_X, middle) for one in kind.takes]
    ends += [(BOX_X + BOX_WIDTH, middle, TO_X, right[one]) for one in kind.makes]
    return "".join(_line(*end) for end in ends)


def _line(x1: int, y1: int, x2: int, y2: int) -> str:
    bend = (x1 + x2) // 2
    return f"M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}"
