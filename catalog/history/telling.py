"""Places and values of documents in words, and what changed within a text word by word. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from catalog.history.differences import ORDER, Difference, Path

NOTHING = "nothing"
LONGEST_COMPARED = 4_000  # words; longer texts are compared by their lines, which takes a moment rather than minutes
KEPT_AROUND = 12  # words left and right of a change


@dataclass(frozen=True, kw_only=True)
class Labels:
    """What keys and values of one kind's documents are called.

    ``keys`` name fields, and the columns of rows; ``maps`` say how an entry of a map is called, as in “State of {}”.
    ``values`` name the choices of a field. ``links`` are keys whose values are slugs of others; ``names`` say what
    those are called: facts and facets, and terms as “output:image”.
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    maps: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[tuple[str, str], str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    links: frozenset[str] = frozenset()

    def key(self, key: str) -> str:
        label = self.keys.get(key) or key.replace("_", " ")
        return label[:1].upper() + label[1:]

    def place(self, path: Path) -> str:
        """What a place is called: “Tagline”, “Terms: What it makes”, “Plans: Pro · subscription”."""
        if len(path) == 1:
            return self.key(path[0])
        if path[1] == ORDER:
            return f"{self.key(path[0])}: their order"
        if path[0] in self.maps:
            return self.maps[path[0]].format(self.names.get(path[1]) or self.key(path[1]))
        return f"{self.key(path[0])}: {path[1]}"

    def value(self, path: Path, value) -> str:
        """A place's value in words, on one line or, for rows and long texts, on several."""
        if value in (None, "", [], {}):
            return NOTHING
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, dict):
            return "\n".join(f"{self.key(name)}: {self.value((name,), inner)}" for name, inner in value.items())
        if isinstance(value, list):
            told = [self._one(path, one) for one in value]
            return ", ".join(sorted(told)) if path[0] in self.links else "\n".join(told)
        return self._one(path, value)

    def _one(self, path, value):
        if isinstance(value, dict):
            return "; ".join(f"{self.key(name)}: {self.value((name,), inner)}" for name, inner in value.items())
        if isinstance(value, list):
            return ", ".join(self._one(path, one) for one in value)
        text = str(value)
        if path[0] in self.links:
            text = self.names.get(f"{path[-1]}:{text}") or self.names.get(text) or text
        return self.values.get((path[0], text), text)

    def is_choice(self, key: str) -> bool:
        """Whether a field's value is chosen from others, rather than written."""
        return key in self.links or any(field == key for field, _ in self.values)

    def sentence(self, difference: Difference) -> str:
        """A difference on one line: “Tagline: Writes. → Writes well.”"""
        before, after = (" / ".join(shown.splitlines()) for shown in self.both(difference))
        return f"{self.place(difference.path)}: {before} → {after}"

    def both(self, difference: Difference) -> tuple[str, str]:
        return self.value(difference.path, difference.before), self.value(difference.path, difference.after)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part of two compared texts. ``kind`` is same, gone, new, or left-out for what stays and is not shown."""

    kind: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """What became of a text, word by word: what went is followed by what came."""
    old, new = _words(before), _words(after)
    if len(old) + len(new) > LONGEST_COMPARED:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found = []
    for _, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[start:end]), "".join(new[first:last])
        if gone == come:
            found.append(Piece(kind="same", text=come))
            continue
        if gone:
            found.append(Piece(kind="gone", text=gone))
        if come:
            found.append(Piece(kind="new", text=come))
    return found


def shortened(found: list[Piece]) -> list[Piece]:
    """The same, with long stretches that stay cut to the words around what changed."""
    shown = []
    for place, piece in enumerate(found):
        words = _words(piece.text)
        head = words[:KEPT_AROUND] if place else []
        tail = words[-KEPT_AROUND:] if place < len(found) - 1 else []
        if piece.kind != "same" or len(words) <= len(head) + len(tail) + KEPT_AROUND:
            shown.append(piece)
            continue
        shown += [
            Piece(kind="same", text="".join(head)),
            Piece(kind="left-out", text="…"),
            Piece(kind="same", text="".join(tail)),
        ]
    return [piece for piece in shown if piece.text]


def _words(text):
    """The words of a text, each with the space behind it."""
    return re.findall(r"\S+\s*|\s+", text)
