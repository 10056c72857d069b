"""Words of the glossary, explained where a text first uses them. Pure.

The first mention becomes a button that opens the explanation beside it, by the keyboard and by touch as well and
without a script (``popovertarget``). A browser that knows no popovers shows the explanations below the text instead.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

# In these a word is left alone: they are read for their own sake or lead somewhere already.
ALONE = frozenset({"a", "h2", "h3", "h4", "th", "code", "pre"})
PIECE = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>|[^<]+")


@dataclass(frozen=True, kw_only=True)
class Word:
    """A word of the glossary; ``forms`` are all the ways to write it, without plurals in -s."""

    slug: str
    term: str
    definition: str
    forms: tuple[str, ...]

    @property
    def id(self) -> str:
        """No heading's id has a colon, so none can be the same."""
        return f"gloss:{self.slug}"


class Glosses:
    """Marks the words of one page: give it the page's texts in their order, then ask for what was ``met``."""

    def __init__(self, words: Iterable[Word]):
        forms = {form: word for word in words for form in word.forms if form.strip()}
        self._forms, self._by_number = tuple(forms), tuple(forms.values())
        self.met: list[Word] = []

    def mark(self, html: str) -> str:
        """Clean HTML (as ``markdown`` makes it) with each word that was not met before as a button."""
        if not self._forms:
            return html
        pattern, within, marked = _pattern(self._forms), 0, []
        for piece in PIECE.finditer(html):
            closing, tag = piece[1], piece[2]
            if tag in ALONE:
                within += -1 if closing else 1
            marked.append(piece[0] if tag or within else pattern.sub(self._button, piece[0]))
        return "".join(marked)

    def _button(self, found):
        word = self._by_number[int(found.lastgroup[1:])]
        if word in self.met:
            return found[0]
        self.met.append(word)
        return f'<button type="button" class="term" popovertarget="{word.id}">{found[0]}</button>'


@lru_cache(maxsize=4)
def _pattern(forms):
    """Any of the forms as whole words, the longest first; its group's number tells which."""
    longest = sorted(range(len(forms)), key=lambda number: (-len(forms[number]), forms[number]))
    choices = "|".join(f"(?P<f{number}>{_written(forms[number])})" for number in longest)
    return re.compile(rf"(?<![\w-])(?:{choices})s?(?![\w-])")


def _written(form):
    """Abbreviations as they are, so that a rag is no RAG; other words in either case, over line breaks."""
    return r"\s+".join(
        re.escape(part) if any(map(str.isupper, part[1:])) else f"(?i:{re.escape(part)})" for part in form.split()
    )
