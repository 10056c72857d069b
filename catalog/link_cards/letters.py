"""The letters that cards are set in, and the plane they are put on. Pure."""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from catalog.link_cards.png import read

FOLDER = Path(__file__).parent
STEPS = 128


@dataclass(frozen=True)
class Letter:
    """``rows`` of coverage; ``advance`` is how far the next letter stands from this one's beginning."""

    advance: int
    rows: tuple[bytes, ...]


@dataclass(frozen=True)
class Face:
    height: int
    letters: Mapping[str, Letter]

    def letter(self, name: str) -> Letter | None:
        """That of a character or sign; without its accent where it has none with it; None where there is none."""
        if name in self.letters:
            return self.letters[name]
        return self.letters.get(unicodedata.normalize("NFKD", name)[:1])

    def width(self, text: str) -> int:
        return sum(letter.advance for letter in map(self.letter, text) if letter)

    def lines(self, text: str, room: int) -> list[str]:
        """The text in lines that are no wider than ``room``; a longer word is broken."""
        lines, line = [], ""
        for word in text.split():
            while self.width(word) > room:
                fits = next(end for end in range(len(word), 0, -1) if self.width(word[:end]) <= room)
                lines += [line, word[:fits]] if line else [word[:fits]]
                line, word = "", word[fits:]
            joined = f"{line} {word}".strip()
            if self.width(joined) > room:
                lines.append(line)
                joined = word
            line = joined
        return [*lines, line] if line else lines


class Plane:
    """One byte a pixel: 0 is paper, then ever more ink, and from STEPS on ever more of the accent."""

    def __init__(self, width: int, height: int):
        self.width, self.height = width, height
        self.pixels = bytearray(width * height)

    def put(self, letter: Letter, x: int, y: int, *, accent=False, strength=1.0):
        table = _shades(accent, strength)
        for down, row in enumerate(letter.rows):
            end = min(x + len(row), self.width)
            if y + down >= self.height or end <= x:
                break
            start = (y + down) * self.width
            under, over = self.pixels[start + x : start + end], row.translate(table)
            if any(under):  # seldom: letters hardly overlap
                over = bytes(map(max, under, over))
            self.pixels[start + x : start + end] = over[: len(under)]

    def rule(self, x: int, y: int, width: int, thickness: int, *, coverage: int):
        for row in range(y, y + thickness):
            start = row * self.width + x
            self.pixels[start : start + width] = bytes([coverage * STEPS // 256]) * width


@cache
def _shades(accent, strength):
    """From coverage to what a pixel of the plane says; none is paper whatever the colour."""
    shades = [round(coverage * strength * (STEPS - 1) / 255) for coverage in range(256)]
    return bytes(shade + STEPS if accent and shade else shade for shade in shades)


@cache
def faces() -> dict[str, Face]:
    """By name: large, medium and small letters, and the glyphs."""
    width, _, pixels = read((FOLDER / "letters.png").read_bytes())
    told = json.loads((FOLDER / "letters.json").read_text(encoding="utf-8"))

    def letter(x, y, across, height, advance):
        starts = range(y * width + x, (y + height) * width + x, width)
        return Letter(advance, tuple(pixels[start : start + across] for start in starts))

    return {
        name: Face(
            face["height"],
            {
                sign: letter(x, y, across, face["height"], advance)
                for sign, (x, y, across, advance) in face["letters"].items()
            },
        )
        for name, face in told.items()
    }
