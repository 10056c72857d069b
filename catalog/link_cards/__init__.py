"""The picture that goes with a link to a page of ours: its title in the site's own letters, as a PNG. Pure.

Drawn without a library: the letters were drawn once, by a browser (``script/letters``), and stand beside this file as
coverage, 0 to 255. A card is a plane of one byte a pixel, of which the palette makes colours.
"""

from functools import cache

from catalog.link_cards.letters import Face, Plane, faces
from catalog.link_cards.png import written

WIDTH, HEIGHT, EDGE = 1200, 630, 80
PAPER, INK, ACCENT = (0xF9, 0xF5, 0xEC), (0x21, 0x1C, 0x15), (0x0A, 0x50, 0x60)
STEPS = 128  # of coverage, for each of the two colours
MOST_LINES = 3
LINE = 0.9  # from one line to the next, in heights of the face
RULE_AT = HEIGHT - 150


def card(title: str, *, above: str = "", glyph: str = "") -> bytes:
    """1200 × 630 pixels. ``above`` is a line over the title, such as its sort; ``glyph`` a name from the glyphs."""
    known, plane = faces(), Plane(WIDTH, HEIGHT)
    room = WIDTH - 2 * EDGE
    _line(plane, known["small"], above, EDGE, 78, strength=0.7)
    face, lines = _fitted(title, [known["large"], known["medium"]], room)
    y = 140
    for line in lines:
        _line(plane, face, line, EDGE, y)
        y += round(face.height * LINE)
    plane.rule(EDGE, RULE_AT, room, 2, coverage=60)
    x = _line(plane, known["glyphs"], "mark", EDGE, RULE_AT + 36, accent=True, spelled=False)
    _line(plane, known["medium"], "Wayfinder", x + 20, RULE_AT + 40)
    _line(plane, known["glyphs"], glyph, WIDTH - EDGE - 84, RULE_AT + 36, accent=True, spelled=False)
    return written(WIDTH, HEIGHT, bytes(plane.pixels), palette())


def _fitted(title, sizes, room):
    """The largest face in which the title takes few lines enough; in the smallest it is cut."""
    for face in sizes:
        lines = face.lines(title, room)
        if len(lines) <= MOST_LINES:
            break
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]} …"]
    return face, lines


def _line(plane: Plane, face: Face, text, x, y, *, accent=False, strength=1.0, spelled=True) -> int:
    """Draw a text, or with ``spelled`` off one sign by its name; returns where it ends."""
    for name in text if spelled else [text]:
        letter = face.letter(name)
        if letter:
            plane.put(letter, x, y, accent=accent, strength=strength)
            x += letter.advance
    return x


@cache
def palette() -> bytes:
    """Paper to ink, then paper to accent, in STEPS each."""
    colours = bytearray()
    for colour in (INK, ACCENT):
        for step in range(STEPS):
            share = step / (STEPS - 1)
            colours += bytes(round(a + (b - a) * share) for a, b in zip(PAPER, colour, strict=True))
    return bytes(colours)
